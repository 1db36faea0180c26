import type { ColumnSpec } from '../core/field.ts'
import type { TableColumn, TableSpec } from '../core/spec.ts'

/** The columns that say which row of which plan a published row came from, in the order of the total order. */
export const originColumns = ['_plan', '_split', '_ordinal'] as const
/** All that a published row says of where it came from. */
export const lineageColumns = [...originColumns, '_line', '_first_plan'] as const

/** A quoted identifier. PostgreSQL cuts names at 63 bytes without saying so; such a name is refused here. */
export function identifier(name: string): string {
  if (Buffer.byteLength(name) > 63) throw new Error(`identifier ${name} is longer than 63 bytes`)
  return `"${name.replaceAll('"', '""')}"`
}

export function qualified(table: { readonly schema: string; readonly name: string }): string {
  return `${identifier(table.schema)}.${identifier(table.name)}`
}

export function literal(text: string): string {
  return text.includes('\\') ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`
}

/** A column's type for casts. */
export function typeName(spec: ColumnSpec): string {
  return spec.sql === 'numeric' ? `numeric(${spec.precision},${spec.scale})` : spec.sql
}

/** A column's type where it is declared. Text is ordered by its bytes: fast, and no operating system update can corrupt its indexes. */
export function columnType(spec: ColumnSpec): string {
  return spec.sql === 'text' ? 'text collate "C"' : typeName(spec)
}

/** An expression read as a column's type, ordered like the column. */
export function typed(expression: string, spec: ColumnSpec): string {
  return `(${expression})::${typeName(spec)}${spec.sql === 'text' ? ' collate "C"' : ''}`
}

/** `a.x, a.y`, or `x, y` without an alias. */
export function list(names: readonly string[], alias?: string): string {
  const prefix = alias === undefined ? '' : `${alias}.`
  return names.map((name) => prefix + identifier(name)).join(', ')
}

/** `a.x = b.x and a.y = b.y`. */
export function equal(names: readonly string[], left: string, right: string): string {
  return names.map((name) => `${left}.${identifier(name)} = ${right}.${identifier(name)}`).join(' and ')
}

export function columnNames(table: TableSpec): readonly string[] {
  return table.columns.map((column) => column.name)
}

export function columnOf(table: TableSpec, name: string): TableColumn {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`table ${table.schema}.${table.name} has no column ${name}`)
  return column
}
