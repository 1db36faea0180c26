import type { Expression } from '../core/expression.ts'
import type { Json, Text } from '../core/values.ts'
import { isRecord } from '../schemas/fill-defaults.ts'
import { shown, type At } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'

const kinds: Text = {
  zh: 'equals、in、less、greater、at_least、at_most、present、not、all、any 之一，如 {equals: [列名, 值]}',
  en: 'one of equals, in, less, greater, at_least, at_most, present, not, all, any, such as {equals: [column, value]}',
}
const pair: Text = { zh: '[列名, 值]', en: '[column, value]' }

/** A condition, as read with every scalar as text; null, with its problems, when it is none. `isField` may refuse a name. */
export function readExpression(
  value: Json | undefined,
  at: At,
  check: FileCheck,
  isField: (name: string, at: At) => boolean,
): Expression | null {
  const refuse = (place: At, expected: Text, found: Json | undefined) => {
    check.refuse('EXPRESSION', place, expected, shown(found), { zh: '按这个形式改写条件。', en: 'Rewrite the condition in this form.' })
    return null
  }
  const entries = isRecord(value) ? Object.entries(value) : []
  const [kind, inner] = entries[0] ?? ['', null]
  if (entries.length !== 1) return refuse(at, kinds, value)
  const here = [...at, kind]
  const named = (name: Json | undefined, place: At): name is string => {
    if (typeof name === 'string') return isField(name, place)
    refuse(place, { zh: '列名', en: 'the name of a column' }, name)
    return false
  }
  const list = Array.isArray(inner) ? (inner as readonly Json[]) : []
  const isText = (item: Json | undefined): item is string => typeof item === 'string'
  switch (kind) {
    case 'present':
      return named(inner, here) ? { present: inner } : null
    case 'not': {
      const read = readExpression(inner, here, check, isField)
      return read === null ? null : { not: read }
    }
    case 'all':
    case 'any': {
      if (list.length === 0) return refuse(here, { zh: '条件的列表', en: 'a list of conditions' }, inner)
      const read = list.map((item, index) => readExpression(item, [...here, index], check, isField))
      const whole = read.filter((item) => item !== null)
      if (whole.length < read.length) return null
      return kind === 'all' ? { all: whole } : { any: whole }
    }
    case 'equals':
    case 'less':
    case 'greater':
    case 'at_least':
    case 'at_most':
    case 'in':
      break
    default:
      return refuse(here, kinds, kind)
  }
  const [field, operand] = list
  if (list.length !== 2) return refuse(here, kind === 'in' ? { zh: '[列名, [值, …]]', en: '[column, [value, …]]' } : pair, inner)
  if (!named(field, [...here, 0])) return null
  if (kind === 'in') {
    const values = Array.isArray(operand) ? (operand as readonly Json[]) : []
    if (values.length === 0 || !values.every(isText)) return refuse([...here, 1], { zh: '值的列表', en: 'a list of values' }, operand)
    return { in: [field, values] }
  }
  if (kind === 'equals' && operand === null) return { equals: [field, null] }
  if (!isText(operand)) return refuse([...here, 1], { zh: '一个值', en: 'one value' }, operand)
  return compared(kind, field, operand)
}

/** The other comparisons are what `less` and `equals` make together, so whoever carries conditions out knows only those. */
function compared(kind: 'equals' | 'less' | 'greater' | 'at_least' | 'at_most', field: string, value: string): Expression {
  const less: Expression = { less: [field, value] }
  const equals: Expression = { equals: [field, value] }
  switch (kind) {
    case 'equals':
      return equals
    case 'less':
      return less
    case 'at_most':
      return { any: [less, equals] }
    case 'at_least':
      return { all: [{ present: field }, { not: less }] }
    case 'greater':
      return { all: [{ present: field }, { not: { any: [less, equals] } }] }
  }
}
