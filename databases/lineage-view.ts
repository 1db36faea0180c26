import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { list, literal, qualified } from './_sql.ts'

/** Per row of a published table, by its key: the plan and batch that brought it, its place in the source, first seen, last changed. */
export function lineageView({ table }: Pick<Publishable, 'table'>): string {
  return qualified({ schema: table.schema, name: `${table.name}__lineage` })
}

/** Makes the view where it is missing; readers of the published table need no right on the control tables. */
export async function createLineageView(session: Session, { asset, table, target }: Publishable): Promise<void> {
  const view = lineageView({ table })
  const { rows } = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [view])
  if (rows[0]?.exists === true) return
  // its own columns begin with an underscore, as no field does
  const key = table.key.length === 0 ? ['_ordinal'] : table.key
  await session.query(
    `create view ${view} as
     select ${list(key, 'r')}, ${literal(asset)}::text as _dataset, p.plan as _plan, s.id as _split, l.batch as _batch, r._ordinal + 1 as _row,
       s.id || ':' || r._line as _locator, f.ended_at as _first_seen, p.ended_at as _last_changed
     from ${target} r left join guiji.plan p on p.number = r._plan left join guiji.split s on s.plan = p.plan and s.no = r._split
       left join guiji.ledger l on l.plan = p.plan and l.split = r._split and r._ordinal >= l.from_ordinal and r._ordinal < l.to_ordinal
       left join guiji.plan f on f.number = r._first_plan`,
  )
}
