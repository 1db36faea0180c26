import type { Landed } from './advance.ts'
import { findLosers, isWinner } from './duplicates.ts'
import { failpoint } from './failpoints.ts'
import { prepareHistory } from './history.ts'
import { landedBy } from './landing-table.ts'
import type { Publishable } from './publishable.ts'
import { finishTable, requireColumns } from './published-table.ts'
import { enqueueAll } from './queue.ts'
import type { Session } from './session.ts'
import { haveTombstones, keepTombstones } from './tombstones.ts'
import { sqlState } from './wrap-error.ts'
import { columnNames, lineageColumns, list } from './_sql.ts'

export interface Applied {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  /** Duplicates, stale rows, and tombstones of unknown keys. */
  readonly superseded: number
  readonly deleted: number
  readonly removed: number
}

/** Adds a batch's rows, all but deletions, to the table that this transaction makes; `begins` where they are its first. Gives how many. */
export async function addLanded(session: Session, publishable: Publishable, batch: Landed, begins: boolean): Promise<number> {
  const { table, target, landing } = publishable
  const rows = `${selectRows(publishable)} from ${landing} w where ${landedBy(batch, 'w')} and not w._deleted`
  if (!begins) return (await session.query(`insert into ${target} (${list([...columnNames(table), ...lineageColumns])}) ${rows}`)).count
  const { count } = await session.query(`create table ${target} as ${rows}`)
  // here each row is looked at as it comes, later all of them once more
  await requireColumns(session, publishable)
  return count
}

function selectRows({ table, number }: Publishable): string {
  return `select ${list(columnNames(table), 'w')}, ${number}::bigint as _plan, w._split, w._ordinal, w._line, ${number}::bigint as _first_plan`
}

/**
 * Makes the published table out of the landing table inside the publishing transaction, so that nobody sees any of it
 * before the commit, and older snapshots never do. Tombstones are kept although no key is known yet.
 */
export async function publishFirst(session: Session, publishable: Publishable, tombstones: number, ahead: number | null): Promise<Applied> {
  let losers = 0
  // That no key comes twice is what the primary key finds out anyway; a search beforehand would cost most plans as much again.
  let inserted = tombstones > 0 || publishable.resubmission !== null ? null : await makeUnlessRepeated(session, publishable, ahead)
  if (inserted === null) {
    await session.query(`analyze ${publishable.landing}`)
    losers = await findLosers(session, publishable)
    inserted = await create(session, publishable, losers)
    await failpoint('publish.created')
    await finishTable(session, publishable)
  }
  await failpoint('publish.keyed')
  let superseded = losers
  if (tombstones > 0 && publishable.write !== 'replace') {
    await haveTombstones(session, publishable, tombstones)
    superseded += await keepTombstones(session, publishable, `${publishable.landing} w where w._deleted and ${isWinner(losers, 'w')}`)
  } else superseded += await countDeleted(session, publishable, losers, tombstones)
  await prepareHistory(session, publishable)
  await enqueueAll(session, publishable, publishable.target)
  return { inserted, updated: 0, unchanged: 0, superseded, deleted: 0, removed: 0 }
}

/** Null when a key came twice: then nothing was made, and what was made ahead is gone. */
async function makeUnlessRepeated(session: Session, publishable: Publishable, ahead: number | null): Promise<number | null> {
  await session.query('savepoint first')
  try {
    const made = ahead ?? (await create(session, publishable, 0))
    await failpoint('publish.created')
    await finishTable(session, publishable)
    await session.query('release savepoint first')
    return made
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    await session.query('rollback to savepoint first; release savepoint first')
    if (ahead !== null) await session.query(`drop table ${publishable.target}`)
    return null
  }
}

async function create(session: Session, publishable: Publishable, losers: number): Promise<number> {
  const { target, landing } = publishable
  const { count } = await session.query(
    `create table ${target} as ${selectRows(publishable)}
     from ${landing} w where not w._deleted and ${isWinner(losers, 'w')}`,
  )
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
