import { compileExpression, textOf } from '../core/expression.ts'
import type { DatasetSpec } from '../core/spec.ts'
import type { Column, Row } from '../core/values.ts'
import { findColumn } from './find-column.ts'

/** What becomes of a source row. */
export const kept = 0
export const deleted = 1
export const filtered = 2

/** Whether a row is kept, reports a deletion or is filtered. */
export function compileState(spec: DatasetSpec, columns: readonly Column[]): (row: Row, reported: boolean) => number {
  const { deletes, where, asset } = spec
  const marker = deletes === null ? -1 : findColumn(asset, 'deletes', deletes.item, columns)
  const marks = new Set(deletes?.values)
  const passes =
    where === null
      ? null
      : compileExpression<Row>(where, (name) => {
          const index = findColumn(asset, 'where', [name], columns)
          return (row) => row[index] ?? null
        })
  return (row, reported) => {
    if (reported || (marker >= 0 && marks.has(textOf(row[marker] ?? null)?.trim() ?? ''))) return deleted
    return passes === null || passes(row) ? kept : filtered
  }
}
