import type { Activities, Counts } from '../core/activities.ts'
import { noCounts } from '../core/activities.ts'
import { consolidateLibrary } from '../databases/consolidate.ts'
import type { ActivityContext } from './context.ts'
import type { Engine } from './engine.ts'

type Input = Parameters<Activities['consolidate']>[0]

/** Works the library's queue of changed keys off, a transaction for at most 50,000 of them. */
export function createConsolidate(engine: Engine): (input: Input, context: ActivityContext) => Promise<Counts> {
  return async ({ asset, generation }, { signal, heartbeat }) => {
    const { spec } = await engine.asset(asset)
    if (spec.kind !== 'library') throw new Error(`${asset} is no library`)
    let counts: Counts = noCounts
    for (let more = true; more;) {
      signal.throwIfAborted()
      const step = await consolidateLibrary(engine.database, { spec, generation })
      more = step.more
      counts = {
        ...counts,
        read: counts.read + step.taken,
        landed: counts.landed + step.taken,
        inserted: counts.inserted + step.inserted,
        updated: counts.updated + step.updated,
        unchanged: counts.unchanged + step.unchanged,
        deleted: counts.deleted + step.deleted,
      }
      heartbeat({ read: counts.read })
    }
    return counts
  }
}
