import { defineErrors } from '../core/errors.ts'
import type { Publishable } from './publishable.ts'
import type { Session } from './session.ts'
import { columnType, identifier, list, literal, originColumns, typeName } from './_sql.ts'

const errors = defineErrors({
  TABLE_TAKEN: {
    recovery: 'abort',
    message: { zh: '表 {table} 已存在，但不是 {asset} 发布的', en: 'table {table} exists, but {asset} has not published it' },
    remedy: { zh: '把该表改名或移走，或给资产换一个名字', en: 'rename or move that table, or give the asset another name' },
  },
  TABLE_MISSING: {
    recovery: 'abort',
    message: { zh: '{asset} 发布过的表 {table} 不见了', en: 'table {table}, which {asset} has published, is gone' },
    remedy: {
      zh: '从备份恢复该表；要从头采集，则先删除 guiji.asset 中该资产的一行',
      en: 'restore the table from a backup; to collect from the beginning, first delete the row of the asset in guiji.asset',
    },
  },
  TABLE_DIFFERS: {
    recovery: 'abort',
    message: { zh: '表 {table} 的{what}与 {asset} 现在的定义不同', en: 'table {table} differs from the definition of {asset} now: {what}' },
    remedy: {
      zh: '改回原来的类型或主键，或给资产换一个名字从头采集',
      en: 'go back to the type or key that it had, or give the asset another name and collect from the beginning',
    },
  },
})

/**
 * Whether the asset's table stands. A table that nobody of ours made is never touched, one that vanished is not made
 * up anew: an increment is no whole. Throws TABLE_TAKEN, TABLE_MISSING.
 */
export async function isPublished(session: Session, { asset, target }: Publishable): Promise<boolean> {
  const { rows } = await session.query<{ exists: boolean; published: boolean }>(
    `select to_regclass($1) is not null as exists, exists (select from guiji.asset where asset = $2 and published is not null) as published`,
    [target, asset],
  )
  const { exists = false, published = false } = rows[0] ?? {}
  if (exists && !published) throw errors('TABLE_TAKEN', { asset, table: target })
  if (!exists && published) throw errors('TABLE_MISSING', { asset, table: target })
  return exists
}

interface Existing {
  name: string
  type: string
  required: boolean
  key: number | null
}

/** Brings a published table up to the specification: new columns are added, dropped ones stay and take no more values. Throws TABLE_DIFFERS. */
export async function reconcileTable(session: Session, publishable: Publishable): Promise<void> {
  const { asset, table, target } = publishable
  const { rows } = await session.query<Existing>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
       array_position(i.indkey::int[], a.attnum::int) as key
     from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [target],
  )
  const existing = new Map(rows.map((row) => [row.name, row]))
  const wanted = keyOf(table)
  const key = rows.filter((row) => row.key !== null).sort((a, b) => (a.key ?? 0) - (b.key ?? 0))
  if (String(key.map(({ name }) => name)) !== String(wanted)) throw errors('TABLE_DIFFERS', { asset, table: target, what: '主键 / key' })
  const changes: string[] = []
  for (const column of table.columns) {
    const found = existing.get(column.name)
    existing.delete(column.name)
    if (found === undefined) changes.push(`add column ${identifier(column.name)} ${columnType(column.sql)}`)
    else if (found.type !== formattedType(typeName(column.sql))) throw errors('TABLE_DIFFERS', { asset, table: target, what: column.name })
    else if (column.nullable && found.required) changes.push(`alter column ${identifier(column.name)} drop not null`)
  }
  if (!existing.has('_line')) changes.push('add column _line integer')
  for (const { name, required } of existing.values()) {
    if (required && !name.startsWith('_')) changes.push(`alter column ${identifier(name)} drop not null`)
  }
  if (changes.length > 0) await session.query(`alter table ${target} ${changes.join(', ')}`)
  await indexTable(session, publishable)
}

/** Types as PostgreSQL writes them. */
function formattedType(type: string): string {
  if (type === 'timestamp') return 'timestamp without time zone'
  if (type === 'timestamptz') return 'timestamp with time zone'
  return type
}

/** Key, required columns, comments and the indexes that consolidation reads by; the table has just been filled. */
export async function finishTable(session: Session, publishable: Publishable): Promise<void> {
  const { table, target } = publishable
  // a column that is required already is not looked through again
  await session.query(`alter table ${target} ${requirements(publishable)}, add primary key (${list(keyOf(table))})`)
  await indexTable(session, publishable)
  await commentTable(session, publishable)
}

function requirements({ table }: Publishable): string {
  const required = [
    ...table.columns.filter((column) => !column.nullable || table.key.includes(column.name)).map(({ name }) => name),
    ...originColumns,
    '_first_plan',
  ]
  return required.map((name) => `alter column ${identifier(name)} set not null`).join(', ')
}

/** The catalog's names stand beside the columns, where whoever queries the table finds them. */
export async function commentTable(session: Session, { table, target }: Pick<Publishable, 'table' | 'target'>): Promise<void> {
  const comments = table.columns.map(({ name, comment }) => `comment on column ${target}.${identifier(name)} is ${literal(comment)}`)
  await session.query([`comment on table ${target} is ${literal(table.comment)}`, ...comments].join('; '))
}

/** The declared key; rows without one are told apart by where they came from. */
function keyOf({ key }: Publishable['table']): readonly string[] {
  return key.length === 0 ? originColumns : key
}

/** The indexes that the dataset wants, and those that consolidation reads by. */
async function indexTable(session: Session, { table, target, feeds, indexes }: Publishable): Promise<void> {
  const done = new Set([table.key.join()])
  for (const key of [...feeds.map((feed) => feed.key), ...indexes]) {
    if (done.has(key.join())) continue
    done.add(key.join())
    const { rows } = await session.query<{ exists: boolean }>(
      `select exists (select from pg_index i where i.indrelid = $1::regclass and
         (select array_agg(a.attname::text order by k.n) from unnest(i.indkey::int[]) with ordinality k (attnum, n)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) = $2::text[]) as exists`,
      [target, key],
    )
    if (rows[0]?.exists !== true) await session.query(`create index on ${target} (${list(key)})`)
  }
}
