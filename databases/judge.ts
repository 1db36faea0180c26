import { isChange, letter, letters, type Change } from './changes.ts'
import { findLosers, isWinner, manyRows, settings } from './duplicates.ts'
import { failpoint } from './failpoints.ts'
import type { Landed } from './landing-table.ts'
import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { haveTombstones, tombstoneTable } from './tombstones.ts'
import { sqlState } from './wrap-error.ts'
import { columnNames, equal, identifier, list } from './_sql.ts'

export interface Judged {
  /** Landed rows that a later one of the same key, or a correction of it, has overtaken. */
  readonly losers: number
  readonly counts: Readonly<Record<Change, number>>
  /** Published rows whose keys did not land were judged too. */
  readonly isWhole: boolean
  /** The order of deletions counts, and is kept. */
  readonly tombstones: boolean
}

/**
 * Holds what landed against what is published, into the temporary table `change` (what, wid, rid): a row for each that is
 * applied. A key that landed twice is rare: where most of the table is read anyway, one join of both tables tells it as well,
 * and only then its rows are sought and all are judged once more without the losers.
 */
export async function judgePlan(session: Session, publishable: Publishable, { landed, tombstones: reported }: Landed): Promise<Judged> {
  const tombstones = publishable.write !== 'replace' && (await haveTombstones(session, publishable, reported))
  if (await isWorthAll(session, publishable, landed)) {
    const { counts, isRepeated } = await judge(session, publishable, { losers: 0, tombstones, isWhole: true })
    const isPlain = !isRepeated && !(await isNewRepeated(session, publishable, counts.insert + counts.unknown))
    if (isPlain) return { losers: 0, counts, isWhole: true, tombstones }
    await session.query('drop table change')
  }
  const losers = await findLosers(session, publishable)
  const { counts } = await judge(session, publishable, { losers, tombstones, isWhole: false })
  return { losers, counts, isWhole: false, tombstones }
}

/** Many rows, and most of the table by what PostgreSQL knows of its size; a table of which it knows nothing may be large. */
async function isWorthAll(session: Session, { target, resubmission, standing }: Publishable, landed: number): Promise<boolean> {
  if (landed < manyRows || resubmission !== null || standing !== null) return false
  const { rows } = await session.query<{ most: boolean }>(
    `select reltuples > 0 and reltuples / greatest(relpages, 1) * (pg_relation_size(oid) / current_setting('block_size')::bigint) <= 2 * $1::float8 as most
     from pg_class where oid = to_regclass($2)`,
    [landed, target],
  )
  return rows[0]?.most === true
}

interface Judging {
  readonly losers: number
  readonly tombstones: boolean
  /** Published rows are judged as well: those that did not land are absent. */
  readonly isWhole: boolean
}

/**
 * Fills `change` and counts every kind; rows that nothing is done for are counted in a row for all of them. Whole, each
 * published row must have been met exactly once, or be absent: else some key landed twice.
 */
async function judge(session: Session, publishable: Publishable, { losers, tombstones, isWhole }: Judging) {
  const { table, target, landing, write, removesAbsent } = publishable
  const names = columnNames(table)
  const stale = [isStale(publishable, 'r'), ...(tombstones ? [isStale(publishable, 't')] : [])].join(' or ')
  const idle: readonly Change[] = ['same', 'stale', ...(removesAbsent || write === 'replace' ? [] : (['absent'] as const))]
  const isIdle = `what in (${idle.map(letter).join(', ')})`
  await createTogether(
    session,
    `create temporary table change on commit drop as
     select what, case when not ${isIdle} then wid end as wid, case when not ${isIdle} then rid end as rid,
       count(*) as count, count(rid) as met, ${isWhole ? `(select count(*) from ${target})` : 'null::bigint'} as published
     from (
       select w.ctid as wid, r.ctid as rid, case
         when w.ctid is null then ${letter('absent')}
         when ${stale} then ${letter('stale')}
         when w._deleted then case when r.ctid is null then ${letter('unknown')} else ${letter('delete')} end
         when r.ctid is null then ${letter('insert')}
         when (${list(names, 'w')}) is distinct from (${list(names, 'r')}) then ${letter('update')}
         else ${letter('same')} end as what
       from ${landing} w ${isWhole ? 'full' : 'left'} join ${target} r on ${equal(table.key, 'w', 'r')}
         ${tombstones ? `left join ${tombstoneTable(publishable)} t on ${equal(table.key, 'w', 't')}` : ''}
       where ${isWinner(losers, 'w')} offset 0) judged
     group by 1, 2, 3`,
  )
  // without it a join takes few of them for granted, and fetches many one by one
  await session.query('analyze change')
  const { rows } = await session.query<{ what: string; count: number; met: number; published: number | null }>(
    'select what, sum(count)::bigint as count, sum(met)::bigint as met, max(published) as published from change group by what',
  )
  const counts = { insert: 0, update: 0, delete: 0, unknown: 0, stale: 0, same: 0, absent: 0 }
  for (const kind of Object.keys(letters) as Change[]) counts[kind] = rows.find(({ what }) => what === letters[kind])?.count ?? 0
  const met = rows.reduce((sum, row) => sum + row.met, 0)
  return { counts, isRepeated: isWhole && met !== (rows[0]?.published ?? 0) }
}

/**
 * Makes a table by several processes: each judges its rows by itself, and hands over three small values of each. They share
 * memory of which a container may have little: then one process does it. `offset 0` keeps the verdict from being worked out
 * once for each column. What is counted is hashed, as sorting it takes as long as the join, beside the join's own hash: so
 * each of them has half of the memory.
 */
async function createTogether(session: Session, statement: string): Promise<void> {
  const alone = 'set local enable_sort = off; set local hash_mem_multiplier = 1'
  await session.query(`savepoint together; set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0; ${alone}`)
  try {
    await failpoint('publish.sharing')
    await session.query(statement)
  } catch (error) {
    if (sqlState(error) !== noSharedMemory) throw error
    await session.query(`rollback to savepoint together; set local max_parallel_workers_per_gather = 0; ${alone}`)
    await session.query(statement)
  }
  await session.query(`release savepoint together; set local enable_sort to default; ${settings}`)
}

/** What PostgreSQL says when /dev/shm is full, as for any other disk. */
const noSharedMemory = '53100'

/** Whether a key that is not published landed twice, as a row or as a deletion. */
async function isNewRepeated(session: Session, { table, landing }: Publishable, fresh: number): Promise<boolean> {
  if (fresh < 2) return false
  const repeated = await session.query(
    `select 1 from change c join ${landing} w on w.ctid = c.wid where ${isChange('insert', 'unknown')}
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
