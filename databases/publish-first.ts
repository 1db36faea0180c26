import { finishAheadTable } from './ahead-table.ts'
import { findLosers, isWinner } from './duplicates.ts'
import { failpoint } from './failpoints.ts'
import { prepareHistory } from './history.ts'
import type { Publishable } from './publishable.ts'
import { finishTable } from './published-table.ts'
import { enqueueAll } from './queue.ts'
import type { Session } from './session.ts'
import { haveTombstones, keepTombstones } from './tombstones.ts'
import { sqlState } from './wrap-error.ts'
import { columnNames, list } from './_sql.ts'

export interface Applied {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  /** Duplicates, stale rows, and tombstones of unknown keys. */
  readonly superseded: number
  readonly deleted: number
  readonly removed: number
}

/**
 * Makes the published table out of the landing table inside the publishing transaction, so that nobody sees any of it
 * before the commit, and older snapshots never do. Tombstones are kept although no key is known yet.
 */
export async function publishFirst(session: Session, publishable: Publishable, tombstones: number): Promise<Applied> {
  let losers = 0
  // That no key comes twice is what the primary key finds out anyway; a search beforehand would cost most plans as much again.
  const isPlain = tombstones === 0 && publishable.resubmission === null
  let inserted = isPlain ? await unlessRepeated(session, () => make(session, publishable, 0)) : null
  if (inserted === null) {
    await session.query(`analyze ${publishable.landing}`)
    losers = await findLosers(session, publishable)
    inserted = await make(session, publishable, losers)
  }
  await failpoint('publish.keyed')
  let superseded = losers
  if (tombstones > 0 && publishable.write !== 'replace') {
    await haveTombstones(session, publishable, tombstones)
    superseded += await keepTombstones(session, publishable, `${publishable.landing} w where w._deleted and ${isWinner(losers, 'w')}`)
  } else superseded += await countDeleted(session, publishable, losers, tombstones)
  await prepareHistory(session, publishable)
  await enqueueAll(session, publishable, publishable.target)
  return { ...none, inserted, superseded }
}

/** Finishes the table that this transaction has filled while the plan landed; it stands for the landing table too, and `made` rows are in it. */
export async function publishMade(session: Session, publishable: Publishable, made: number): Promise<Applied> {
  const { target } = publishable
  await failpoint('publish.created')
  let superseded = 0
  let inserted = await unlessRepeated(session, async () => {
    await finishAheadTable(session, publishable)
    return made
  })
  if (inserted === null) {
    await session.query(`analyze ${target}`)
    await findLosers(session, publishable)
    superseded = (await session.query(`delete from ${target} r using loser l where r.ctid = l.wid`)).count
    const { rows } = await session.query<{ count: number }>(`select count(*) as count from ${target}`)
    inserted = rows[0]?.count ?? 0
    await finishAheadTable(session, publishable)
  }
  await failpoint('publish.keyed')
  await prepareHistory(session, publishable)
  await enqueueAll(session, publishable, target)
  return { ...none, inserted, superseded }
}

const none = { updated: 0, unchanged: 0, deleted: 0, removed: 0 }

/** Null when a key came twice: then `work` has done nothing. */
async function unlessRepeated(session: Session, work: () => Promise<number>): Promise<number | null> {
  await session.query('savepoint first')
  try {
    const inserted = await work()
    await session.query('release savepoint first')
    return inserted
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    await session.query('rollback to savepoint first; release savepoint first')
    return null
  }
}

async function make(session: Session, publishable: Publishable, losers: number): Promise<number> {
  const { table, target, landing, number } = publishable
  const { count } = await session.query(
    `create table ${target} as
     select ${list(columnNames(table), 'w')}, ${number}::bigint as _plan, w._split, w._ordinal, w._line, ${number}::bigint as _first_plan
     from ${landing} w where not w._deleted and ${isWinner(losers, 'w')}`,
  )
  await failpoint('publish.created')
  await finishTable(session, publishable)
  return count
}

/** A replaced table keeps no order of deletions: what a whole source reports as deleted is not in it, that is all. */
async function countDeleted(session: Session, { landing }: Publishable, losers: number, tombstones: number): Promise<number> {
  if (tombstones === 0) return 0
  const { rows } = await session.query<{ count: number }>(
    `select count(*) as count from ${landing} w where w._deleted and ${isWinner(losers, 'w')}`,
  )
  return rows[0]?.count ?? 0
}
