import { defineErrors } from '../../core/errors.ts'
import type { Json, Reason, Text } from '../../core/values.ts'
import type { QuarantineEntry, QuarantineFilter } from '../../databases/quarantine.ts'
import type { Project } from '../../project/open-project.ts'
import { nearestName } from '../../schemas/nearest-name.ts'
import { defineCommand, defineGroup } from '../command.ts'
import type { Frame } from '../frame.ts'
import { isoTime } from '../local-time.ts'
import { maskValue } from '../mask-value.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { reasonTexts } from '../reason-texts.ts'
import { wrap } from '../width.ts'
import { findAsset, requireKnownAsset } from '../require-known-asset.ts'

const errors = defineErrors({
  USAGE_ROW_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '隔离区中没有 {found}', en: 'the quarantine has no {found}' },
    remedy: {
      zh: '写 guiji quarantine list --rows 所列的编号，如 police.resident-register@3:0:41。',
      en: 'Name one that guiji quarantine list --rows lists, like police.resident-register@3:0:41.',
    },
  },
  USAGE_REASON_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有原因码 {found}', en: 'there is no reason {found}' },
    remedy: { zh: '写 guiji quarantine list 所列的原因码。', en: 'Name one that guiji quarantine list shows.' },
  },
})
const messages = {
  clean: { zh: '{asset} 没有被隔离的行。', en: '{asset} has no rejected rows.' },
  noneSuch: { zh: '隔离区中没有符合这些条件的行。', en: 'The quarantine has no rows that meet these conditions.' },
  code: { zh: '原因码', en: 'reason' },
  meaning: { zh: '含义', en: 'meaning' },
  rows: { zh: '行数', en: 'rows' },
  field: { zh: '信息项', en: 'field' },
  suggestion: { zh: '建议', en: 'suggestion' },
  column: { zh: '列', en: 'column' },
  value: { zh: '来源值', en: 'source value' },
  noneWarned: { zh: '没有符合条件的带警告的行。', en: 'No rows with such warnings.' },
  none: { zh: '隔离区是空的。', en: 'The quarantine is empty.' },
  masked: { zh: '值已遮盖；--reveal 显示原值。', en: 'Values are masked; --reveal shows them.' },
} as const

const list = defineCommand({
  summary: { zh: '按原因汇总隔离的行；--rows 逐行列出', en: 'count rejected rows by reason; --rows lists them' },
  arguments: { asset: { optional: true, help: { zh: '只看这个数据资源', en: 'only of this dataset' } } },
  options: {
    code: { kind: 'text', value: 'code', help: { zh: '只看这个原因', en: 'only of this reason' } },
    plan: { kind: 'text', value: 'plan', help: { zh: '只看这次计划', en: 'only of this plan' } },
    warnings: {
      kind: 'flag',
      help: {
        zh: '列出收下但有警告的行，供反馈部门：只是样本，每批每个信息项每种原因至多 20 行',
        en: 'list accepted rows with warnings, to be fed back: a sample, at most 20 of each batch, field and reason',
      },
    },
    rows: { kind: 'flag', help: { zh: '逐行列出，不含值', en: 'list the rows, without their values' } },
    limit: { kind: 'count', value: 'n', default: 100, help: { zh: '最多列出的行数', en: 'rows at most' } },
  },
  examples: [
    'guiji quarantine list',
    'guiji quarantine list police.resident-register --warnings',
    'guiji quarantine list police.resident-register --rows --limit 20',
  ],
  async run(frame, { asset, code, plan, rows, warnings, limit }) {
    const project = await openProjectFor(frame)
    const { countQuarantine, listQuarantine } = await import('../../databases/quarantine.ts')
    const filter = {
      ...(asset === undefined ? {} : { asset }),
      ...(code === undefined ? {} : { code }),
      ...(plan === undefined ? {} : { plan }),
    }
    if (warnings) {
      await listWarnings(frame, project, { ...filter, limit })
      return
    }
    if (rows) {
      const lines = await using(openControl(project), (database) => listQuarantine(database, { ...filter, limit }))
      if (lines.length === 0) await sayNone(frame, project, filter)
      for (const line of lines) {
        frame.print(`${rowId(line)}  ${line.locator}`)
        for (const { code: reason, field } of line.reasons) frame.print(`    ${field === undefined ? '' : `${field}  `}${reason}`)
      }
      frame.result(
        lines.map((line): Json => ({
          id: rowId(line),
          ...line,
          at: isoTime(line.at),
          reasons: line.reasons.map((reason) => ({ ...reason })),
        })),
      )
      return
    }
    const counts = await using(openControl(project), (database) => countQuarantine(database, filter))
    if (counts.length === 0) await sayNone(frame, project, filter)
    const texts = await reasonTexts(
      project,
      counts.map((count) => count.asset),
    )
    for (const name of new Set(counts.map((count) => count.plan))) {
      frame.print(name)
      const own = counts.filter((count) => count.plan === name)
      frame.table(
        [
          { title: frame.text(messages.code) },
          { title: frame.text(messages.rows) },
          { title: frame.text(messages.meaning), narrowest: 12, wraps: true },
        ],
        own.map(({ asset, code, count }) => [code, count, meaningOf(frame, texts.of(asset, code))]),
      )
      frame.print('')
    }
    frame.result(counts.map((count): Json => ({ ...count, meaning: { ...(texts.of(count.asset, count.code) ?? { zh: '', en: '' }) } })))
  },
})

