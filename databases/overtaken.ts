import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { haveTombstones, tombstoneTable } from './tombstones.ts'
import { equal, identifier } from './_sql.ts'

/**
 * Corrected rows whose key has had a later row since (of the same version, where rows have one) lose against it: they go
 * to the temporary table `loser` beside the duplicates. Gives their number.
 */
export async function findOvertaken(session: Session, publishable: Publishable): Promise<number> {
  const { table, target, resubmission } = publishable
  if (resubmission === null || table.key.length === 0) return 0
  const { rows } = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [target])
  const kept = [
    ...(rows[0]?.exists === true ? [target] : []),
    ...((await haveTombstones(session, publishable, 0)) ? [tombstoneTable(publishable)] : []),
  ]
  let overtaken = 0
  for (const other of kept) overtaken += await findLater(session, publishable, other, resubmission)
  return overtaken
}

async function findLater(session: Session, { table, landing, version }: Publishable, kept: string, resubmission: number): Promise<number> {
  const sameVersion = version === null ? '' : `and w.${identifier(version)} is not distinct from r.${identifier(version)}`
  const { count } = await session.query(
    `insert into loser select w.ctid from ${landing} w
     join guiji.resubmitted s on s.resubmission = $1 and s.part = w._split and s.ordinal = w._ordinal
     join ${kept} r on ${equal(table.key, 'w', 'r')} ${sameVersion}
     left join guiji.plan rp on rp.number = r._plan
     left join guiji.resubmission rs on rs.plan = rp.plan
     left join guiji.resubmitted rr on rr.resubmission = rs.id and rr.part = r._split and rr.ordinal = r._ordinal
     where (coalesce(rr.origin_number, r._plan), coalesce(rr.origin_split, r._split), coalesce(rr.origin_ordinal, r._ordinal))
         > (s.origin_number, s.origin_split, s.origin_ordinal)
       and not exists (select from loser where loser.wid = w.ctid)`,
    [resubmission],
  )
  return count
}
