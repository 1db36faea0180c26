import { describe, expect, it } from 'vitest'
import { compileExpression, fieldsOf } from '../../core/expression.ts'
import type { Expression, Order } from '../../core/expression.ts'
import type { Value } from '../../core/values.ts'

type Cells = { readonly [field: string]: Value }
const read = (field: string) => (row: Cells) => row[field] ?? null
const holds = (expression: Expression, row: Cells, order?: (field: string) => Order | null) =>
  compileExpression<Cells>(expression, read, order)(row)
const byLength: Order = { compare: (left, right) => left.length - right.length, bound: (text) => text.trim() }
const ordered = (field: string) => (field === 'n' ? byLength : null)

describe('a condition', () => {
  it('compares texts by character code', () => {
    expect(holds({ less: ['a', '9'] }, { a: '10' })).toBe(true)
    expect(holds({ less: ['a', '10'] }, { a: '9' })).toBe(false)
    expect(holds({ less: ['a', '10'] }, { a: '10' })).toBe(false)
    expect(holds({ equals: ['a', '1.0'] }, { a: '1' })).toBe(false)
  })
  it('compares by the order of a field that has one', () => {
    expect(holds({ less: ['n', ' bbb '] }, { n: 'zz' }, ordered)).toBe(true)
    expect(holds({ less: ['n', 'bb'] }, { n: 'aa' }, ordered)).toBe(false)
    expect(holds({ equals: ['n', 'bb'] }, { n: 'aa' }, ordered)).toBe(true)
    expect(holds({ equals: ['n', 'bb'] }, { n: 'a' }, ordered)).toBe(false)
    expect(holds({ in: ['n', ['b', 'bbb']] }, { n: 'aaa' }, ordered)).toBe(true)
    expect(holds({ in: ['n', ['b', 'bbb']] }, { n: 'aa' }, ordered)).toBe(false)
    expect(holds({ not: { all: [{ any: [{ less: ['n', 'bb'] }] }] } }, { n: 'z' }, ordered)).toBe(false)
    expect(holds({ less: ['a', 'bb'] }, { a: 'zz' }, ordered)).toBe(false)
  })
  it('an absent value equals null alone, whatever the order', () => {
    for (const field of ['a', 'n']) {
      expect(holds({ equals: [field, null] }, {}, ordered)).toBe(true)
      expect(holds({ equals: [field, null] }, { [field]: '' }, ordered)).toBe(false)
      for (const expression of [{ equals: [field, ''] }, { in: [field, ['']] }, { less: [field, '~'] }, { present: field }] as Expression[])
        expect(holds(expression, {}, ordered)).toBe(false)
    }
  })
  it('reads booleans, numbers and bytes as their text, or none', () => {
    expect(holds({ equals: ['a', 'true'] }, { a: true })).toBe(true)
    expect(holds({ equals: ['a', '1'] }, { a: { tag: 'number', text: '1' } })).toBe(true)
    expect(holds({ present: 'a' }, { a: new Uint8Array([1]) })).toBe(false)
  })
  it('names its fields', () => {
    const expression: Expression = {
      all: [{ present: 'a' }, { not: { less: ['b', '1'] } }, { any: [{ in: ['c', []] }, { equals: ['a', null] }] }],
    }
    expect(fieldsOf(expression)).toEqual(['a', 'b', 'c', 'a'])
  })
})
