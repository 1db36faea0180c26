import type { ColumnSpec } from '../core/field.ts'
import type { TableSpec } from '../core/spec.ts'
import type { Text } from '../core/values.ts'
import type { At } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'

/** Whether every value of one column type has its place in the other. */
export function fits(given: ColumnSpec, wanted: ColumnSpec): boolean {
  if (given.sql !== 'numeric' || wanted.sql !== 'numeric') return given.sql === wanted.sql
  return given.scale <= wanted.scale && given.precision - given.scale <= wanted.precision - wanted.scale
}

/** A column type as SQL writes it. */
export function columnWords(column: ColumnSpec): string {
  return column.sql === 'numeric' ? `numeric(${column.precision}, ${column.scale})` : column.sql
}

/** The type of a table's column; null when it has no column of that name. */
export function columnSql(table: TableSpec, name: string): ColumnSpec | null {
  return table.columns.find((column) => column.name === name)?.sql ?? null
}

export const fieldWords: Text = { zh: '信息项', en: 'field' }

/** Fields that a file writes down, right or wrong. */
export function fieldNames(check: FileCheck): readonly string[] {
  return Object.keys((check.file.text(['fields']) ?? {}) as object)
}

/** Where a name of `key: a` or `key: [a, b]` stands. */
export function keyAt(key: string | readonly string[], index: number): At {
  return typeof key === 'string' ? ['key'] : ['key', index]
}
