import type { Activities, RunSummary } from '../core/activities.ts'
import { noCounts } from '../core/activities.ts'
import { releaseLease } from '../databases/leases.ts'
import { finishRun } from '../databases/runs.ts'
import type { Engine } from './engine.ts'

/** Writes down how a run ended and gives the asset back, whatever its files have become meanwhile. */
export function createFinish(engine: Engine): (input: Parameters<Activities['finish']>[0]) => Promise<RunSummary> {
  return async (input) => {
    const { asset, kind, generation, run, outcome, plan, startedAt, note } = input
    const endedAt = engine.now()
    try {
      await finishRun(engine.database, { ...input, endedAt })
      await releaseLease(engine.database, { asset, generation })
    } finally {
      // the run is over: where its lease could not be given back, whoever comes next finds its holder gone
      await engine.dropProcessHolder(run.runId)
    }
    const seconds = Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000)
    return { asset, kind, outcome, seconds, plan, note, ...(input.counts ?? noCounts) }
  }
}