const show = defineCommand({
  summary: { zh: '查看一行：来源值与全部原因', en: 'show one row: its source values and every reason' },
  arguments: {
    row: { help: { zh: '<计划>:<分片>:<序号>，由 list --rows 列出', en: '<plan>:<split>:<ordinal>, as list --rows shows it' } },
  },
  options: { reveal: { kind: 'flag', help: { zh: '显示原值（个人信息）', en: 'show the values themselves (personal data)' } } },
  examples: ['guiji quarantine show police.resident-register@3:0:41'],
  async run(frame, { row, reveal }) {
    const project = await openProjectFor(frame)
    const place = /^(.+):(\d+):(\d+)$/.exec(row)
    if (place === null) throw errors('USAGE_ROW_UNKNOWN', { found: row })
    const [, plan = '', split, ordinal] = place
    const { showQuarantined } = await import('../../databases/quarantine.ts')
    const at = { plan, split: Number(split), ordinal: Number(ordinal) }
    const entry = await using(openControl(project), (database) => showQuarantined(database, at))
    if (entry === null) throw errors('USAGE_ROW_UNKNOWN', { found: row })
    const texts = await reasonTexts(project, [entry.asset])
    const reasons = reveal ? entry.reasons : await maskReasons(project, entry)
    frame.print(`${rowId(entry)}  ${entry.locator}`)
    frame.print('')
    frame.table(
      [messages.field, messages.code, messages.meaning, messages.suggestion].map((title) => ({
        title: frame.text(title),
        narrowest: 12,
        wraps: true,
      })),
      reasons.map(({ field, code, suggestion }) => [
        field ?? null,
        code,
        meaningOf(frame, texts.of(entry.asset, code, field)),
        suggestion ?? null,
      ]),
    )
    frame.print('')
    const values = rawValues(entry.raw).map(([column, value]) => [column, reveal ? value : maskValue(value)] as const)
    frame.table(
      [messages.column, messages.value].map((title) => ({ title: frame.text(title), narrowest: 12, wraps: true })),
      values,
    )
    if (!reveal) frame.say(messages.masked)
    frame.result({
      id: rowId(entry),
      ...entry,
      at: isoTime(entry.at),
      reasons: reasons.map((reason) => ({ ...reason })),
      raw: Object.fromEntries(values),
    })
  },
})

export default defineGroup({ list, show })

/** Where the rows stand that a check or a type warned of, without their values. */
async function listWarnings(frame: Frame, project: Project, filter: QuarantineFilter): Promise<void> {
  const { listWarned } = await import('../../databases/quarantine.ts')
  const lines = await using(openControl(project), (database) => listWarned(database, filter))
  if (lines.length === 0) {
    if (filter.asset !== undefined) await requireKnownAsset(project, filter.asset)
    frame.say(messages.noneWarned)
  }
  const texts = await reasonTexts(
    project,
    lines.map(({ asset }) => asset),
  )
  for (const line of lines) {
    frame.print(`${rowId(line)}  ${line.locator}`)
    const parts = [line.field, line.code, meaningOf(frame, texts.of(line.asset, line.code, line.field))]
    for (const part of wrap(`    ${parts.filter((text) => text !== null).join('  ')}`, frame.width)) frame.print(part)
  }
  frame.result(lines.map((line): Json => ({ id: rowId(line), ...line })))
}

function rowId({ plan, split, ordinal }: { readonly plan: string; readonly split: number; readonly ordinal: number }): string {
  return `${plan}:${split}:${ordinal}`
}

/** Tells why nothing is listed. Throws ASSET_UNKNOWN, USAGE_REASON_UNKNOWN. */
async function sayNone(frame: Frame, project: Project, { asset, code, plan }: QuarantineFilter): Promise<void> {
  if (asset !== undefined) await requireKnownAsset(project, asset)
  if (code !== undefined) {
    const { codes } = await reasonTexts(project, [])
    if (!codes.has(code)) throw errors('USAGE_REASON_UNKNOWN', { found: code, meant: nearestName(code, codes) ?? '' })
  }
  if (code !== undefined || plan !== undefined) frame.say(messages.noneSuch)
  else if (asset !== undefined) frame.say(messages.clean, { asset })
  else frame.say(messages.none)
}

function meaningOf(frame: Frame, text: Text | undefined): string | null {
  return text === undefined ? null : frame.text(text)
}

function rawValues(raw: Json): [string, string | null][] {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) return [['', raw === null ? null : jsonText(raw)]]
  return Object.entries(raw).map(([column, value]) => [column, value === null ? null : jsonText(value)])
}

function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A suggestion is a clean value of its field: its type knows what of it may be seen. */
async function maskReasons(project: Project, { asset, reasons }: QuarantineEntry): Promise<Reason[]> {
  const spec = await findAsset(project, asset)
  const fields = spec?.kind === 'dataset' ? spec.fields : []
  const mask = async ({ suggestion, ...reason }: Reason): Promise<Reason> => {
    if (suggestion === undefined) return reason
    const type = fields.find(({ name }) => name === reason.field)?.type
    const masked = type === undefined ? maskValue(suggestion) : (await project.registries.types.load(type)).mask(suggestion)
    return { ...reason, suggestion: masked ?? '' }
  }
  return Promise.all(reasons.map(mask))
}
