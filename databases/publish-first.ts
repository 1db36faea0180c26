import { isWinner } from './duplicates.ts'
import { failpoint } from './failpoints.ts'
import type { Publishable } from './publishable.ts'
import { finishTable } from './published-table.ts'
import { enqueueAll } from './queue.ts'
import type { Session } from './session.ts'
import { haveTombstones, keepTombstones } from './tombstones.ts'
import { columnNames, list } from './_sql.ts'

export interface Applied {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  /** Beside the duplicates: stale rows, and tombstones of unknown keys. */
  readonly superseded: number
  readonly deleted: number
  readonly removed: number
}

/**
 * Makes the published table out of the landing table inside the publishing transaction, so that nobody sees any of it
 * before the commit, and older snapshots never do. Tombstones are kept although no key is known yet.
 */
export async function publishFirst(session: Session, publishable: Publishable, losers: number): Promise<Applied> {
  const { table, target, landing, number } = publishable
  const { count: inserted } = await session.query(
    `create table ${target} as
     select ${list(columnNames(table), 'w')}, ${number}::bigint as _plan, w._split, w._ordinal, ${number}::bigint as _first_plan
     from ${landing} w where not w._deleted and ${isWinner(losers, 'w')}`,
  )
  await failpoint('publish.created')
  await finishTable(session, publishable)
  await failpoint('publish.keyed')
  let superseded = 0
  if (await haveTombstones(session, publishable)) {
    superseded = await keepTombstones(session, publishable, `${landing} w where w._deleted and ${isWinner(losers, 'w')}`)
  }
  await enqueueAll(session, publishable)
  return { inserted, updated: 0, unchanged: 0, superseded, deleted: 0, removed: 0 }
}
