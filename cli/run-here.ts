import type { Engine } from '../activities/engine.ts'
import type { Json } from '../core/values.ts'
import type { Project } from '../project/open-project.ts'
import { exitCodes } from './exit-codes.ts'
import type { Frame } from './frame.ts'
import { leaseAsker } from './lease-asker.ts'
import { openEngineFor, using } from './open.ts'
import type { ProgressView } from './progress.ts'
import { runHere, type RunRequest, type RunsEnded } from './run-assets.ts'
import { printRuns, runsJson, type Failures } from './run-report.ts'
import { watchRuns } from './watch-runs.ts'

const messages = {
  waiting: {
    zh: '{assets} 等待人工答复：guiji status 查看原因，guiji approve|reject {asset} --reason … 答复。',
    en: '{assets} waits for a person: guiji status tells why, guiji approve|reject {asset} --reason … answers.',
  },
} as const

export interface RunsReported {
  readonly ended: RunsEnded
  readonly failures: Failures
}

/** What activities need, for runs in this process; a lease that a run on Temporal holds is asked about there. */
export async function usingEngine<T>(project: Project, work: (engine: Engine) => Promise<T>): Promise<T> {
  const asker = leaseAsker(project)
  try {
    return await using(openEngineFor(project, { isTemporalRunClosed: (holder) => asker.isClosed(holder) }), work)
  } finally {
    await asker.close()
  }
}

/** Runs in this process, shown while it works. Throws what a single asset's run throws. */
export async function runWatched(frame: Frame, engine: Engine, request: RunRequest, view: ProgressView): Promise<RunsReported> {
  const watch = await watchRuns(engine.database, view)
  const ended = await runHere(engine, request, watch, frame.signal).finally(() => watch.stop())
  return { ended, failures: watch.failures() }
}

/** Prints what ended and what waits; gives the same for `--json`. */
export function reportRuns(frame: Frame, { summaries, waiting }: RunsEnded, failures: Failures): { readonly [name: string]: Json } {
  if (summaries.length > 0) printRuns(frame, summaries, failures)
  const [first] = waiting
  if (first !== undefined) frame.say(messages.waiting, { assets: waiting.join(', '), asset: first })
  return { assets: runsJson(summaries, failures), waiting }
}

export function exitCodeOf({ summaries, waiting }: RunsEnded): number {
  if (summaries.some(({ outcome }) => outcome === 'failed')) return exitCodes.failed
  return waiting.length > 0 ? exitCodes.waiting : exitCodes.ok
}
