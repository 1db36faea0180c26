import type { Counts, RunSummary } from '../core/activities.ts'
import { reviveError, type ErrorRecord } from '../core/errors.ts'
import type { Json } from '../core/values.ts'
import type { Frame } from './frame.ts'
import { renderError } from './print-error.ts'
import { outcomeTexts } from './progress.ts'

const messages = {
  asset: { zh: '资产', en: 'asset' },
  outcome: { zh: '结果', en: 'outcome' },
  read: { zh: '读取', en: 'read' },
  filtered: { zh: '筛除', en: 'filtered' },
  quarantined: { zh: '隔离', en: 'rejected' },
  landed: { zh: '落地', en: 'landed' },
  inserted: { zh: '新增', en: 'inserted' },
  updated: { zh: '更新', en: 'updated' },
  unchanged: { zh: '无变化', en: 'same' },
  superseded: { zh: '被取代', en: 'superseded' },
  deleted: { zh: '删除', en: 'deleted' },
  removed: { zh: '移除', en: 'removed' },
  seconds: { zh: '秒', en: 's' },
  balanced: {
    zh: '账目平衡：读取 {read} = 筛除 {filtered} + 隔离 {quarantined} + 落地 {landed}；落地 = 新增 {inserted} + 更新 {updated} + 无变化 {unchanged} + 被取代 {superseded} + 删除 {deleted}。',
    en: 'Balanced: read {read} = filtered {filtered} + quarantined {quarantined} + landed {landed}; landed = inserted {inserted} + updated {updated} + unchanged {unchanged} + superseded {superseded} + deleted {deleted}.',
  },
  nothing: { zh: '账目平衡：没有读取任何行。', en: 'Balanced: nothing was read.' },
  unbalanced: { zh: '账目不平：{assets}', en: 'NOT balanced: {assets}' },
} as const

const terms = [
  'read',
  'filtered',
  'quarantined',
  'landed',
  'inserted',
  'updated',
  'unchanged',
  'superseded',
  'deleted',
  'removed',
] as const satisfies readonly (keyof Counts)[]

/** What landed is the sum of the columns after it. */
const shown = terms.filter((term) => term !== 'landed')

/** Every row read is accounted for by exactly one term. */
export function isBalanced(counts: Counts): boolean {
  const { read, filtered, quarantined, landed, inserted, updated, unchanged, superseded, deleted } = counts
  return read === filtered + quarantined + landed && landed === inserted + updated + unchanged + superseded + deleted
}

export type Failures = ReadonlyMap<string, ErrorRecord>

/** A table with a line per run, the notes and errors under it, and the sum of all as one equation. */
export function printRuns(frame: Frame, runs: readonly RunSummary[], failures: Failures): void {
  const columns = [
    { title: frame.text(messages.asset) },
    { title: frame.text(messages.outcome) },
    { title: frame.text(messages.seconds) },
    ...shown.map((term) => ({ title: frame.text(messages[term]), hideWhenZero: true })),
  ]
  const rows = runs.map((run) => [run.asset, frame.text(outcomeTexts[run.outcome]), run.seconds, ...shown.map((term) => run[term])])
  frame.table(columns, rows)
  for (const run of runs) printNote(frame, run, failures.get(run.asset))
  const wrong = runs.filter((run) => !isBalanced(run)).map((run) => run.asset)
  if (wrong.length > 0) frame.say(messages.unbalanced, { assets: wrong.join(', ') })
  else if (runs.every(({ read }) => read === 0)) frame.say(messages.nothing)
  else frame.say(messages.balanced, sum(runs))
}

function printNote(frame: Frame, { asset, outcome, note }: RunSummary, failure: ErrorRecord | undefined): void {
  if (outcome === 'failed' && failure !== undefined) {
    frame.print(`  ${asset}`)
    for (const line of renderError(reviveError(failure), frame.language, frame.width - 2)) frame.print(`  ${line}`)
    return
  }
  // That nothing changed stands in the table already.
  for (const part of (note ?? '').split('; ')) if (part !== '' && part !== outcome) frame.print(`  ${asset}  ${part}`)
}

/** The two equations of a balance, with their numbers. */
export function balanceText(frame: Frame, counts: Counts): string {
  return frame.text(messages.balanced, { ...counts })
}

/** The runs as `--json` prints them: one flat object each. */
export function runsJson(runs: readonly RunSummary[], failures: Failures): { readonly [key: string]: Json }[] {
  return runs.map((run) => ({
    asset: run.asset,
    outcome: run.outcome,
    ...Object.fromEntries(terms.map((term) => [term, run[term]])),
    seconds: run.seconds,
    plan: run.plan,
    note: run.note,
    error: run.outcome === 'failed' ? (failureJson(failures.get(run.asset)) ?? null) : null,
  }))
}

function sum(runs: readonly RunSummary[]): { readonly [term: string]: number } {
  return Object.fromEntries(terms.map((term) => [term, runs.reduce((total, run) => total + run[term], 0)]))
}

function failureJson(failure: ErrorRecord | undefined): Json | undefined {
  return failure === undefined ? undefined : { ...failure }
}
