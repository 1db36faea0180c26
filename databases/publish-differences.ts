import { defineErrors } from '../core/errors.ts'
import { findGone } from './absence.ts'
import { isChange, letter, letters, type Change } from './changes.ts'
import { findLosers, isWinner, manyRows } from './duplicates.ts'
import { failpoint } from './failpoints.ts'
import { keepReplaced, prepareHistory } from './history.ts'
import type { Applied } from './publish-first.ts'
import type { Publishable } from './publishable.ts'
import { reconcileTable } from './published-table.ts'
import { enqueueChanged } from './queue.ts'
import type { Session } from './session.ts'
import { haveTombstones, keepTombstones, tombstoneTable } from './tombstones.ts'
import { sqlState } from './wrap-error.ts'
import { columnNames, equal, identifier, list } from './_sql.ts'

const errors = defineErrors({
  TABLE_WRITTEN: {
    recovery: 'retry',
    message: { zh: '发布期间有别的程序改动了表 {table}', en: 'another program wrote to table {table} while it was published' },
    remedy: {
      zh: '会自动重试；副本只应由归集写入：查出改动它的程序或人，收回其写权限',
      en: 'it is tried again by itself; only guiji should write to a replica: find the program or person, and take the right to write away',
    },
  },
})

export interface Arrived {
  /** Rows and rejects that the connector handed over. */
  readonly read: number
  readonly landed: number
  /** Landed rows that report a deletion. */
  readonly tombstones: number
  /** The instant of this publication. */
  readonly at: string
}

/** Applies a plan to a table that stands: one join judges every landing row, and only differences are written. */
export async function publishDifferences(session: Session, publishable: Publishable, arrived: Arrived): Promise<Applied> {
  const { table, target, landing, number, write } = publishable
  await reconcileTable(session, publishable)
  await prepareHistory(session, publishable)
  // Row places (ctid) must hold until they are used. Vacuum moves no row that stands, so it is not waited for; a stranger
  // who writes meanwhile is noticed by the counts below, and what stands in a row's place by its key.
  await session.query(`lock table ${target} in row exclusive mode`)
  const tombstones = write !== 'replace' && (await haveTombstones(session, publishable, arrived.tombstones))
  const { losers, counts } = await judgeWinners(session, publishable, arrived, tombstones)
  await failpoint('publish.judged')
  const removed = await findGone(session, publishable, arrived.read)
  // Few changes are fetched by their places instead of reading both tables once more.
  await session.query('analyze change; analyze gone; set local random_page_cost = 1.1')
  await enqueueChanged(session, publishable)
  await keepReplaced(session, publishable, arrived.at)
  await failpoint('publish.queued')
  const deleted = await session.query(`delete from ${target} r using change c where ${isChange('delete')} and r.ctid = c.rid`)
  const gone = await session.query(`delete from ${target} r using gone g where r.ctid = g.rid`)
  const names = columnNames(table)
  const updated = await session.query(
    `update ${target} r set ${names.map((name) => `${identifier(name)} = w.${identifier(name)}`).join(', ')},
       _plan = ${number}, _split = w._split, _ordinal = w._ordinal, _line = w._line
     from change c join ${landing} w on w.ctid = c.wid where ${isChange('update')} and r.ctid = c.rid and ${equal(table.key, 'r', 'w')}`,
  )
  const inserted = await session
    .query(
      `insert into ${target} (${list(names)}, _plan, _split, _ordinal, _line, _first_plan)
     select ${list(names, 'w')}, ${number}, w._split, w._ordinal, w._line, ${number}
     from change c join ${landing} w on w.ctid = c.wid where ${isChange('insert')}`,
    )
    .catch((error: unknown) => {
      throw sqlState(error) === '23505' ? errors('TABLE_WRITTEN', { table: target }) : error
    })
  if (tombstones) {
    await keepTombstones(session, publishable, `change c join ${landing} w on w.ctid = c.wid where ${isChange('delete', 'unknown')}`)
    // The row that came back carries the greater order itself.
    await session.query(
      `delete from ${tombstoneTable(publishable)} t using change c join ${landing} w on w.ctid = c.wid
       where ${isChange('insert')} and ${equal(table.key, 't', 'w')}`,
    )
  }
  await failpoint('publish.applied')
  const isWritten = gone.count !== removed || deleted.count !== counts.delete || updated.count !== counts.update
  if (isWritten) throw errors('TABLE_WRITTEN', { table: target })
  return {
    inserted: inserted.count,
    updated: updated.count,
    unchanged: counts.same,
    superseded: losers + counts.stale + counts.unknown,
    deleted: deleted.count,
    removed: gone.count,
  }
}

