import type { Activities, RunIdentity } from '../core/activities.ts'
import { sweepLanding } from '../databases/landing-table.ts'
import { acquireLease, type Holder } from '../databases/leases.ts'
import { processHolder } from '../databases/process-holder.ts'
import { startRun } from '../databases/runs.ts'
import type { ActivityContext } from './context.ts'
import type { Engine } from './engine.ts'

type Input = Parameters<Activities['begin']>[0]

/** Takes the asset's lease for a run, drops what ended plans left, and writes down that the run began. Throws ASSET_UNKNOWN, ASSET_BUSY. */
export function createBegin(engine: Engine): (input: Input, context: ActivityContext) => ReturnType<Activities['begin']> {
  return async ({ asset, run }) => {
    const { kind, name, agency } = await engine.asset(asset)
    try {
      const holder = await holderOf(engine, run)
      const { generation } = await acquireLease(engine.database, { asset, holder, isClosed: (other) => engine.isTemporalRunClosed(other) })
      await sweepLanding(engine.database)
      await startRun(engine.database, { run, asset, kind, generation })
      return { asset, kind, agency, name, generation }
    } catch (error) {
      // what did not begin is never finished; a retry registers anew
      await engine.dropProcessHolder(run.runId)
      throw error
    }
  }
}

async function holderOf(engine: Engine, run: RunIdentity): Promise<Holder> {
  if (run.host === 'temporal') {
    return { kind: 'temporal', cluster: engine.cluster, namespace: run.namespace, workflowId: run.workflowId, runId: run.runId }
  }
  const kept = engine.processHolders.get(run.runId) ?? processHolder(engine.database, run.runId)
  engine.processHolders.set(run.runId, kept)
  return (await kept).holder
}
