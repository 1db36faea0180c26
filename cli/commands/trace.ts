import type { Json } from '../../core/values.ts'
import type { FieldOrigin, RowOrigin, Trace } from '../../databases/trace.ts'
import { askEach } from '../ask.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Frame } from '../frame.ts'
import { localTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'

const messages = {
  notFound: { zh: '{asset} 中没有这个主键。', en: '{asset} does not have this key.' },
  field: { zh: '信息项', en: 'field' },
  source: { zh: '来自', en: 'from' },
  plan: { zh: '计划', en: 'plan' },
  split: { zh: '分片', en: 'split' },
  row: { zh: '行序', en: 'row' },
  batch: { zh: '批', en: 'batch' },
  landed: { zh: '落地', en: 'landed' },
  certificates: { zh: '发布凭证', en: 'Certificates' },
  certificate: { zh: '{plan}  {at}  SHA-256 {hash}', en: '{plan}  {at}  SHA-256 {hash}' },
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
    const origins: readonly FieldOrigin[] =
      trace.kind === 'library' ? trace.fields : [{ field: '*', dataset: asset, column: '*', row: trace.row }]
    printOrigins(frame, origins)
    return exitCodes.ok
  },
})
export default command

function printOrigins(frame: Frame, origins: readonly FieldOrigin[]): void {
  const titles = [messages.field, messages.source, messages.plan, messages.split, messages.row, messages.batch, messages.landed]
  frame.table(
    titles.map((title) => ({ title: frame.text(title), narrowest: 10 })),
    origins.map(({ field, dataset, column, row }) => [
      field,
      dataset === null ? null : `${dataset}#${column ?? ''}`,
      // The dataset stands beside it.
      row === null ? null : row.plan.slice(row.plan.lastIndexOf('@')),
      row?.split ?? null,
      row?.ordinal ?? null,
      row?.batch ?? null,
      localTime(row?.landedAt ?? null),
    ]),
  )
  const rows = new Map(
    origins.flatMap(({ row }) => (row === null || row.certificate === null ? [] : [[row.plan, row.certificate] as const])),
  )
  if (rows.size === 0) return
  frame.print('')
  frame.print(frame.text(messages.certificates))
  for (const [plan, { at, hash }] of rows)
    frame.print(frame.text(messages.certificate, { plan, at: localTime(at) ?? '', hash: hash.slice(0, 16) }))
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
    : { ...row, certificate: row.certificate === null ? null : { ...row.certificate, counts: { ...row.certificate.counts } } }
}
