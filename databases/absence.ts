import { isChange } from './changes.ts'
import type { Publishable } from './publishable.ts'
import { gatherKeys, isReadableKey, keyColumns } from './quarantine-keys.ts'
import type { Session } from './session.ts'
import { othersThan } from './standing.ts'
import { equal } from './_sql.ts'

/**
 * Finds the published rows that a complete snapshot no longer has, into the temporary table `gone` (rid), and gives
 * their number: only within a transaction. A plan that replaces the table leaves nothing else in it. Otherwise quarantined keys count as present; when a rejected row's key cannot be
 * read, or the source's own count differs from what was read, nothing is absent. `isJudged`: published rows have been
 * judged, and `change` has the absent ones.
 */
export async function findGone(session: Session, publishable: Publishable, read: number, isJudged = false): Promise<number> {
  await session.query('create temporary table gone (rid tid) on commit drop')
  const { plan, table, write, removesAbsent, expectedRows } = publishable
  const absent = absentRows(publishable, isJudged)
  if (write === 'replace') return (await session.query(`insert into gone ${absent}`)).count
  if (!removesAbsent || (expectedRows !== null && expectedRows !== read)) return 0
  await gatherKeys(session, 'kept_key', 'q.plan = $1', [plan])
  const unreadable = await session.query(`select 1 from kept_key k where not ${isReadableKey(table, 'k.key')} limit 1`)
  if (unreadable.count > 0) return 0
  await session.query(
    `create temporary table quarantined_key on commit drop as select distinct ${keyColumns(table, 'k.key')} from kept_key k`,
  )
  const { count } = await session.query(
    `insert into gone ${absent} and not exists (select from quarantined_key q where ${equal(table.key, 'q', 'r')})`,
  )
  return count
}

/** Places of published rows (r) whose keys did not land. One that a stranger has changed since it was judged is among them, so that it is noticed. */
function absentRows({ table, target, landing, standing }: Publishable, isJudged: boolean): string {
  if (isJudged) return `select c.rid from change c left join ${target} r on r.ctid = c.rid where ${isChange('absent')}`
  const others = standing === null ? target : othersThan(standing, target)
  return `select r.ctid from ${others} r where not exists (select from ${landing} w where ${equal(table.key, 'w', 'r')})`
}
