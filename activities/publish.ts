import type { Activities, Counts } from '../core/activities.ts'
import { publishPlan } from '../databases/publish.ts'
import type { Engine } from './engine.ts'

/** Makes a plan's rows the asset's rows. A retried call finds it published. */
export function createPublish(engine: Engine): (input: Parameters<Activities['publish']>[0]) => Promise<Counts> {
  return async (input) => (await publishPlan(engine.database, input)).counts
}
