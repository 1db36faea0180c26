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
  // readers of the past are not kept waiting where nothing has changed
  const known = await columnsOf(session, history)
  const missing = table.columns.filter(({ name }) => !known.includes(name))
  if (missing.length > 0) {
    await session.query(
      `alter table ${history} ${missing.map(({ name, sql }) => `add column ${identifier(name)} ${columnType(sql)}`).join(', ')}`,
    )
  }
  if (write !== 'history') return
  const kept = [...columnNames(table), ...lineageColumns]
  const view = versionsView(publishable)
  const shown = await columnsOf(session, view)
  if (shown.join() === [...kept, '_since', '_until', '_ended'].join()) return
  await session.query(`drop view if exists ${view}`)
  await session.query(
    `create view ${view} as
       select ${list(kept, 'h')}, h._since, h._until, h._ended from ${history} h
       union all select ${list(kept, 'r')}, p.ended_at, timestamptz 'infinity', null from ${target} r left join guiji.plan p on p.number = r._plan`,
  )
}

async function columnsOf(session: Session, relation: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`,
    [relation],
  )
  return rows.map(({ name }) => name)
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
