import { entryOrigin } from './entries.ts'
import { failpoint } from './failpoints.ts'
import type { StoredPlan } from './plans.ts'
import type { Publishable } from './publishable.ts'
import { gatherKeys, isReadableKey, keyColumns } from './quarantine-keys.ts'
import { resubmissionOf } from './resubmissions.ts'
import type { Session } from './session.ts'
import { isStanding } from './standing.ts'
import { list } from './_sql.ts'

/**
 * Closes, within a plan's publishing transaction, the entries that a resubmission took over, and those of earlier rows
 * whose key has arrived right: it landed, and no row of this plan with it was rejected.
 */
export async function closeQuarantine(session: Session, plan: StoredPlan, publishable: Publishable, read: number): Promise<void> {
  const resubmission = resubmissionOf(plan.splits[0]?.split ?? null)?.id ?? null
  if (resubmission !== null) await closeTakenOver(session, plan.plan, resubmission)
  await closeArrived(session, publishable, resubmission)
  // where the source counts more rows than were read, what was not read says nothing
  const { removesAbsent, expectedRows } = publishable
  if (resubmission === null && removesAbsent && (expectedRows ?? read) === read) await closeReread(session, publishable)
  await failpoint('publish.closed')
}

async function closeTakenOver(session: Session, plan: string, resubmission: number): Promise<void> {
  await session.query(
    `update guiji.quarantine q set state = 'closed', closed_at = now(), closed_by = $1, how = r.kind
     from guiji.resubmission r join guiji.resubmitted s on s.resubmission = r.id
     where r.id = $2 and q.plan = s.plan and q.split = s.split and q.ordinal = s.from_ordinal and q.state = 'open'`,
    [plan, resubmission],
  )
  await session.query('update guiji.resubmission set plan = $1 where id = $2', [plan, resubmission])
}

/** A whole source has been read again: what is still wrong in it has an entry of this plan, what is gone from it is no row any more. */
async function closeReread(session: Session, { plan, asset }: Publishable): Promise<void> {
  await session.query(
    `update guiji.quarantine set state = 'closed', closed_at = now(), closed_by = $1, how = 'reread' where asset = $2 and state = 'open' and plan <> $1`,
    [plan, asset],
  )
}

async function closeArrived(
  session: Session,
  { plan, number, asset, table, target, landing, version, standing }: Publishable,
  resubmission: number | null,
): Promise<void> {
  const { key } = table
  if (key.length === 0) return
  // Most plans end here, at the cost of one look into a partial index.
  const open = await session.query(
    `select 1 from guiji.quarantine where asset = $1 and state = 'open' and plan <> $2 and key is not null limit 1`,
    [asset, plan],
  )
  if (open.count === 0) return
  await gatherKeys(session, 'open_key', `q.asset = $1 and q.state = 'open' and q.key is not null`, [asset])
  await session.query(
    `create temporary table open_entry on commit drop as
     select k.plan as _entry_plan, k.split as _entry_split, k.ordinal as _entry_ordinal, ${keyColumns(table, 'k.key')}
     from open_key k where ${isReadableKey(table, 'k.key')}`,
  )
  await session.query('analyze open_entry')
  const isEarlier =
    resubmission === null
      ? ''
      : // a correction stands for its own place in the source's order, not for what came after it
        `and exists (select from guiji.resubmitted s where s.resubmission = ${resubmission} and s.part = w._split and s.ordinal = w._ordinal
           and (o.number, o.split, o.ordinal) < (s.origin_number, s.origin_split, s.origin_ordinal))`
  const arrived =
    standing === null
      ? landing
      : `(select ${list(key)}, _split, _ordinal from ${landing} union all
          select ${list(key, 'r')}, r._split, r._ordinal from ${target} r join open_entry mine using (${list(key)}) where ${isStanding(standing, 'r')})`
  await session.query(
    `update guiji.quarantine target set state = 'closed', closed_at = now(), closed_by = $1, how = 'arrived'
     from (
       select distinct q.plan, q.split, q.ordinal
       from open_entry e join ${arrived} w using (${list(key)})
       join guiji.quarantine q on q.plan = e._entry_plan and q.split = e._entry_split and q.ordinal = e._entry_ordinal ${entryOrigin}
       where q.plan <> $1 ${isEarlier}
         -- where rows have versions, one that came too late to count says nothing of the rejected one
         ${version === null ? '' : `and exists (select from ${target} r where (${list(key, 'r')}) = (${list(key, 'e')}) and r._plan = ${number})`}
         and not exists (select from open_entry mine where mine._entry_plan = $1 and (${list(key, 'mine')}) = (${list(key, 'e')}))
     ) closed
     where target.plan = closed.plan and target.split = closed.split and target.ordinal = closed.ordinal and target.state = 'open'`,
    [plan],
  )
}
