import { defineErrors } from '../core/errors.ts'
import type { CompileContext, SemanticType } from '../core/field.ts'
import type { FieldSpec } from '../core/spec.ts'
import type { Clean, Column, Row, Value } from '../core/values.ts'
import { findColumn } from './find-column.ts'
import type { Registry } from './registry.ts'
import type { RowCell } from './row-cell.ts'

const errors = defineErrors({
  FIELD_INPUTS: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的信息项 {field}：步骤 {step} 与它的列数不符',
      en: 'field {field} of dataset {dataset}: step {step} does not fit the number of columns',
    },
    remedy: {
      zh: '多列（inputs）须由第一个步骤合并，如 concatenate；其余步骤只接受一个值',
      en: 'several columns (inputs) need a first step that joins them, such as concatenate; every later step takes one value',
    },
  },
})

export interface CompiledField {
  readonly spec: FieldSpec
  readonly type: SemanticType
  /** Steps, then the type; null once a step has rejected. */
  readonly read: (source: Row, cell: RowCell) => Clean
  /** Source columns by index: inputs, then companions (-1 for one that the field does not name, or that the source no longer has). */
  readonly inputs: readonly number[]
  readonly companions: readonly number[]
  /** The same in parts, for a preview. */
  readonly steps: readonly { readonly step: string; readonly apply: (value: Value, source: Row, cell: RowCell) => Value }[]
  readonly finish: (value: Value, source: Row, cell: RowCell) => Clean
}

/**
 * One field as functions of the source row.
 * @param columns the split's columns, in the order of its rows' values
 * @throws COLUMN_MISSING, FIELD_INPUTS
 */
export function compileField(
  dataset: string,
  spec: FieldSpec,
  columns: readonly Column[],
  registry: Registry,
  context: CompileContext,
): CompiledField {
  const indexOf = (names: readonly string[]) => (names.length === 0 ? -1 : findColumn(dataset, spec.name, names, columns))
  const inputs = spec.inputs.map(indexOf)
  const companions = spec.companions.map(indexOf)
  const steps = compileSteps(dataset, spec, inputs, registry, context)
  const type = registry.type(spec.type)
  const clean = type.create(spec.options as never, context)
  const beside = reader(companions)
  const finish =
    companions.length === 0
      ? (value: Value, _source: Row, cell: RowCell) => clean(value, cell, noValues)
      : (value: Value, source: Row, cell: RowCell) => clean(value, cell, beside(source))
  const first = inputs[0] ?? -1
  const read =
    steps.length === 0
      ? (source: Row, cell: RowCell) => finish(valueAt(source, first), source, cell)
      : (source: Row, cell: RowCell) => {
          let value = valueAt(source, first)
          for (const { apply } of steps) {
            value = apply(value, source, cell)
            if (cell.rejected) return null
          }
          return finish(value, source, cell)
        }
  return { spec, type, read, inputs, companions, steps, finish }
}

const noValues: Row = []

/** A row may be shorter than its columns; what is not there is null. */
function valueAt(source: Row, index: number): Value {
  const value = source[index]
  return value === undefined ? null : value
}

/** Reads several columns into one array that is used again for the next row. */
function reader(indexes: readonly number[]): (source: Row) => Row {
  const values = new Array<Value>(indexes.length).fill(null)
  return (source) => {
    for (let at = 0; at < indexes.length; at++) values[at] = valueAt(source, indexes[at] as number)
    return values
  }
}

function compileSteps(
  dataset: string,
  spec: FieldSpec,
  inputs: readonly number[],
  registry: Registry,
  context: CompileContext,
): CompiledField['steps'] {
  const steps = spec.steps.map(({ step: name, options }, index) => {
    const step = registry.step(name)
    if (step.inputs === 'many') {
      if (index > 0) throw errors('FIELD_INPUTS', { dataset, field: spec.name, step: name })
      const apply = step.create(options as never, context)
      const values = reader(inputs)
      return { step: name, apply: (_value: Value, source: Row, cell: RowCell) => apply(values(source), cell) }
    }
    if (index === 0 && inputs.length > 1) throw errors('FIELD_INPUTS', { dataset, field: spec.name, step: name })
    const apply = step.create(options as never, context)
    return { step: name, apply: (value: Value, _source: Row, cell: RowCell) => apply(value, cell) }
  })
  if (steps.length === 0 && inputs.length > 1) throw errors('FIELD_INPUTS', { dataset, field: spec.name, step: spec.type })
  return steps
}
