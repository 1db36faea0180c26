import { defineErrors } from '../core/errors.ts'
import { compileExpression, fieldsOf } from '../core/expression.ts'
import type { Order } from '../core/expression.ts'
import type { DatasetSpec, Level, RuleSpec } from '../core/spec.ts'
import type { Clean } from '../core/values.ts'
import { compareDecimals, readDecimal } from './cleansing/decimal-text.ts'
import type { Registry } from './registry.ts'
import type { rowReasonCodes } from './row-codes.ts'

const errors = defineErrors({
  RULE_FIELD_UNKNOWN: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的检核用到没有的信息项：{field}',
      en: 'a check of dataset {dataset} names a field that it has not: {field}',
    },
    remedy: { zh: '改正 checks 中的名称，或在 fields 中加上该项', en: 'correct the name under checks, or add the field under fields' },
  },
  RULE_NOT_NUMBER: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的检核把数字项 {field} 与 {found} 比较',
      en: 'a check of dataset {dataset} compares the numeric field {field} with {found}',
    },
    remedy: { zh: '改写成数字', en: 'write a number' },
  },
  RULE_NOT_COMPARABLE: {
    recovery: 'abort',
    message: {
      zh: '数据资源 {dataset} 的 agree 检核无法比较 {left} 与 {right}：类型不同，也没有派生事实可比',
      en: 'agree of dataset {dataset} cannot compare {left} with {right}: other types, and no fact of one is of the type of the other',
    },
    remedy: {
      zh: 'agree 用于同类型的两项，或一项与另一项能读出的事实（如出生日期与公民身份号码）',
      en: 'agree is for two fields of one type, or a field and what another can tell (a birth date and an identity number)',
    },
  },
})

export interface CompiledRule {
  readonly code: keyof typeof rowReasonCodes
  readonly level: Level
  /** The field that a reason is shown at. */
  readonly field: string
  /** All fields that the rule reads. */
  readonly fields: readonly string[]
  /** Whether a clean row, in the order of the table's columns, keeps the rule. */
  readonly holds: (row: readonly Clean[]) => boolean
}
type RowReader = (row: readonly Clean[]) => Clean

/** Codes that say nothing about the value, so that they contradict nothing (GB/T 2261.1: 0 unknown, 9 unstated). */
const saysNothing: { readonly [type: string]: ReadonlySet<string> } = { sex: new Set(['0', '9']) }

/** Types of dates that may lack their day or month: what one leaves open does not contradict the other. */
const partial: ReadonlySet<string> = new Set(['date', 'month', 'year'])

/** The dataset's rules over its clean rows. @throws RULE_FIELD_UNKNOWN, RULE_NOT_NUMBER, RULE_NOT_COMPARABLE */
export function compileRules(spec: DatasetSpec, registry: Registry): readonly CompiledRule[] {
  return spec.rules.map((rule) => compileRule(rule, spec, registry))
}

function compileRule(rule: RuleSpec, spec: DatasetSpec, registry: Registry): CompiledRule {
  const read = (field: string): RowReader => {
    const index = spec.table.columns.findIndex(({ name }) => name === field)
    if (index < 0) throw errors('RULE_FIELD_UNKNOWN', { dataset: spec.asset, field })
    return (row) => row[index] ?? null
  }
  const { level } = rule
  if (rule.rule === 'expression') {
    const fields = [...new Set(fieldsOf(rule.expression))]
    const holds = compileExpression<readonly Clean[]>(rule.expression, read, (field) =>
      isNumeric(field, spec) ? decimals(field, spec) : null,
    )
    return { code: 'CONDITION_FALSE', level, field: fields[0] ?? '', fields, holds }
  }
  const { fields } = rule
  const readers = fields.map(read)
  const field = fields[0] ?? ''
  switch (rule.rule) {
    case 'agree':
      return { code: 'DISAGREE', level, field, fields, holds: agree(rule.fields, readers, spec, registry) }
    case 'in-order':
      return { code: 'OUT_OF_ORDER', level, field, fields, holds: inOrder(fields, readers, spec) }
    case 'together': {
      const holds = (row: readonly Clean[]) => {
        const given = count(readers, row)
        return given === 0 || given === readers.length
      }
      return { code: 'INCOMPLETE', level, field, fields, holds }
    }
    case 'one-of':
      return { code: 'NONE_GIVEN', level, field, fields, holds: (row) => count(readers, row) > 0 }
  }
}

