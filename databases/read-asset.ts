import type { TableSpec } from '../core/spec.ts'
import type { ColumnSpec } from '../core/field.ts'
import type { Column, ColumnType, Json, Row } from '../core/values.ts'
import { identifier, list, qualified } from './_sql.ts'
import type { Database } from './database.ts'

/** Rows handed over at once. */
const pageRows = 2_000

const typeOf: { readonly [K in ColumnSpec['sql']]: ColumnType } = {
  text: 'text',
  date: 'date',
  timestamp: 'local-time',
  timestamptz: 'zoned-time',
  boolean: 'boolean',
  bigint: 'integer',
  jsonb: 'json',
  bytea: 'bytes',
  numeric: 'decimal',
}

export function columnsOf(table: TableSpec): readonly Column[] {
  return table.columns.map(({ name, sql, comment }) => {
    const key = table.key.indexOf(name)
    return { name, type: typeOf[sql.sql], comment, ...(key < 0 ? {} : { key }) }
  })
}

/** A published table in key order, every value as text; `after` is the key of the last row seen. Each page is one statement. */
export async function* readTable(
  db: Database,
  table: TableSpec,
  after: Json,
  signal: AbortSignal,
): AsyncIterable<{ rows: readonly Row[]; position: Json }> {
  const columns = table.columns.map(({ name }) => `t.${identifier(name)}::text as ${identifier(name)}`).join(', ')
  const places = table.key.map((name, index) => `($${String(index + 1)}::text)::${typeNameOf(table, name)}`).join(', ')
  const key = list(table.key, 't')
  let position = after as readonly string[] | null
  for (;;) {
    signal.throwIfAborted()
    const where = position === null ? '' : `where (${key}) > (${places})`
    const { rows } = await db.query<{ [column: string]: string | null }>(
      `select ${columns} from ${qualified(table)} t ${where} order by ${key} limit ${String(pageRows)}`,
      position ?? [],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    position = table.key.map((name) => last[name] ?? '')
    yield { rows: rows.map((row) => table.columns.map(({ name }) => row[name] ?? null)), position }
    if (rows.length < pageRows) return
  }
}

function typeNameOf(table: TableSpec, name: string): string {
  const sql = table.columns.find((column) => column.name === name)?.sql
  if (sql === undefined) throw new Error(`table ${table.name} has no column ${name}`)
  return sql.sql
}
