import { defineErrors } from '../../core/errors.ts'
import type { Json, Reason, Text } from '../../core/values.ts'
import type { QuarantineEntry } from '../../databases/quarantine.ts'
import type { Project } from '../../project/open-project.ts'
import { auditOptions, byDefault } from '../audit-options.ts'
import { defineCommand } from '../command.ts'
import { readRowId, rowId } from '../correction/row-token.ts'
import { isoTime } from '../local-time.ts'
import { maskValue } from '../mask-value.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { reasonTexts } from '../reason-texts.ts'
import { findAsset } from '../require-known-asset.ts'

const errors = defineErrors({
  USAGE_ROW_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '隔离区中没有 {found}', en: 'the quarantine has no {found}' },
    remedy: {
      zh: '写 guiji quarantine list --rows 所列的编号，如 police.resident-register@3:0:41。',
      en: 'Name one that guiji quarantine list --rows lists, like police.resident-register@3:0:41.',
    },
  },
})
const messages = {
  code: { zh: '原因码', en: 'reason' },
  meaning: { zh: '含义', en: 'meaning' },
  field: { zh: '信息项', en: 'field' },
  suggestion: { zh: '建议', en: 'suggestion' },
  column: { zh: '列', en: 'column' },
  value: { zh: '来源值', en: 'source value' },
  masked: { zh: '值已遮盖；--reveal 显示原值，要写 --reason。', en: 'Values are masked; --reveal with --reason shows them.' },
} as const

const command = defineCommand({
  summary: { zh: '查看一行：来源值与全部原因', en: 'show one row: its source values and every reason' },
  arguments: {
    row: { help: { zh: '<计划>:<分片>:<序号>，由 list --rows 列出', en: '<plan>:<split>:<ordinal>, as list --rows shows it' } },
  },
  options: {
    reveal: {
      kind: 'flag',
      help: { zh: '显示原值（个人信息）；要写理由', en: 'show the values themselves (personal data); needs a reason' },
    },
    ...auditOptions,
  },
  examples: [
    'guiji quarantine show police.resident-register@3:0:41',
    'guiji quarantine show police.resident-register@3:0:41 --reveal --reason "…"',
  ],
  async run(frame, { row, reveal, reason, by }) {
    const project = await openProjectFor(frame)
    const place = readRowId(row)
    if (place === null) throw errors('USAGE_ROW_UNKNOWN', { found: row })
    const [{ showQuarantined }, { recordAudit, requireReason }] = await Promise.all([
      import('../../databases/quarantine.ts'),
      import('../../databases/audit.ts'),
    ])
    const why = reveal ? requireReason(reason) : ''
    const entry = await using(openControl(project), async (database) => {
      if (reveal) await recordAudit(database, { by: by ?? byDefault(), action: 'show', subject: row, reason: why })
      return showQuarantined(database, place)
    })
    if (entry === null) throw errors('USAGE_ROW_UNKNOWN', { found: row })
    const texts = await reasonTexts(project, [entry.asset])
    const meaning = (text: Text | undefined) => (text === undefined ? null : frame.text(text))
    const reasons = reveal ? entry.reasons : await maskReasons(project, entry)
    frame.print(`${rowId(entry)}  ${entry.locator}`)
    frame.print('')
    frame.table(
      [messages.field, messages.code, messages.meaning, messages.suggestion].map((title) => ({
        title: frame.text(title),
        narrowest: 12,
        wraps: true,
      })),
      reasons.map(({ field, code, suggestion }) => [field ?? null, code, meaning(texts.of(entry.asset, code, field)), suggestion ?? null]),
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
      closedAt: entry.closedAt === null ? null : isoTime(entry.closedAt),
      reasons: reasons.map((reason) => ({ ...reason })),
      raw: Object.fromEntries(values),
    })
  },
})
export default command

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
