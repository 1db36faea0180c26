import type { TableSpec } from '../core/spec.ts'
import { GuijiError } from '../core/errors.ts'
import { openKey, type QuarantinePlace } from './sealed-rows.ts'
import type { Session } from './session.ts'
import { columnOf, identifier, literal, typed, typeName } from './_sql.ts'

/** Sealed keys that are opened and sent back at once. */
const pageRows = 10_000

/**
 * The keys of quarantined rows that meet a condition (over `q`), readable, into a temporary table (plan, split, ordinal,
 * key): only within a transaction. The key is null where it could not be read in the source, or was sealed with a key that
 * is not at hand: publishing never depends on that.
 */
export async function gatherKeys(session: Session, name: string, condition: string, values: readonly unknown[]): Promise<void> {
  await session.query(`create temporary table ${name} (plan text, split integer, ordinal bigint, key text) on commit drop`)
  await session.query(
    `insert into ${name} select plan, split, ordinal, key from guiji.quarantine q where ${condition} and (q.key is null or q.key not like '{%')`,
    values,
  )
  const { rows } = await session.query<{ plan: string; split: number; ordinal: number; key: string }>(
    `select plan, split, ordinal, key from guiji.quarantine q where ${condition} and q.key like '{%'`,
    values,
  )
  for (let from = 0; from < rows.length; from += pageRows) {
    const page = rows.slice(from, from + pageRows)
    await session.query(`insert into ${name} select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[])`, [
      page.map(({ plan }) => plan),
      page.map(({ split }) => split),
      page.map(({ ordinal }) => ordinal),
      page.map((row) => keyOf(session, row)),
    ])
  }
}

function keyOf(session: Session, row: QuarantinePlace & { readonly key: string }): string | null {
  try {
    return openKey(session.vault, row, row.key)
  } catch (error) {
    if (error instanceof GuijiError && error.code === 'QUARANTINE_SEALED') return null
    throw error
  }
}

/**
 * Every part of a key as its column's type, under the column's name, out of a JSON array in text. Only of keys that
 * `isReadableKey` holds for.
 */
export function keyColumns(table: TableSpec, key: string): string {
  return table.key
    .map((name) => columnOf(table, name))
    .map((column, i) => `${typed(`(${key})::jsonb ->> ${i}`, column.sql)} as ${identifier(column.name)}`)
    .join(', ')
}

/** Whether a JSON array in text (it may be null, or no JSON) reads as a key of the table. */
export function isReadableKey(table: TableSpec, key: string): string {
  const array = `(case when guiji.reads_as(${key}, 'jsonb') then (${key})::jsonb end)`
  const parts = table.key
    .map((name) => columnOf(table, name))
    .map(({ sql }, i) => `coalesce(guiji.reads_as(${array} ->> ${i}, ${literal(typeName(sql))}) and ${array} ->> ${i} is not null, false)`)
  return `(${[`coalesce(${key} is not null and ${array} is not null, false)`, ...parts].join(' and ')})`
}
