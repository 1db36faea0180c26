import { describe, expect, it } from 'vitest'
import type { DatasetSpec, RuleSpec } from '../../core/spec.ts'
import type { Row } from '../../core/values.ts'
import { compileRows, createCompiledRows } from '../../transforms/compile-rows.ts'
import { context, dataset, field, registry } from './_registry.ts'

const fields = [
  field('id', 'resident-id'),
  field('birth', 'date'),
  field('sex', 'sex'),
  field('from', 'date'),
  field('to', 'date'),
  field('low', 'decimal'),
  field('high', 'decimal'),
]
function judge(rule: RuleSpec, values: { [field: string]: string }) {
  const spec: DatasetSpec = dataset(fields, { rules: [rule] })
  const columns = fields.map(({ name }) => ({ name, type: 'text' as const }))
  const out = createCompiledRows()
  const row: Row = fields.map(({ name }) => values[name] ?? null)
  compileRows(spec, 0, columns, registry, context, () => null).compile({ rows: [row], position: null, bytes: 0, locate: () => '' }, 0, out)
  return [
    ...(out.quarantined[0]?.reasons ?? []).map(({ code, field }) => `${field}:${code}`),
    ...[...out.warnings.keys()].map((name) => `warning ${name}`),
  ]
}
const id = '51018419020304906X' // born 1902-03-04, a woman

describe('agree', () => {
  it('compares a field with what another tells', () => {
    const rule: RuleSpec = { rule: 'agree', fields: ['birth', 'id'], level: 'reject' }
    expect(judge(rule, { id, birth: '1902年3月4日' })).toEqual([])
    expect(judge(rule, { id, birth: '1902-03-05' })).toEqual(['birth:DISAGREE'])
    expect(judge(rule, { id })).toEqual([])
    expect(judge({ rule: 'agree', fields: ['id', 'birth'], level: 'reject' }, { id, birth: '1902-03-05' })).toEqual(['id:DISAGREE'])
  })
  it('as a warning only counts, and does not correct', () => {
    expect(judge({ rule: 'agree', fields: ['sex', 'id'], level: 'warning' }, { id, sex: '男' })).toEqual(['warning sex:DISAGREE'])
  })
  it('an unknown or unstated sex contradicts nothing', () => {
    for (const sex of ['0', '9', '2']) expect(judge({ rule: 'agree', fields: ['sex', 'id'], level: 'reject' }, { id, sex })).toEqual([])
  })
  it('refuses fields that cannot be compared, and fields that are not there', () => {
    expect(() => judge({ rule: 'agree', fields: ['sex', 'birth'], level: 'reject' }, {})).toThrow(
      expect.objectContaining({ code: 'RULE_NOT_COMPARABLE' }),
    )
    expect(() => judge({ rule: 'agree', fields: ['sex', 'nobody'], level: 'reject' }, {})).toThrow(
      expect.objectContaining({ code: 'RULE_FIELD_UNKNOWN' }),
    )
  })
})

describe('other rules', () => {
  it('in-order: dates as time, numbers as numbers, gaps left out', () => {
    const dates: RuleSpec = { rule: 'in-order', fields: ['birth', 'from', 'to'], level: 'reject' }
    expect(judge(dates, { birth: '2000-01-01', to: '2001-01-01' })).toEqual([])
    expect(judge(dates, { birth: '2000-01-01', to: '1999-12-31' })).toEqual(['birth:OUT_OF_ORDER'])
    const numbers: RuleSpec = { rule: 'in-order', fields: ['low', 'high'], level: 'reject' }
    expect(judge(numbers, { low: '9', high: '10' })).toEqual([])
    expect(judge(numbers, { low: '-9', high: '-10' })).toEqual(['low:OUT_OF_ORDER'])
  })
  it('together and one-of', () => {
    expect(judge({ rule: 'together', fields: ['from', 'to'], level: 'reject' }, { from: '2000-01-01' })).toEqual(['from:INCOMPLETE'])
    expect(judge({ rule: 'together', fields: ['from', 'to'], level: 'reject' }, {})).toEqual([])
    expect(judge({ rule: 'one-of', fields: ['from', 'to'], level: 'reject' }, {})).toEqual(['from:NONE_GIVEN'])
    expect(judge({ rule: 'one-of', fields: ['from', 'to'], level: 'reject' }, { to: '2000-01-01' })).toEqual([])
  })
  it('an expression says what must hold of the clean row', () => {
    const rule: RuleSpec = { rule: 'expression', expression: { any: [{ equals: ['sex', '1'] }, { present: 'from' }] }, level: 'reject' }
    expect(judge(rule, { sex: '男' })).toEqual([])
    expect(judge(rule, { sex: '女' })).toEqual(['sex:CONDITION_FALSE'])
  })
  it('a field that was rejected is not complained of again', () => {
    expect(judge({ rule: 'one-of', fields: ['from', 'to'], level: 'reject' }, { from: '2015-02-29' })).toEqual(['from:DATE_IMPOSSIBLE'])
    expect(judge({ rule: 'one-of', fields: ['from', 'to'], level: 'reject' }, { sex: '7' })).toEqual([
      'sex:CODE_UNKNOWN',
      'from:NONE_GIVEN',
    ])
  })
})
