import { defineErrors } from '../core/errors.ts'
import type { LibraryInput, LibrarySpec } from '../core/spec.ts'
import { createTable } from './create-table.ts'
import type { Session } from './session.ts'
import { columnNames, columnType, equal, identifier, list, qualified, typeName } from './_sql.ts'

const errors = defineErrors({
  LIBRARY_DIFFERS: {
    recovery: 'abort',
    message: {
      zh: '库 {library} 的字段 {field} 与已有表的类型不同',
      en: 'field {field} of library {library} has another type in the table that stands',
    },
    remedy: {
      zh: '改回原来的类型；或删除该库的表和 guiji.asset、guiji.consolidated 中它的行，由各资源重新归库',
      en: 'go back to the type that it had; or drop the table of the library with its rows in guiji.asset and guiji.consolidated, it is made again from its datasets',
    },
  },
})

export interface Recomputed {
  readonly inserted: number
  readonly updated: number
  /** Keys that have no row before or after are unchanged too. */
  readonly unchanged: number
  readonly deleted: number
}

/** Makes the library's table, or adds the columns that it lacks. Only the key is never null: a source may not have arrived yet. */
export async function createLibraryTable(session: Session, spec: LibrarySpec): Promise<void> {
  const { table, asset } = spec
  const target = qualified(table)
  const existing = await session.query<{ name: string; same: boolean }>(
    `select a.attname as name, a.atttypid = ($2::jsonb ->> a.attname)::regtype as same from pg_attribute a
     where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`,
    [target, JSON.stringify(Object.fromEntries(table.columns.map(({ name, sql }) => [name, sql.sql])))],
  )
  if (existing.count === 0) {
    const columns = table.columns.map(({ name, sql, comment }) => ({ name, type: sql, required: false, comment }))
    await createTable(session, { ...table, columns })
    return
  }
  const known = new Map(existing.rows.map(({ name, same }) => [name, same]))
  for (const { name, sql } of table.columns) {
    if (known.get(name) === false) throw errors('LIBRARY_DIFFERS', { library: asset, field: name })
    if (!known.has(name)) await session.query(`alter table ${target} add column ${identifier(name)} ${columnType(sql)}`)
  }
}

export interface NumberedInput {
  readonly input: LibraryInput
  /** Its name in statements. */
  readonly alias: string
}

/** The datasets that have published; the others say nothing yet. */
export async function existingInputs(session: Pick<Session, 'query'>, { inputs }: LibrarySpec): Promise<readonly NumberedInput[]> {
  const { rows } = await session.query<{ place: number }>(
    `select place - 1 as place from unnest($1::text[]) with ordinality t (name, place) where to_regclass(name) is not null`,
    [inputs.map(({ table }) => qualified(table))],
  )
  const present = new Set(rows.map(({ place }) => place))
  return inputs.map((input, i) => ({ input, alias: `i${i}` })).filter((_, i) => present.has(i))
}

/**
 * Recomputes the rows of the keys in the temporary table `key_set`: per dataset its latest row of each key, per field
 * the first source in precedence that has a value (Article 26), and applies only what differs.
 */
export async function recomputeKeys(session: Session, spec: LibrarySpec): Promise<Recomputed> {
  const { table } = spec
  const target = qualified(table)
  const names = columnNames(table)
  const inputs = await existingInputs(session, spec)
  await session.query(`create temporary table result on commit drop as ${resultQuery(spec, inputs)}`)
  await session.query('analyze result')
  const same = equal(table.key, 'r', 'l')
  const unchanged = await session.query<{ count: number }>(
    `select (select count(*) from result r join ${target} l on ${same} where (${list(names, 'r')}) is not distinct from (${list(names, 'l')}))
       + (select count(*) from key_set k where not exists (select from result r where ${equal(table.key, 'r', 'k')})
           and not exists (select from ${target} l where ${equal(table.key, 'l', 'k')})) as count`,
  )
  const deleted = await session.query(
    `delete from ${target} l using key_set k where ${equal(table.key, 'l', 'k')} and not exists (select from result r where ${same})`,
  )
  const others = names.filter((name) => !table.key.includes(name))
  const updated =
    others.length === 0
      ? { count: 0 }
      : await session.query(
          `update ${target} l set ${others.map((name) => `${identifier(name)} = r.${identifier(name)}`).join(', ')}
           from result r where ${same} and (${list(others, 'l')}) is distinct from (${list(others, 'r')})`,
        )
  const inserted = await session.query(
    `insert into ${target} (${list(names)}) select ${list(names, 'r')} from result r where not exists (select from ${target} l where ${same})`,
  )
  return { inserted: inserted.count, updated: updated.count, unchanged: unchanged.rows[0]?.count ?? 0, deleted: deleted.count }
}

/** The library's rows of the keys in `key_set`. */
function resultQuery({ table, fields }: LibrarySpec, inputs: readonly NumberedInput[]): string {
  const makers = inputs.filter(({ input }) => input.makesRows).map(({ alias }) => `${alias}._plan is not null`)
  const columns = table.columns.map(({ name, sql }) => {
    if (table.key.includes(name)) return `k.${identifier(name)}`
    const from = fields.find((field) => field.name === name)?.from ?? []
    const sources = from.flatMap(({ dataset, column }) => {
      const found = inputs.find(({ input }) => input.dataset === dataset)
      return found === undefined ? [] : [`${found.alias}.${identifier(column)}`]
    })
    return `${sources.length === 0 ? 'null' : `coalesce(${sources.join(', ')})`}::${typeName(sql)} as ${identifier(name)}`
  })
  const joins = inputs.map(
    ({ input, alias }) => `left join (${latestRows(table, input)}) ${alias} on ${joined(table.key, input.key, 'k', alias)}`,
  )
  return `select ${columns.join(', ')} from key_set k ${joins.join(' ')} where ${makers.length === 0 ? 'false' : makers.join(' or ')}`
}

/** Per library key of `key_set` the dataset's latest row, by its version, then by the order of arrival. */
function latestRows(table: LibrarySpec['table'], { table: replica, key, version }: LibraryInput): string {
  const order = [...key.map((name) => `r.${identifier(name)}`), ...(version === null ? [] : [`r.${identifier(version)} desc nulls last`])]
  return `select distinct on (${list(key, 'r')}) r.* from key_set k join ${qualified(replica)} r on ${joined(table.key, key, 'k', 'r')}
    order by ${[...order, 'r._plan desc', 'r._split desc', 'r._ordinal desc'].join(', ')}`
}

function joined(left: readonly string[], right: readonly string[], leftAlias: string, rightAlias: string): string {
  return left.map((name, i) => `${leftAlias}.${identifier(name)} = ${rightAlias}.${identifier(right[i] ?? name)}`).join(' and ')
}
