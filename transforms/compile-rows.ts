import type { Piece } from '../core/connector.ts'
import { defineErrors } from '../core/errors.ts'
import type { CompileContext } from '../core/field.ts'
import type { DatasetSpec } from '../core/spec.ts'
import type { Clean, Column, Json, Row } from '../core/values.ts'
import { compileField } from './compile-field.ts'
import type { CompiledField } from './compile-field.ts'
import { addCounts, refuseRow, warnedRows } from './compiled-rows.ts'
import type { CompiledRows, QuarantinedRow } from './compiled-rows.ts'
import { rawLine, rawRow } from './raw-values.ts'
import type { Registry } from './registry.ts'
import { createRowWriter } from './row-bytes.ts'
import { RowCell } from './row-cell.ts'
import { compileState, deleted, filtered, kept } from './row-state.ts'
import { compileRules } from './rules.ts'

export { createCompiledRows } from './compiled-rows.ts'
export type { CompiledRows, QuarantinedRow } from './compiled-rows.ts'
export type { Registry } from './registry.ts'

const errors = defineErrors({
  TABLE_MISMATCH: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的信息项与它的表不一致：列 {column}',
      en: 'the fields of dataset {dataset} and its table do not fit: column {column}',
    },
    remedy: { zh: '重新校验并重新计划；仍出现则是缺陷，请报告', en: 'validate and plan anew; if it stays, it is a defect to report' },
  },
  TRANSFORM_THREW: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的信息项 {field}：步骤或类型抛出了 {error}，没有给出结果或原因',
      en: 'field {field} of dataset {dataset}: a step or the type threw {error} instead of giving a value or a reason',
    },
    remedy: {
      zh: '用 guiji preview 找到这一行；步骤和类型遇到任何值都应返回结果或 cell.reject',
      en: 'find the row by guiji preview; for any value a step or type returns a result or cell.reject',
    },
  },
})

/** Null for a valid row; the row is an array that is used again, so it must not be kept. */
export type RowValidator = (row: readonly Clean[]) => readonly { readonly column: string; readonly code: string }[] | null

export interface RowCompiler {
  /** Landing columns after split, ordinal and deleted: those of `spec.table.columns`, in their order. */
  readonly columns: readonly string[]
  /**
   * Cleanses, checks and encodes a piece into `out`. A row's ordinal is its place in the split, counted from
   * `firstOrdinal`; the piece's rejects come after its rows.
   */
  compile(piece: Piece<Json>, firstOrdinal: number, out: CompiledRows): void
  /** The quarantine entry of one of `rows` that the database refused. */
  refuse(rows: CompiledRows, row: Buffer, code: string): QuarantinedRow
}

interface FieldPlan extends CompiledField {
  readonly column: number
  readonly besides: readonly number[]
  /** Holds for deletion rows too: keys and the version. */
  readonly strict: boolean
  readonly required: boolean
  readonly fixes: Map<string, number>
  readonly warnings: Map<string, number>
}

/**
 * A dataset's rows as one compiled pass: each field over the whole piece, then per row the validator, the rules and its
 * bytes. A deletion row needs only its key and version; `where` does not filter it, as it may carry nothing else.
 * @param split the split's number in its plan
 * @param columns the split's columns, in the order of its rows' values
 * @throws COLUMN_MISSING, FIELD_INPUTS, RULE_FIELD_UNKNOWN, RULE_NOT_COMPARABLE, TABLE_MISMATCH; `compile` throws TRANSFORM_THREW
 */
