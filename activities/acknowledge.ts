import type { Activities } from '../core/activities.ts'
import { readPlan } from '../databases/plans.ts'
import type { Engine } from './engine.ts'
import { openSource } from './open-source.ts'

/** Tells the source that a plan is published: only now its files move. What fails here takes nothing back. */
export function createAcknowledge(engine: Engine): (input: Parameters<Activities['acknowledge']>[0]) => Promise<void> {
  return async ({ plan }) => {
    const { spec, until, state } = await readPlan(engine.database, plan)
    if (spec.kind !== 'dataset' || until === null || state !== 'published') return
    const source = await openSource(engine, spec.connection)
    try {
      await source.acknowledge?.(until)
    } finally {
      await source.close()
    }
  }
}
