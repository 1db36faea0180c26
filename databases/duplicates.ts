import { findOvertaken } from './overtaken.ts'
import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { identifier, list } from './_sql.ts'

/**
 * Settles a plan's duplicates by the total order (version, plan, split, ordinal; a missing version ranks lowest): the
 * losers stand in the temporary table `loser` (wid) afterwards, with corrected rows that later ones have overtaken. Gives their number. Keys that occur once, nearly all,
 * are only hashed, never sorted.
 */
export async function findLosers(session: Session, publishable: Publishable): Promise<number> {
  const { table, landing, version } = publishable
  await session.query('create temporary table loser (wid tid) on commit drop')
  if (table.key.length === 0) return 0
  const order = [...(version === null ? [] : [`l.${identifier(version)} desc nulls last`]), 'l._split desc', 'l._ordinal desc']
  const { count } = await session.query(
    `insert into loser select wid from (
       select l.ctid as wid, row_number() over (partition by ${list(table.key, 'l')} order by ${order.join(', ')}) as rank
       from ${landing} l join (select ${list(table.key)} from ${landing} group by ${list(table.key)} having count(*) > 1) d
         using (${list(table.key)})) ranked
     where rank > 1`,
  )
  const losers = count + (await findOvertaken(session, publishable))
  if (losers > 0) await session.query('analyze loser')
  return losers
}

/** From so many rows on it is worth while to do without a search for duplicates beforehand. */
export const manyRows = 50_000

/** Memory of a publication's large joins and sorts; compiling their conditions, in each process, takes longer than it saves. */
export const settings = `set local work_mem = '256MB'; set local maintenance_work_mem = '512MB'; set local hash_mem_multiplier = 2; set local jit = off`

/** The condition that leaves one row a key, for landing rows of the alias. */
export function isWinner(losers: number, alias: string): string {
  return losers === 0 ? 'true' : `not exists (select from loser where loser.wid = ${alias}.ctid)`
}