export function compileRows(
  spec: DatasetSpec,
  split: number,
  columns: readonly Column[],
  registry: Registry,
  context: CompileContext,
  validate: RowValidator,
): RowCompiler {
  const names = spec.table.columns.map(({ name }) => name)
  const fields = spec.fields.map((field) => planField(spec, compileField(spec.asset, field, columns, registry, context), names))
  const filled = new Set(fields.flatMap(({ column, besides }) => [column, ...besides]))
  for (const [index, column] of names.entries()) if (!filled.has(index)) throw errors('TABLE_MISMATCH', { dataset: spec.asset, column })
  const rules = compileRules(spec, registry)
  const stateOf = compileState(spec, columns)
  const keys = spec.table.key.map((name) => names.indexOf(name))
  const rawColumns = [...new Set(fields.flatMap(({ inputs, companions }) => [...inputs, ...companions]))]
    .filter((index) => index >= 0)
    .map((index) => ({ index, name: columns[index]?.name ?? '' }))
  const ruleWarnings = new Map<string, Map<string, number>>()

  const cell = new RowCell()
  const clean: Clean[][] = names.map(() => [])
  const tuple = new Array<Clean>(names.length).fill(null)
  const writer = createRowWriter(split, spec.table.columns)
  let states = new Uint8Array(0)

  const cleanse = (rows: readonly Row[]) => {
    for (const field of fields) {
      const values = clean[field.column] as Clean[]
      const besides = field.besides.map((column) => clean[column] as Clean[])
      for (const beside of besides) for (let row = 0; row < rows.length; row++) beside[row] = null
      cell.begin(field.spec.name, field.fixes, field.warnings, field.spec.beside, besides)
      try {
        cleanseField(rows, field, values)
        cell.end()
      } catch (error) {
        // What was thrown may hold the value, so only its kind is told.
        throw errors('TRANSFORM_THREW', {
          dataset: spec.asset,
          field: field.spec.name,
          error: error instanceof Error ? error.name : 'a value',
        })
      }
    }
  }
  const cleanseField = (rows: readonly Row[], { read, strict, required }: FieldPlan, values: Clean[]) => {
    for (let row = 0; row < rows.length; row++) {
      const state = states[row]
      if (state !== kept && (state === filtered || !strict)) {
        values[row] = null
        continue
      }
      cell.row = row
      cell.rejected = false
      const value = read(rows[row] as Row, cell)
      values[row] = value
      if (value === null && required && !cell.rejected) cell.reject('REQUIRED_MISSING')
    }
  }

  /** Validator and rules of one row; what is already rejected is not told twice. */
  const judge = (row: number) => {
    const before = cell.reasons[row]
    if (before === undefined) {
      const found = validate(tuple)
      if (found !== null) cell.reasons[row] = found.map(({ column, code }) => ({ code, field: column }))
    }
    for (const rule of rules) {
      if (before?.some(({ field }) => field !== undefined && rule.fields.includes(field)) === true || rule.holds(tuple)) continue
      if (rule.level === 'reject') (cell.reasons[row] ??= []).push({ code: rule.code, field: rule.field })
      else if (countIn(ruleWarnings, rule.field, rule.code) < warnedRows) cell.warned.push({ row, field: rule.field, code: rule.code })
    }
  }

  /** Rows go into the batch's memory as they are made. Gives where the row ends; null where a column cannot hold its value. */
  const addRow = (out: CompiledRows, start: number, row: number, ordinal: number, line: number | undefined): number | null => {
    const bytes = out.reserve(start, writer.room(tuple))
    const end = writer.end(bytes, writer.begin(bytes, start, ordinal, states[row] === deleted, line), tuple)
    if (end === null) {
      const { column, code } = writer.refused
      ;(cell.reasons[row] ??= []).push({ code, field: names[column] ?? '' })
    }
    return end
  }

  const keyOf = (read: (column: number) => Clean | undefined): string | null => {
    const values = keys.map((column) => read(column) ?? null)
    return values.length === 0 || values.includes(null) ? null : JSON.stringify(values)
  }

  return {
    columns: names,
    compile(piece, firstOrdinal, out) {
      const { rows } = piece
      if (states.length < rows.length) states = new Uint8Array(rows.length)
      for (let row = 0; row < rows.length; row++) states[row] = stateOf(rows[row] as Row, piece.deleted?.has(row) === true)
      cell.reasons = []
      let count = 0
      let end = out.bytes
      cleanse(rows)
      for (let row = 0; row < rows.length; row++) {
        const state = states[row]
        if (state === filtered) {
          out.filtered++
          continue
        }
        const ordinal = firstOrdinal + row
        for (let column = 0; column < tuple.length; column++) tuple[column] = (clean[column] as Clean[])[row] as Clean
        if (state === kept) judge(row)
        const added = cell.reasons[row] === undefined ? addRow(out, end, row, ordinal, piece.line?.(row)) : null
        if (added !== null) {
          end = added
          count++
        } else {
          const reasons = cell.reasons[row] ?? []
          const key = keyOf((column) => clean[column]?.[row])
          const raw = rawRow(rows[row] as Row, rawColumns)
          out.quarantined.push({ ordinal, locator: piece.locate(row), reasons, raw, key, deleted: state === deleted })
        }
      }
      quarantineRejects(piece, firstOrdinal, out)
      out.read += rows.length + (piece.rejects?.length ?? 0)
      if (cell.warned.length > 0) keepWarned(cell, piece, firstOrdinal, out)
      for (const { spec: field, fixes, warnings } of fields) {
        addCounts(out.fixes, field.name, fixes)
        addCounts(out.warnings, field.name, warnings)
      }
      for (const [field, counts] of ruleWarnings) addCounts(out.warnings, field, counts)
      if (count > 0) out.add(end, count)
      // the function alone: a closure over the piece would keep its rows
      out.pieces.push({ firstOrdinal, locate: piece.locate })
    },
    refuse: (rows, row, code) => refuseRow(rows, spec.table, row, code),
  }
}

/** The first accepted rows of a batch that each warning concerns; what the batch had before this piece is in its counts. */
function keepWarned({ warned, reasons }: RowCell, piece: Piece<Json>, firstOrdinal: number, out: CompiledRows): void {
  const here = new Map<string, number>()
  for (const { row, field, code } of warned) {
    const name = `${field}:${code}`
    const count = here.get(name) ?? out.warnings.get(name) ?? 0
    here.set(name, count + 1)
    if (count < warnedRows && reasons[row] === undefined)
      out.warned.push({ ordinal: firstOrdinal + row, locator: piece.locate(row), field, code })
  }
  warned.length = 0
}

function quarantineRejects(piece: Piece<Json>, firstOrdinal: number, out: CompiledRows): void {
  piece.rejects?.forEach(({ at, raw, reasons }, index) => {
    out.quarantined.push({
      ordinal: firstOrdinal + piece.rows.length + index,
      locator: at,
      reasons,
      raw: rawLine(raw),
      key: null,
      deleted: false,
    })
  })
}

function planField(spec: DatasetSpec, field: CompiledField, names: readonly string[]): FieldPlan {
  const { name, beside, optional } = field.spec
  const isKey = spec.table.key.includes(name)
  return {
    ...field,
    column: columnOf(spec, name, names),
    besides: beside.map((suffix) => columnOf(spec, `${name}_${suffix}`, names)),
    strict: isKey || spec.version === name,
    required: isKey || !optional,
    fixes: new Map(),
    warnings: new Map(),
  }
}

function columnOf(spec: DatasetSpec, column: string, names: readonly string[]): number {
  const index = names.indexOf(column)
  if (index < 0) throw errors('TABLE_MISMATCH', { dataset: spec.asset, column })
  return index
}

/** Counts one more; gives how many there were before. */
function countIn(counts: Map<string, Map<string, number>>, field: string, code: string): number {
  const ofField = counts.get(field) ?? new Map<string, number>()
  counts.set(field, ofField)
  const known = ofField.get(code) ?? 0
  ofField.set(code, known + 1)
  return known
}
