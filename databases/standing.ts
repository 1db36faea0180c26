import { defineErrors, type GuijiError } from '../core/errors.ts'
import { standingTable } from './landing-table.ts'
import type { Compared } from './compare-published.ts'
import type { Publishable, Standing } from './publishable.ts'
import type { Session } from './session.ts'
import { equal, literal } from './_sql.ts'

const errors = defineErrors({
  LANDING_STALE: {
    recovery: 'abort',
    message: {
      zh: '计划 {plan} 读取期间，表 {table} 里它比对过的行有了变化，或有键重复：需要全部重新落地',
      en: 'since plan {plan} was read, rows of table {table} that it was compared with have changed, or a key came twice: it must land anew',
    },
    remedy: {
      zh: '会自动重新读取，这次不再比对；没有任何数据变为可见',
      en: 'it is read again by itself, this time without comparing; nothing became visible',
    },
  },
})

export function landingStale(plan: string, table: string, cause: 'changed' | 'repeated' = 'changed'): GuijiError {
  return errors('LANDING_STALE', { plan, table, cause })
}

/** Keeps what comparing a batch has found, in the batch's transaction. The first one makes the table. */
export async function keepStanding(session: Session, number: number, batch: number, found: Compared): Promise<void> {
  const table = standingTable(number)
  await session.query(
    `create table if not exists ${table} (batch integer primary key, place tid not null, passed bigint not null,
       missed tid[] not null, writers xid[] not null, file oid not null)`,
  )
  await session.query(`insert into ${table} (batch, place, passed, missed, writers, file) values ($1, $2, $3, $4, $5, $6)`, [
    ...[batch, found.place, found.passed, found.missed, found.writers, found.file],
  ])
}

/**
 * What a plan has kept, for the rest of the transaction, and proven by SQL: the compared rows stand in the places where they
 * were, all written by transactions that had written them then, as many as were passed; and no key of theirs landed besides. Null where nothing was kept.
 * Throws LANDING_STALE.
 */
export async function requireStanding(session: Session, publishable: Publishable): Promise<Standing | null> {
  const { plan, number, target } = publishable
  const kept = standingTable(number)
  const { rows: tables } = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [kept])
  if (tables[0]?.exists !== true) return null
  const stale = () => landingStale(plan, target)
  const { rows: sums } = await session.query<{ place: string | null; passed: number; exists: boolean }>(
    `select max(place)::text as place, sum(passed)::bigint as passed,
       to_regclass($1) is not null as exists from ${kept}`,
    [target],
  )
  const [sum] = sums
  if (sum === undefined || sum.place === null) return null
  if (!sum.exists) throw stale()
  const { place } = sum
  // nobody rewrites or alters the table from here on
  await session.query(`lock table ${target} in row exclusive mode`)
  await session.query(
    `create temporary table missed (rid tid) on commit drop; insert into missed select unnest(missed) from ${kept}; analyze missed`,
  )
  const found = await countStanding(session, publishable, place)
  if (found === null || found.passed !== sum.passed) throw stale()
  const standing = { place, count: found.standing }
  if (await isRepeated(session, publishable, standing)) throw landingStale(plan, target, 'repeated')
  return standing
}

/**
 * Whether they still stand after a later statement of the same transaction: each statement sees what others have committed since,
 * and a row that a stranger has moved would be taken for one that is absent.
 */
export async function stillStands(session: Session, publishable: Publishable, { place, count }: Standing): Promise<boolean> {
  return (await countStanding(session, publishable, place))?.standing === count
}

/** Null where a row has been written since, or the table. */
async function countStanding(session: Session, { number, target }: Publishable, place: string) {
  const kept = standingTable(number)
  const { rows } = await session.query<{ passed: number; missed: number; written: boolean; same: boolean }>(
    `select coalesce(sum(passed), 0)::bigint as passed, (select count(*) from missed) as missed,
       coalesce(bool_or(passed > 0 and writers.xmin not in (select unnest(k.writers) from ${kept} k)), false) as written,
       (select bool_and(file = pg_relation_filenode($1)) from ${kept}) as same
     from (select r.xmin, count(*) filter (where r.ctid <= ${literal(place)}) as passed from ${target} r group by r.xmin) writers`,
    [target],
  )
  const [count] = rows
  if (count === undefined || !count.same || count.written) return null
  return { passed: count.passed, standing: count.passed - count.missed }
}

/** Whether a key landed although its row stands: which of the two comes later is known of landed rows only. */
async function isRepeated(session: Session, { table, target, landing }: Publishable, standing: Standing): Promise<boolean> {
  // as a count, since a plan that hopes for an early find reads the whole table where there is none
  const { rows } = await session.query<{ count: number }>(
    `select count(*) as count from (
       select r.ctid as rid from ${landing} w join ${target} r on ${equal(table.key, 'w', 'r')} where r.ctid <= ${literal(standing.place)} offset 0) met
     where not exists (select from missed where missed.rid = met.rid)`,
  )
  return (rows[0]?.count ?? 0) > 0
}

/** The published rows that must be judged or looked at, for a `from`: all but those. */
export function othersThan({ place }: Standing, target: string): string {
  return `(select r.ctid, r.* from missed m join ${target} r on r.ctid = m.rid union all
           select r.ctid, r.* from ${target} r where r.ctid > ${literal(place)})`
}

/** The condition that picks published rows, of the alias, that came again and stand. */
export function isStanding({ place }: Standing, alias: string): string {
  return `(${alias}.ctid <= ${literal(place)} and not exists (select from missed where missed.rid = ${alias}.ctid))`
}
