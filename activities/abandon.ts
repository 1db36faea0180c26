import type { Activities } from '../core/activities.ts'
import { abandonPlan } from '../databases/plans.ts'
import type { Engine } from './engine.ts'

/** Gives a plan up: nothing of it becomes visible; its quarantine and ledger stay for reading. */
export function createAbandon(engine: Engine): (input: Parameters<Activities['abandon']>[0]) => Promise<void> {
  return (input) => abandonPlan(engine.database, input)
}
