import type { Value } from './values.ts'

/**
 * A condition as data; never evaluated text. An absent value equals only `null`, and is not less than anything. Values are
 * compared as text, by character code ('10' is less than '9'), save where whoever compiles it knows an order for a field:
 * a dataset's `where` is over source columns, all text; its checks are over clean rows, where numeric columns are numbers.
 */
export type Expression =
  | { readonly equals: readonly [field: string, value: string | null] }
  | { readonly in: readonly [field: string, values: readonly string[]] }
  | { readonly less: readonly [field: string, value: string] }
  | { readonly present: string }
  | { readonly not: Expression }
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] }

/** How the values of a field compare, where not as text. */
export interface Order {
  /** Negative, 0 or positive. */
  compare(left: string, right: string): number
  /** A condition's value in the form of the field's; throws when it can be none. */
  bound(text: string): string
}

/** Compiles a condition against a way of reading a field; `lookup` throws when no field has that name. */
export function compileExpression<R>(
  expression: Expression,
  lookup: (field: string) => (row: R) => Value,
  orderOf: (field: string) => Order | null = () => null,
): (row: R) => boolean {
  if ('equals' in expression) {
    const [field, expected] = expression.equals
    const read = lookup(field)
    const order = expected === null ? null : orderOf(field)
    if (expected === null || order === null) return (row) => textOf(read(row)) === expected
    const bound = order.bound(expected)
    return (row) => {
      const text = textOf(read(row))
      return text !== null && order.compare(text, bound) === 0
    }
  }
  if ('in' in expression) {
    const [field, values] = expression.in
    const read = lookup(field)
    const order = orderOf(field)
    if (order !== null) {
      const bounds = values.map((value) => order.bound(value))
      return (row) => {
        const text = textOf(read(row))
        return text !== null && bounds.some((bound) => order.compare(text, bound) === 0)
      }
    }
    const set = new Set<string | null>(values)
    return (row) => set.has(textOf(read(row)))
  }
  if ('less' in expression) {
    const [field, value] = expression.less
    const read = lookup(field)
    const order = orderOf(field)
    const bound = order === null ? value : order.bound(value)
    return (row) => {
      const text = textOf(read(row))
      return text !== null && (order === null ? text < bound : order.compare(text, bound) < 0)
    }
  }
  if ('present' in expression) {
    const read = lookup(expression.present)
    return (row) => textOf(read(row)) !== null
  }
  if ('not' in expression) {
    const inner = compileExpression(expression.not, lookup, orderOf)
    return (row) => !inner(row)
  }
  if ('all' in expression) {
    const parts = expression.all.map((part) => compileExpression(part, lookup, orderOf))
    return (row) => parts.every((part) => part(row))
  }
  const parts = expression.any.map((part) => compileExpression(part, lookup, orderOf))
  return (row) => parts.some((part) => part(row))
}

/** The text of a value: `null` stays, bytes have none. */
export function textOf(value: Value): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Uint8Array) return null
  return value.text
}

/** Every field that a condition names. */
export function fieldsOf(expression: Expression): readonly string[] {
  if ('equals' in expression) return [expression.equals[0]]
  if ('in' in expression) return [expression.in[0]]
  if ('less' in expression) return [expression.less[0]]
  if ('present' in expression) return [expression.present]
  if ('not' in expression) return fieldsOf(expression.not)
  return ('all' in expression ? expression.all : expression.any).flatMap(fieldsOf)
}
