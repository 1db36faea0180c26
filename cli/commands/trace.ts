import type { Json } from '../../core/values.ts'
import type { FieldOrigin, RowOrigin, Trace } from '../../databases/trace.ts'
import { askEach } from '../ask.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { isoTime, localTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'

const messages = {
  notFound: { zh: '{asset} 中没有这个主键。', en: '{asset} does not have this key.' },
  field: { zh: '信息项', en: 'field' },
  dataset: { zh: '来自', en: 'from' },
  column: { zh: '其信息项', en: 'its field' },
  row: {
    zh: '{plan}：{split} 第 {row} 条（按条数计，不是文件行号），批 {batch}，{landed} 落地',
    en: '{plan}: row {row} of {split} (by count, not the file’s line), batch {batch}, landed {landed}',
  },
  line: {
    zh: '{plan}：{locator}（第 {row} 条），批 {batch}，{landed} 落地',
    en: '{plan}: {locator} (row {row}), batch {batch}, landed {landed}',
  },
  certificate: { zh: '  {at} 发布，凭证 SHA-256 {hash}…', en: '  published {at}, certificate SHA-256 {hash}…' },
} as const

const command = defineCommand({
  arguments: { asset: { help: { zh: '数据资源、库或服务的编号', en: 'the id of a dataset, library or service' } } },
  examples: ['guiji trace base.population', 'guiji trace base.population --json < key.txt'],
  async run(frame, { asset }) {
    const project = await openProjectFor(frame)
    const { spec } = await project.asset(asset)
    const columns = spec.table.key.map((name) => spec.table.columns.find((column) => column.name === name)?.comment ?? name)
    const key = await askEach(frame, columns)
    const { traceKey } = await import('../../databases/trace.ts')
    const trace = await using(openControl(project), (database) => traceKey(database, spec, key))
    frame.result(traceJson(trace))
    if (!trace.found) {
      frame.say(messages.notFound, { asset })
      return exitCodes.failed
    }
    if (trace.kind === 'library') {
      const fields = trace.fields.filter(({ dataset }) => dataset !== null)
      printFields(frame, fields)
      printRows(
        frame,
        fields.map(({ row }) => row),
      )
    } else printRows(frame, [trace.row])
    return exitCodes.ok
  },
})
export default command

function printFields(frame: Frame, fields: readonly FieldOrigin[]): void {
  frame.table(
    [messages.field, messages.dataset, messages.column].map((title) => ({ title: frame.text(title) })),
    fields.map(({ field, dataset, column }) => [field, dataset, column]),
  )
}

/** Each row once, however many fields came from it. */
function printRows(frame: Frame, origins: readonly (RowOrigin | null)[]): void {
  const rows = new Map(origins.flatMap((row) => (row === null ? [] : [[`${row.plan} ${row.split} ${row.ordinal}`, row] as const])))
  for (const { plan, split, ordinal, locator, batch, landedAt, certificate } of rows.values()) {
    frame.print('')
    const about = { plan, row: ordinal + 1, batch: batch ?? '-', landed: localTime(landedAt) ?? '-' }
    if (locator === null) frame.say(messages.row, { ...about, split })
    else frame.say(messages.line, { ...about, locator })
    if (certificate === null) continue
    frame.say(messages.certificate, { at: localTime(certificate.at) ?? '', hash: certificate.hash.slice(0, 16) })
  }
}

function traceJson(trace: Trace): Json {
  const { asset, kind, found } = trace
  if (trace.kind === 'row') return { asset, kind, found, row: rowJson(trace.row) }
  return {
    asset,
    kind,
    found,
    fields: trace.fields.map(({ field, dataset, column, row }) => ({ field, dataset, column, row: rowJson(row) })),
  }
}

function rowJson(row: RowOrigin | null): Json {
  return row === null
    ? null
    : {
        ...row,
        landedAt: row.landedAt === null ? null : isoTime(row.landedAt),
        certificate:
          row.certificate === null ? null : { ...row.certificate, at: isoTime(row.certificate.at), counts: { ...row.certificate.counts } },
      }
}
