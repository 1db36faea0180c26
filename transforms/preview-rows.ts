import type { Piece } from '../core/connector.ts'
import { textOf } from '../core/expression.ts'
import type { CompileContext } from '../core/field.ts'
import type { DatasetSpec } from '../core/spec.ts'
import type { Clean, Column, Json, Reason, Row, Value } from '../core/values.ts'
import { compileField } from './compile-field.ts'
import type { CompiledField } from './compile-field.ts'
import { compileRows, createCompiledRows } from './compile-rows.ts'
import type { RowValidator } from './compile-rows.ts'
import type { Registry } from './registry.ts'
import { readRow } from './row-bytes.ts'
import { RowCell } from './row-cell.ts'

export interface PreviewedField {
  readonly field: string
  readonly item: string
  readonly type: string
  /** What the source has, by column. */
  readonly source: readonly { readonly column: string; readonly value: string | null }[]
  /** The value after each step that was reached. */
  readonly steps: readonly { readonly step: string; readonly value: string | null }[]
  readonly clean: Clean
  /** What the type keeps beside the value, by suffix. */
  readonly beside: { readonly [suffix: string]: string }
  readonly fixes: readonly string[]
  readonly warnings: readonly string[]
  readonly reasons: readonly Reason[]
}
export interface PreviewedRow {
  readonly locator: string
  readonly outcome: 'accepted' | 'deleted' | 'filtered' | 'quarantined'
  /** All reasons of the row, those of its rules and of the validator too. */
  readonly reasons: readonly Reason[]
  /** `field:CODE` of fixes and warnings, rules included. */
  readonly warnings: readonly string[]
  readonly fields: readonly PreviewedField[]
}

/**
 * A piece's rows before and after each step, with their reasons; the outcome is that of the compiled pass itself.
 * @throws COLUMN_MISSING and what `compileRows` throws
 */
export function previewRows(
  spec: DatasetSpec,
  columns: readonly Column[],
  registry: Registry,
  context: CompileContext,
  validate: RowValidator,
  piece: Piece<Json>,
): PreviewedRow[] {
  const compiler = compileRows(spec, 0, columns, registry, context, validate)
  const fields = spec.fields.map((field) => compileField(spec.asset, field, columns, registry, context))
  return piece.rows.map((row, index) => {
    const deleted = piece.deleted?.has(index) === true
    const out = createCompiledRows()
    const alone = { rows: [row], position: null, bytes: 0, locate: () => piece.locate(index), deleted: new Set(deleted ? [0] : []) }
    compiler.compile(alone, 0, out)
    const rejected = out.quarantined[0]
    const outcome =
      rejected !== undefined
        ? 'quarantined'
        : out.filtered > 0
          ? 'filtered'
          : readRow(out.rows(), 0, spec.table.columns).deleted
            ? 'deleted'
            : 'accepted'
    return {
      locator: piece.locate(index),
      outcome,
      reasons: rejected?.reasons ?? [],
      warnings: [...out.warnings.keys()],
      fields: fields.map((field) => previewField(field, row, columns)),
    }
  })
}

function previewField(field: CompiledField, row: Row, columns: readonly Column[]): PreviewedField {
  const { spec } = field
  const cell = new RowCell()
  const fixes = new Map<string, number>()
  const warnings = new Map<string, number>()
  const besides = spec.beside.map((): Clean[] => [])
  cell.begin(spec.name, fixes, warnings, spec.beside, besides)
  const steps: { step: string; value: string | null }[] = []
  let value: Value = row[field.inputs[0] ?? -1] ?? null
  for (const { step, apply } of field.steps) {
    value = apply(value, row, cell)
    if (cell.rejected) break
    steps.push({ step, value: shown(value) })
  }
  const clean = cell.rejected ? null : field.finish(value, row, cell)
  cell.end()
  const beside: { [suffix: string]: string } = {}
  spec.beside.forEach((suffix, at) => {
    const text = besides[at]?.[0]
    if (typeof text === 'string') beside[suffix] = text
  })
  const reasons = cell.reasons[0] ?? []
  return {
    field: spec.name,
    item: spec.item,
    type: spec.type,
    source: [...field.inputs, ...field.companions]
      .filter((index) => index >= 0)
      .map((index) => ({ column: columns[index]?.name ?? '', value: shown(row[index] ?? null) })),
    steps,
    clean,
    beside,
    fixes: [...fixes.keys()],
    warnings: [...warnings.keys()],
    reasons,
  }
}

/** A source value as text for a person; bytes by their number. */
function shown(value: Value): string | null {
  return value instanceof Uint8Array ? `[${value.length} bytes]` : textOf(value)
}
