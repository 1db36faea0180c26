import type { TableSpec } from '../core/spec.ts'
import { isChange } from './changes.ts'
import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { columnNames, columnType, identifier, list, lineageColumns, qualified } from './_sql.ts'

/** Where the values of replaced and deleted rows stay, each with the interval in which it was the published one. */
export function historyTable({ table }: { readonly table: TableSpec }): string {
  return qualified({ schema: table.schema, name: `${table.name}__history` })
}
/** All versions, those of the present too (`_until` infinity): `_since <= t and t < _until` is the state at an instant t. */
export function versionsView({ table }: { readonly table: TableSpec }): string {
  return qualified({ schema: table.schema, name: `${table.name}__versions` })
}

/** Which changes leave their old row in the history. */
export function keptChanges({ write, deletion }: Pick<Publishable, 'write' | 'deletion'>): readonly ('update' | 'delete')[] {
  if (write === 'history') return ['update', 'delete']
  return deletion === 'soft' ? ['delete'] : []
}

/** Makes the history where the dataset wants one, or adds the columns that it lacks; the published table stands already. */
export async function prepareHistory(session: Session, publishable: Publishable): Promise<void> {
  if (keptChanges(publishable).length === 0) return
  const { table, target, write } = publishable
  const history = historyTable(publishable)
  const columns = table.columns.map(({ name, sql }) => `${identifier(name)} ${columnType(sql)}`)
  await session.query(
    `create table if not exists ${history} (${columns.join(', ')}, _plan bigint not null, _split integer not null, _ordinal bigint not null,
       _line integer, _first_plan bigint not null, _since timestamptz not null, _until timestamptz not null,
       _ended text not null, _ended_plan bigint not null, primary key (${list(table.key)}, _since))`,
  )
  await session.query(`alter table ${history} ${columns.map((column) => `add column if not exists ${column}`).join(', ')}`)
  if (write !== 'history') return
  const kept = [...columnNames(table), ...lineageColumns]
  await session.query(`drop view if exists ${versionsView(publishable)}`)
  await session.query(
    `create view ${versionsView(publishable)} as
       select ${list(kept, 'h')}, h._since, h._until, h._ended from ${history} h
       union all select ${list(kept, 'r')}, p.ended_at, timestamptz 'infinity', null from ${target} r left join guiji.plan p on p.number = r._plan`,
  )
}

/** Copies what is about to be replaced or deleted; `at`: the instant of this publication. */
export async function keepReplaced(session: Session, publishable: Publishable, at: string): Promise<void> {
  const kinds = keptChanges(publishable)
  if (kinds.length === 0) return
  const { table, target, number } = publishable
  const kept = [...columnNames(table), ...lineageColumns]
  const copy = (from: string, ended: string) =>
    session.query(
      `insert into ${historyTable(publishable)} (${list(kept)}, _since, _until, _ended, _ended_plan)
       select ${list(kept, 'r')}, coalesce(p.ended_at, '-infinity'), $1::timestamptz, ${ended}, ${number}
       from ${from} left join guiji.plan p on p.number = r._plan`,
      [at],
    )
  for (const kind of kinds) await copy(`change c join ${target} r on ${isChange(kind)} and r.ctid = c.rid`, `'${kind}'`)
  await copy(`gone g join ${target} r on r.ctid = g.rid`, `'absent'`)
}
