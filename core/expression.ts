import type { Value } from './values.ts'

/** A condition as data; never evaluated text. Compared values are text; an absent value equals only `null`. */
export type Expression =
  | { readonly equals: readonly [field: string, value: string | null] }
  | { readonly in: readonly [field: string, values: readonly string[]] }
  | { readonly less: readonly [field: string, value: string] }
  | { readonly present: string }
  | { readonly not: Expression }
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] }

/** Compiles a condition against a way of reading a field; `lookup` throws when no field has that name. */
export function compileExpression<R>(expression: Expression, lookup: (field: string) => (row: R) => Value): (row: R) => boolean {
  if ('equals' in expression) {
    const [field, expected] = expression.equals
    const read = lookup(field)
    return (row) => textOf(read(row)) === expected
  }
  if ('in' in expression) {
    const [field, values] = expression.in
    const read = lookup(field)
    const set = new Set<string | null>(values)
    return (row) => set.has(textOf(read(row)))
  }
  if ('less' in expression) {
    const [field, bound] = expression.less
    const read = lookup(field)
    return (row) => {
      const text = textOf(read(row))
      return text !== null && text < bound
    }
  }
  if ('present' in expression) {
    const read = lookup(expression.present)
    return (row) => textOf(read(row)) !== null
  }
  if ('not' in expression) {
    const inner = compileExpression(expression.not, lookup)
    return (row) => !inner(row)
  }
  if ('all' in expression) {
    const parts = expression.all.map((part) => compileExpression(part, lookup))
    return (row) => parts.every((part) => part(row))
  }
  const parts = expression.any.map((part) => compileExpression(part, lookup))
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
