import { defineErrors } from '../../core/errors.ts'
import type { Json, Text } from '../../core/values.ts'
import type { QuarantineFilter, QuarantineLine } from '../../databases/quarantine.ts'
import type { Project } from '../../project/open-project.ts'
import { nearestName } from '../../schemas/nearest-name.ts'
import { defineCommand } from '../command.ts'
import { rowId } from '../correction/row-token.ts'
import type { Frame } from '../frame.ts'
import { isoTime } from '../local-time.ts'
import { openControl, openProjectFor, using } from '../open.ts'
import { reasonTexts } from '../reason-texts.ts'
import { requireKnownAsset } from '../require-known-asset.ts'
import { wrap } from '../width.ts'

const errors = defineErrors({
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
  noneWarned: { zh: '没有符合条件的带警告的行。', en: 'No rows with such warnings.' },
  none: { zh: '隔离区是空的。', en: 'The quarantine is empty.' },
  arrived: { zh: '已结案：后来正确到达（{by}）', en: 'closed: arrived right later ({by})' },
  submitted: { zh: '已结案：更正后提交（{by}）', en: 'closed: corrected and submitted ({by})' },
  replayed: { zh: '已结案：规则修正后回放（{by}）', en: 'closed: replayed under a mended rule ({by})' },
  reread: { zh: '已结案：来源全部重读过（{by}）', en: 'closed: the whole source was read again ({by})' },
  abandoned: { zh: '已结案：所属的更正已放弃（{by}）', en: 'closed: of a correction that was given up ({by})' },
  dismissed: { zh: '已结案：人工核销（{by}）', en: 'closed: dismissed ({by})' },
} as const

const command = defineCommand({
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
    closed: { kind: 'flag', help: { zh: '也列出已结案的', en: 'closed ones too' } },
    limit: { kind: 'count', value: 'n', default: 100, help: { zh: '最多列出的行数', en: 'rows at most' } },
  },
  examples: [
    'guiji quarantine list',
    'guiji quarantine list police.resident-register --warnings',
    'guiji quarantine list police.resident-register --rows --limit 20',
  ],
  async run(frame, { asset, code, plan, rows, warnings, closed, limit }) {
    const project = await openProjectFor(frame)
    const { countQuarantine, listQuarantine } = await import('../../databases/quarantine.ts')
    const filter = {
      closed,
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
        printEnd(frame, line)
        for (const { code: reason, field } of line.reasons) frame.print(`    ${field === undefined ? '' : `${field}  `}${reason}`)
      }
      frame.result(
        lines.map((line): Json => ({
          id: rowId(line),
          ...line,
          at: isoTime(line.at),
          closedAt: line.closedAt === null ? null : isoTime(line.closedAt),
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
export default command

/** How an entry was closed. */
function printEnd(frame: Frame, { how, closedBy }: QuarantineLine): void {
  if (how !== null) for (const part of wrap(`    ${frame.text(messages[how], { by: closedBy ?? '' })}`, frame.width)) frame.print(part)
}

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