/** A key that landed twice is rare: many rows are judged as if there were none, and once more, without the losers, if there is one. */
async function judgeWinners(session: Session, publishable: Publishable, arrived: Arrived, tombstones: boolean) {
  if (arrived.landed >= manyRows && arrived.tombstones === 0 && publishable.resubmission === null) {
    await session.query('savepoint judged')
    const counts = await judge(session, publishable, 0, tombstones)
    if (!(await isRepeated(session, publishable, counts.insert))) return { losers: 0, counts }
    await session.query('rollback to savepoint judged')
  }
  const losers = await findLosers(session, publishable)
  return { losers, counts: await judge(session, publishable, losers, tombstones) }
}

/**
 * Fills the temporary tables `judged` (wid, rid, what), every landing row, and `change`, those that are applied, and counts
 * every kind. A table that is made out of one join is the only writing that PostgreSQL does with several processes.
 */
async function judge(session: Session, publishable: Publishable, losers: number, tombstones: boolean): Promise<Record<Change, number>> {
  const { table, target, landing } = publishable
  const names = columnNames(table)
  const stale = [isStale(publishable, 'r'), ...(tombstones ? [isStale(publishable, 't')] : [])].join(' or ')
  await createTogether(
    session,
    `create temporary table judged on commit drop as
     select w.ctid as wid, r.ctid as rid, case
       when ${stale} then ${letter('stale')}
       when w._deleted then case when r.ctid is null then ${letter('unknown')} else ${letter('delete')} end
       when r.ctid is null then ${letter('insert')}
       when (${list(names, 'w')}) is distinct from (${list(names, 'r')}) then ${letter('update')}
       else ${letter('same')} end as what
     from ${landing} w left join ${target} r on ${equal(table.key, 'w', 'r')}
       ${tombstones ? `left join ${tombstoneTable(publishable)} t on ${equal(table.key, 'w', 't')}` : ''}
     where ${isWinner(losers, 'w')}`,
  )
  await session.query(
    `create temporary table change on commit drop as select wid, rid, what from judged where what not in (${letter('same')}, ${letter('stale')})`,
  )
  const { rows } = await session.query<{ what: string; count: number }>('select what, count(*) as count from judged group by what')
  const counts = { insert: 0, update: 0, delete: 0, unknown: 0, stale: 0, same: 0 }
  for (const kind of Object.keys(letters) as Change[]) counts[kind] = rows.find(({ what }) => what === letters[kind])?.count ?? 0
  return counts
}

/**
 * Makes a table by several processes: each judges its rows by itself, and hands over three small values of each. They share
 * memory of which a container may have little: then one process does it.
 */
async function createTogether(session: Session, statement: string): Promise<void> {
  await session.query('savepoint together; set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0')
  try {
    await failpoint('publish.sharing')
    await session.query(statement)
  } catch (error) {
    if (sqlState(error) !== noSharedMemory) throw error
    await session.query('rollback to savepoint together; set local max_parallel_workers_per_gather = 0')
    await session.query(statement)
  }
  await session.query('release savepoint together')
}

/** What PostgreSQL says when /dev/shm is full, as for any other disk. */
const noSharedMemory = '53100'

/** Whether some key landed twice: then two landing rows met one published row, or two new ones have the same key. */
async function isRepeated(session: Session, { table, landing }: Publishable, inserts: number): Promise<boolean> {
  // Places are sorted in half the time that it takes to hash them: most come in order already.
  await session.query('set local enable_hashagg = off')
  const met = await session.query('select 1 from judged where rid is not null group by rid having count(*) > 1 limit 1')
  await session.query('set local enable_hashagg to default')
  if (met.count > 0) return true
  if (inserts < 2) return false
  const repeated = await session.query(
    `select 1 from judged j join ${landing} w on w.ctid = j.wid where j.rid is null
     group by ${list(table.key, 'w')} having count(*) > 1 limit 1`,
  )
  return repeated.count > 0
}

/**
 * Whether the landing row (w) comes no later than what is kept under the alias, in the order (version, plan, split,
 * ordinal), missing versions first. A whole that replaces the table is asked for no order.
 */
function isStale({ version, number, write }: Publishable, alias: string): string {
  if (write === 'replace') return 'false'
  const origin = `(${number}, w._split, w._ordinal) <= (${alias}._plan, ${alias}._split, ${alias}._ordinal)`
  if (version === null) return `(${alias}._plan is not null and ${origin})`
  const [mine, kept] = [`w.${identifier(version)}`, `${alias}.${identifier(version)}`]
  return `(${alias}._plan is not null and (
    (${mine} is null and ${kept} is not null) or coalesce(${mine} < ${kept}, false) or (${mine} is not distinct from ${kept} and ${origin})))`
}
