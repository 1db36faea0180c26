import { isNamed, type Difference } from '../core/drift.ts'
import { compileExpression } from '../core/expression.ts'
import type { DatasetSpec } from '../core/spec.ts'
import type { Column, Reason, Row } from '../core/values.ts'
import type { RowCompiler } from '../transforms/compile-rows.ts'
import { findColumn } from '../transforms/find-column.ts'
import { rawLine, rawRow } from '../transforms/raw-values.ts'
import { namedColumns } from './judge-drift.ts'

/**
 * A split's rows while its source has changed and nobody has accepted that: each goes to the quarantine, with its place and its values
 * of the columns that something names. Rows that `where` leaves out are none of the dataset's (Article 26), so they are filtered as ever.
 */
export function compileDriftedRows(spec: DatasetSpec, columns: readonly Column[], differences: readonly Difference[]): RowCompiler {
  const reasons = reasonsOf(differences)
  const known = new Set(namedColumns(spec).flatMap(({ names }) => names))
  const kept = columns.map(({ name }, index) => ({ name, index })).filter(({ name }) => known.has(name))
  const passes =
    spec.where === null
      ? () => true
      : compileExpression<Row>(spec.where, (name) => {
          const index = findColumn(spec.asset, 'where', [name], columns)
          return (row) => row[index] ?? null
        })
  return {
    columns: spec.table.columns.map(({ name }) => name),
    compile(piece, firstOrdinal, out) {
      for (const [index, row] of piece.rows.entries()) {
        const deleted = piece.deleted?.has(index) === true
        if (!deleted && !passes(row)) {
          out.filtered++
          continue
        }
        const place = { ordinal: firstOrdinal + index, locator: piece.locate(index) }
        out.quarantined.push({ ...place, reasons, raw: rawRow(row, kept), key: null, deleted })
      }
      for (const [index, { at, raw, reasons: own }] of (piece.rejects ?? []).entries()) {
        const ordinal = firstOrdinal + piece.rows.length + index
        out.quarantined.push({ ordinal, locator: at, reasons: own, raw: rawLine(raw), key: null, deleted: false })
      }
      out.read += piece.rows.length + (piece.rejects?.length ?? 0)
    },
    refuse() {
      throw new Error('no row was landed')
    },
  }
}

function reasonsOf(differences: readonly Difference[]): readonly Reason[] {
  const uses = differences.filter(isNamed).flatMap((difference) => (difference.change === 'added' ? [] : difference.uses))
  return [...new Set(uses)].map((field) => ({ code: 'SOURCE_DRIFTED', field }))
}
