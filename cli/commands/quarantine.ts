import { defineErrors } from '../../core/errors.ts'
import type { Json, Reason, Text } from '../../core/values.ts'
import { defineCommand, defineGroup } from '../command.ts'
import type { Frame } from '../frame.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { reasonTexts } from '../reason-texts.ts'

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
  rows: { zh: '行数', en: 'rows' },
  field: { zh: '信息项', en: 'field' },
  suggestion: { zh: '建议', en: 'suggestion' },
  column: { zh: '列', en: 'column' },
  value: { zh: '来源值', en: 'source value' },
  none: { zh: '隔离区是空的。', en: 'The quarantine is empty.' },
  masked: { zh: '值已遮盖；--reveal 显示原值。', en: 'Values are masked; --reveal shows them.' },
} as const

const list = defineCommand({
  summary: { zh: '按原因汇总隔离的行；--rows 逐行列出', en: 'count rejected rows by reason; --rows lists them' },
  arguments: { asset: { optional: true, help: { zh: '只看这个数据资源', en: 'only of this dataset' } } },
  options: {
    code: { kind: 'text', value: 'code', help: { zh: '只看这个原因', en: 'only of this reason' } },
    plan: { kind: 'text', value: 'plan', help: { zh: '只看这次计划', en: 'only of this plan' } },
    rows: { kind: 'flag', help: { zh: '逐行列出，不含值', en: 'list the rows, without their values' } },
    limit: { kind: 'count', value: 'n', default: 100, help: { zh: '最多列出的行数', en: 'rows at most' } },
  },
  examples: ['guiji quarantine list', 'guiji quarantine list police.resident-register --rows --limit 20'],
  async run(frame, { asset, code, plan, rows, limit }) {
    const project = await openProjectFor(frame)
    const { countQuarantine, listQuarantine } = await import('../../databases/quarantine.ts')
    const filter = {
      ...(asset === undefined ? {} : { asset }),
      ...(code === undefined ? {} : { code }),
      ...(plan === undefined ? {} : { plan }),
    }
    if (rows) {
      const lines = await using(openControl(project), (database) => listQuarantine(database, { ...filter, limit }))
      if (lines.length === 0) frame.say(messages.none)
      for (const line of lines) {
        frame.print(`${rowId(line)}  ${line.locator}`)
        for (const { code: reason, field } of line.reasons) frame.print(`    ${field === undefined ? '' : `${field}  `}${reason}`)
      }
      frame.result(lines.map((line): Json => ({ id: rowId(line), ...line, reasons: line.reasons.map((reason) => ({ ...reason })) })))
      return
    }
    const counts = await using(openControl(project), (database) => countQuarantine(database, filter))
    const texts = await reasonTexts(project)
    if (counts.length === 0) frame.say(messages.none)
    for (const name of new Set(counts.map((count) => count.plan))) {
      frame.print(name)
      const own = counts.filter((count) => count.plan === name)
      frame.table(
        [messages.code, messages.rows, messages.meaning].map((title) => ({ title: frame.text(title), narrowest: 12 })),
        own.map((count) => [count.code, count.count, meaningOf(frame, texts, count.code)]),
      )
      frame.print('')
    }
    frame.result(counts.map((count): Json => ({ ...count, meaning: { ...(texts.get(count.code) ?? { zh: '', en: '' }) } })))
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
    const texts = await reasonTexts(project)
    frame.print(`${rowId(entry)}  ${entry.locator}`)
    frame.print('')
    frame.table(
      [messages.field, messages.code, messages.meaning, messages.suggestion].map((title) => ({ title: frame.text(title), narrowest: 8 })),
      entry.reasons.map(({ field, code, suggestion }) => [
        field ?? null,
        code,
        meaningOf(frame, texts, code),
        shown(suggestion ?? null, reveal),
      ]),
    )
    frame.print('')
    const values = rawValues(entry.raw)
    frame.table(
      [messages.column, messages.value].map((title) => ({ title: frame.text(title), narrowest: 12 })),
      values.map(([column, value]) => [column, shown(value, reveal)]),
    )
    if (!reveal) frame.say(messages.masked)
    frame.result({
      id: rowId(entry),
      ...entry,
      reasons: entry.reasons.map((reason) => maskReason(reason, reveal)),
      raw: Object.fromEntries(values.map(([column, value]) => [column, shown(value, reveal)])),
    })
  },
})

export default defineGroup({ list, show })

function rowId({ plan, split, ordinal }: { readonly plan: string; readonly split: number; readonly ordinal: number }): string {
  return `${plan}:${split}:${ordinal}`
}

function meaningOf(frame: Frame, texts: ReadonlyMap<string, Text>, code: string): string | null {
  const text = texts.get(code)
  return text === undefined ? null : frame.text(text)
}

function rawValues(raw: Json): [string, string | null][] {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) return [['', raw === null ? null : jsonText(raw)]]
  return Object.entries(raw).map(([column, value]) => [column, value === null ? null : jsonText(value)])
}

function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** First and last character of four and more: enough to recognise a value, not to read it. */
function shown(value: string | null, reveal: boolean): string | null {
  if (value === null || reveal) return value
  const characters = [...value]
  if (characters.length < 4) return '*'.repeat(characters.length)
  return `${characters[0] ?? ''}${'*'.repeat(characters.length - 2)}${characters.at(-1) ?? ''}`
}

function maskReason({ suggestion, ...reason }: Reason, reveal: boolean): Json {
  return suggestion === undefined ? reason : { ...reason, suggestion: shown(suggestion, reveal) }
}
