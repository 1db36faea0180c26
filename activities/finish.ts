import type { Activities, RunSummary } from '../core/activities.ts'
import { noCounts } from '../core/activities.ts'
import { releaseLease } from '../databases/leases.ts'
import { finishRun } from '../databases/runs.ts'
import type { Engine } from './engine.ts'

/** Writes down how a run ended and gives the asset back. */
export function createFinish(engine: Engine): (input: Parameters<Activities['finish']>[0]) => Promise<RunSummary> {
  return async (input) => {
    const { asset, generation, run, outcome, plan, startedAt, note } = input
    const { kind } = await engine.asset(asset)
    const endedAt = engine.now()
    await finishRun(engine.database, { ...input, kind, endedAt })
    await releaseLease(engine.database, { asset, generation })
    if (run.host === 'process') {
      const holder = engine.processHolders.get(run.runId)
      engine.processHolders.delete(run.runId)
      await (await holder?.catch(() => null))?.close()
    }
    const seconds = Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000)
    return { asset, kind, outcome, seconds, plan, note, ...(input.counts ?? noCounts) }
  }
}
