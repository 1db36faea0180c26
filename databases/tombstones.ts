import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { columnOf, columnType, identifier, list, originColumns, qualified } from './_sql.ts'

/** Where an asset's deletions keep their order, known key or not, so that an older row that comes later stays away. */
export function tombstoneTable({ table }: Pick<Publishable, 'table'>): string {
  return qualified({ schema: table.schema, name: `${table.name}__deleted` })
}

/** Columns of a tombstone: the key, the version where there is one and it is no part of the key, and the origin. */
export function tombstoneColumns({ table, version }: Pick<Publishable, 'table' | 'version'>): readonly string[] {
  return [...table.key, ...(version === null || table.key.includes(version) ? [] : [version]), ...originColumns]
}

/** Whether tombstones count for a plan that landed so many; their table is made when the first one arrives. */
export async function haveTombstones(session: Session, publishable: Publishable, landed: number): Promise<boolean> {
  const name = tombstoneTable(publishable)
  const { rows } = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [name])
  const exists = rows[0]?.exists === true
  const { table, version } = publishable
  if (exists && version !== null) {
    // the dataset may have got its version after its first deletions
    await session.query(`alter table ${name} add column if not exists ${identifier(version)} ${columnType(columnOf(table, version).sql)}`)
  }
  if (exists || landed === 0) return exists
  const columns = tombstoneColumns({ table, version }).map((column) => {
    if (column === '_split') return '_split integer not null'
    if (column.startsWith('_')) return `${identifier(column)} bigint not null`
    return `${identifier(column)} ${columnType(columnOf(table, column).sql)}`
  })
  await session.query(`create table ${name} (${columns.join(', ')}, primary key (${list(table.key)}))`)
  return true
}

/** Keeps the order of landing rows (alias w of `from`) as tombstones; they were judged to be later than what is kept. */
export async function keepTombstones(session: Session, publishable: Publishable, from: string): Promise<number> {
  const columns = tombstoneColumns(publishable)
  const values = columns.map((column) => (column === '_plan' ? String(publishable.number) : `w.${identifier(column)}`))
  const others = columns.filter((column) => !publishable.table.key.includes(column))
  const { count } = await session.query(
    `insert into ${tombstoneTable(publishable)} (${list(columns)}) select ${values.join(', ')} from ${from}
     on conflict (${list(publishable.table.key)}) do update set ${others.map((column) => `${identifier(column)} = excluded.${identifier(column)}`).join(', ')}`,
  )
  return count
}
