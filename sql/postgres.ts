import type { Expression } from '../core/expression.ts'
import type { ColumnSpec } from '../core/field.ts'
import type { ColumnType } from '../core/values.ts'

/** A name as PostgreSQL reads it back unchanged, whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteTable(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`
}

/** A text literal for statements that take no parameters (COPY), safe under either setting of standard_conforming_strings. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

const columnTypes: { readonly [type: string]: ColumnType } = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'decimal',
  float4: 'decimal',
  float8: 'decimal',
  bool: 'boolean',
  date: 'date',
  timestamp: 'local-time',
  timestamptz: 'zoned-time',
  bytea: 'bytes',
  json: 'json',
  jsonb: 'json',
}

/** What a column of a source is, by the internal name of its type (`int8`, `timestamptz`); all that is not listed is text. */
export function columnTypeOf(type: string): ColumnType {
  return columnTypes[type] ?? 'text'
}

/** A column's type in a table that guiji makes. */
export function ddlType(spec: ColumnSpec): string {
  return spec.sql === 'numeric' ? `numeric(${spec.precision},${spec.scale})` : spec.sql
}

/**
 * A condition as SQL with the same meaning as `compileExpression`: over texts, an absent value equal only to null, never
 * unknown, compared by code and not by a locale. `column` gives the SQL of a field, and throws when there is none.
 */
export function filterToSql(expression: Expression, column: (field: string) => string): string {
  const text = (field: string) => `(${column(field)})::text`
  if ('equals' in expression) {
    const [field, value] = expression.equals
    return value === null ? `${text(field)} is null` : `(${text(field)} = ${quoteText(value)}) is true`
  }
  if ('in' in expression) {
    const [field, values] = expression.in
    return values.length === 0 ? 'false' : `(${text(field)} in (${values.map(quoteText).join(', ')})) is true`
  }
  if ('less' in expression) return `(${text(expression.less[0])} collate "C" < ${quoteText(expression.less[1])}) is true`
  if ('present' in expression) return `${text(expression.present)} is not null`
  if ('not' in expression) return `not (${filterToSql(expression.not, column)})`
  const all = 'all' in expression
  const parts = (all ? expression.all : expression.any).map((part) => `(${filterToSql(part, column)})`)
  return parts.length === 0 ? String(all) : parts.join(all ? ' and ' : ' or ')
}
