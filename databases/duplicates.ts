import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { identifier, list } from './_sql.ts'

/**
 * Settles a plan's duplicates by the total order (version, plan, split, ordinal; a missing version ranks lowest): the
 * losers stand in the temporary table `loser` (wid) afterwards. Gives their number. Keys that occur once, nearly all,
 * are only hashed, never sorted.
 */
export async function findLosers(session: Session, { table, landing, version }: Publishable): Promise<number> {
  const order = [...(version === null ? [] : [`l.${identifier(version)} desc nulls last`]), 'l._split desc', 'l._ordinal desc']
  await session.query('create temporary table loser (wid tid) on commit drop')
  const { count } = await session.query(
    `insert into loser select wid from (
       select l.ctid as wid, row_number() over (partition by ${list(table.key, 'l')} order by ${order.join(', ')}) as rank
       from ${landing} l join (select ${list(table.key)} from ${landing} group by ${list(table.key)} having count(*) > 1) d
         using (${list(table.key)})) ranked
     where rank > 1`,
  )
  if (count > 0) await session.query('analyze loser')
  return count
}

/** The condition that leaves one row a key, for landing rows of the alias. */
export function isWinner(losers: number, alias: string): string {
  return losers === 0 ? 'true' : `not exists (select from loser where loser.wid = ${alias}.ctid)`
}
