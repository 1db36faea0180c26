import type { Engine } from '../activities/engine.ts'
import type { Json } from '../core/values.ts'
import type { NewResubmission } from '../databases/resubmissions.ts'
import type { Frame } from './frame.ts'
import { createProgressView } from './progress.ts'
import { exitCodeOf, reportRuns, runWatched } from './run-here.ts'

const messages = {
  closed: { zh: '{rows} 行已结案。', en: '{rows} rows are closed.' },
  again: {
    zh: '其中 {rows} 行仍有问题，重新列入隔离区：guiji quarantine list {asset} --plan {plan}',
    en: '{rows} of them are still wrong and stand in quarantine anew: guiji quarantine list {asset} --plan {plan}',
  },
} as const

export interface Resubmitted {
  readonly exitCode: number
  readonly result: { readonly [name: string]: Json }
}

/** Takes quarantined rows through the whole line in this process, and tells what became of them. Throws what the run throws. */
export async function resubmit(frame: Frame, engine: Engine, request: NewResubmission): Promise<Resubmitted> {
  const [{ recordAudit }, { storeResubmission }] = await Promise.all([
    import('../databases/audit.ts'),
    import('../databases/resubmissions.ts'),
  ])
  const { asset, kind, by, reason, rows } = request
  await recordAudit(engine.database, {
    by,
    action: kind === 'submitted' ? 'submit' : 'replay',
    subject: `${asset} (${rows.length})`,
    reason,
  })
  const resubmission = await storeResubmission(engine.database, request)
  const view = createProgressView(frame.terminal.stderr, frame.language, frame.color)
  const { ended, failures } = await runWatched(frame, engine, { assets: [asset], downstream: false, kind: 'dataset', resubmission }, view)
  const runs = reportRuns(frame, ended, failures)
  const [summary] = ended.summaries
  if (summary?.outcome === 'published') {
    frame.say(messages.closed, { rows: rows.length })
    if (summary.quarantined > 0) frame.say(messages.again, { rows: summary.quarantined, asset, plan: summary.plan ?? '' })
  }
  return { exitCode: exitCodeOf(ended), result: { asset, resubmission, rows: rows.length, ...runs } }
}
