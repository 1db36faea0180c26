import type { Activities, Counts } from '../core/activities.ts'
import { readPlan } from '../databases/plans.ts'
import { publishPlan } from '../databases/publish.ts'
import type { Engine } from './engine.ts'
import { openSource } from './open-source.ts'

/** Makes a plan's rows the asset's rows, then tells the source, whose files move only now. A retried call finds it published. */
export function createPublish(engine: Engine): (input: Parameters<Activities['publish']>[0]) => Promise<Counts> {
  return async (input) => {
    const { counts } = await publishPlan(engine.database, input)
    const { spec, until } = await readPlan(engine.database, input.plan)
    if (spec.kind === 'dataset' && until !== null) {
      const source = await openSource(engine, spec.connection)
      try {
        await source.acknowledge?.(until)
      } finally {
        await source.close()
      }
    }
    return counts
  }
}