function count(readers: readonly RowReader[], row: readonly Clean[]): number {
  let given = 0
  for (const read of readers) if (read(row) !== null) given++
  return given
}

/** Compares one field with what the other's type can tell, or two fields of one type; nothing given is no contradiction. */
function agree(
  fields: readonly [string, string],
  readers: readonly RowReader[],
  spec: DatasetSpec,
  registry: Registry,
): CompiledRule['holds'] {
  const [left, right] = fields.map((name) => spec.fields.find((field) => field.name === name))
  const [readLeft, readRight] = readers
  if (left === undefined || right === undefined || readLeft === undefined || readRight === undefined)
    throw errors('RULE_FIELD_UNKNOWN', { dataset: spec.asset, field: left === undefined ? fields[0] : fields[1] })
  const fact = (of: string, type: string) => Object.values(registry.type(of).facts ?? {}).find((known) => known.type === type)
  const equal = (a: RowReader, b: RowReader, type: string): CompiledRule['holds'] => {
    const silent = saysNothing[type]
    const mayBePartial = partial.has(type)
    return (row) => {
      const one = a(row)
      const other = b(row)
      if (one === null || other === null || one === other || silent?.has(one) === true || silent?.has(other) === true) return true
      return mayBePartial && isPartOf(one, other)
    }
  }
  if (left.type === right.type) return equal(readLeft, readRight, left.type)
  const ofRight = fact(right.type, left.type)
  if (ofRight !== undefined) return equal(readLeft, factOf(readRight, ofRight.read), left.type)
  const ofLeft = fact(left.type, right.type)
  if (ofLeft !== undefined) return equal(factOf(readLeft, ofLeft.read), readRight, right.type)
  throw errors('RULE_NOT_COMPARABLE', { dataset: spec.asset, left: `${left.name} (${left.type})`, right: `${right.name} (${right.type})` })
}

function factOf(read: RowReader, fact: (clean: string) => Clean): RowReader {
  return (row) => {
    const clean = read(row)
    return clean === null ? null : fact(clean)
  }
}

/**
 * Each value that is given is not less than the one given before it: numbers as numbers; clean text of dates and times
 * sorts as time does, `infinity` last, and a month is out of order with none of its days.
 */
function inOrder(fields: readonly string[], readers: readonly RowReader[], spec: DatasetSpec): CompiledRule['holds'] {
  const asNumbers = fields.every((name) => isNumeric(name, spec))
  const mayBePartial = fields.every((name) => partial.has(spec.fields.find((field) => field.name === name)?.type ?? ''))
  return (row) => {
    let before: string | null = null
    for (const read of readers) {
      const value = read(row)
      if (value === null) continue
      if (
        before !== null &&
        (asNumbers ? compareDecimals(value, before) < 0 : value < before) &&
        !(mayBePartial && isPartOf(value, before))
      )
        return false
      before = value
    }
    return true
  }
}

/** Whether one date is the other without its day or month. */
function isPartOf(one: string, other: string): boolean {
  return one.startsWith(`${other}-`) || other.startsWith(`${one}-`)
}

/** @throws RULE_NOT_NUMBER by `bound` */
function decimals(field: string, spec: DatasetSpec): Order {
  return {
    compare: compareDecimals,
    bound(text) {
      const decimal = readDecimal(text)
      if (decimal === null) throw errors('RULE_NOT_NUMBER', { dataset: spec.asset, field, found: text })
      return decimal
    },
  }
}

function isNumeric(field: string, spec: DatasetSpec): boolean {
  const column = spec.table.columns.find(({ name }) => name === field)
  return column?.sql.sql === 'numeric' || column?.sql.sql === 'bigint'
}
