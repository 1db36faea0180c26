import { describe, expect, it } from 'vitest'
import type { Expression } from '../../core/expression.ts'
import type { DatasetSpec, RuleSpec } from '../../core/spec.ts'
import type { Row } from '../../core/values.ts'
import { compileRows, createCompiledRows } from '../../transforms/compile-rows.ts'
import { warnedRows } from '../../transforms/compiled-rows.ts'
import { linesOf } from '../_support/row-bytes.ts'
import { context, dataset, field, registry } from './_registry.ts'

const fields = [
  field('id', 'resident-id'),
  field('birth', 'date'),
  field('sex', 'sex'),
  field('from', 'date'),
  field('to', 'date'),
  field('low', 'decimal'),
  field('high', 'decimal'),
  field('count', 'integer'),
  field('permit', 'hmt-residence-permit'),
  field('resident', 'foreign-permanent-resident-id'),
  field('issued', 'date', { options: { partial: 'keep' } }),
  field('until', 'date', { options: { partial: 'keep', open_ended: true } }),
  field('code', 'text'),
  field('person', 'person-key', { options: { document_item: 'kind' }, companions: [['kind']] }),
]
const kinds = { name: 'kind', type: 'text' as const }
function judge(rule: RuleSpec, values: { [field: string]: string }) {
  const spec: DatasetSpec = dataset(fields, { rules: [rule] })
  const columns = [...fields.map(({ name }) => ({ name, type: 'text' as const })), kinds]
  const out = createCompiledRows()
  const row: Row = columns.map(({ name }) => values[name] ?? null)
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

describe('agree, with other documents', () => {
  const agree = (field: string, document: string): RuleSpec => ({ rule: 'agree', fields: [field, document], level: 'reject' })
  it('a residence permit tells birth date and sex', () => {
    const permit = '810000199408230021' // 1994-08-23, a woman
    expect(judge(agree('birth', 'permit'), { permit, birth: '1994-08-23' })).toEqual([])
    expect(judge(agree('birth', 'permit'), { permit, birth: '1994-08-24' })).toEqual(['birth:DISAGREE'])
    expect(judge(agree('sex', 'permit'), { permit, sex: '女' })).toEqual([])
    expect(judge(agree('sex', 'permit'), { permit, sex: '男' })).toEqual(['sex:DISAGREE'])
  })
  it("a permanent resident's number of the new form tells the birth date, of the old form nothing", () => {
    const resident = '932682198501010017'
    expect(judge(agree('birth', 'resident'), { resident, birth: '1985-01-01' })).toEqual([])
    expect(judge(agree('birth', 'resident'), { resident, birth: '1985-01-02' })).toEqual(['birth:DISAGREE'])
    expect(judge(agree('birth', 'resident'), { resident: 'CAN310123456789', birth: '1985-01-02' })).toEqual([])
    expect(() => judge(agree('sex', 'resident'), {})).toThrow(expect.objectContaining({ code: 'RULE_NOT_COMPARABLE' }))
  })
  it('a person key tells what its document does: of travel documents and old forms nothing', () => {
    const born = agree('birth', 'person')
    const woman = agree('sex', 'person')
    const wrong = { birth: '1999-09-09', sex: '男' }
    for (const [kind, person] of [
      ['居民身份证', id],
      ['港澳台居民居住证', '810000199408230021'],
    ] as const) {
      expect(judge(born, { kind, person, ...wrong })).toEqual(['birth:DISAGREE'])
      expect(judge(woman, { kind, person, ...wrong })).toEqual(['sex:DISAGREE'])
    }
    expect(judge(born, { kind: '居民身份证', person: id, birth: '1902-03-04' })).toEqual([])
    expect(judge(woman, { kind: '居民身份证', person: id, sex: '女' })).toEqual([])
    const resident = { kind: 'foreign-permanent-resident-id', person: '932682198501010017', ...wrong }
    expect(judge(born, resident)).toEqual(['birth:DISAGREE'])
    for (const sex of ['男', '女']) expect(judge(woman, { ...resident, sex })).toEqual([])
    for (const [kind, person] of [
      ['foreign-permanent-resident-id', 'CAN310123456789'],
      ['回乡证', 'H00000001'],
      ['香港特别行政区护照', 'K00000001'],
    ] as const)
      for (const rule of [born, woman]) expect(judge(rule, { kind, person, ...wrong })).toEqual([])
  })
  it('15 digits tell what their 18 do', () => {
    expect(judge(agree('birth', 'id'), { id: '510184020304900', birth: '1902-03-04' })).toEqual([])
    expect(judge(agree('birth', 'id'), { id: '510184020304900', birth: '2002-03-04' })).toEqual(['birth:DISAGREE'])
  })
  it('what a date leaves open is no contradiction', () => {
    for (const issued of ['1902', '1902年3月', '1902-03-04']) expect(judge(agree('issued', 'id'), { id, issued })).toEqual([])
    for (const issued of ['190', '1903', '1902-04']) expect(judge(agree('issued', 'id'), { id, issued })).toHaveLength(1)
    expect(judge(agree('issued', 'until'), { issued: '2016-08', until: '2016-08-26' })).toEqual([])
  })
  it('a rule without a value on both sides says nothing, and neither value is changed', () => {
    const spec = dataset(fields, { rules: [{ rule: 'agree', fields: ['birth', 'id'], level: 'warning' }] })
    const columns = [...fields.map(({ name }) => ({ name, type: 'text' as const })), kinds]
    const out = createCompiledRows()
    const row: Row = columns.map(({ name }) => (name === 'id' ? id : name === 'birth' ? '1999-09-09' : null))
    compileRows(spec, 0, columns, registry, context, () => null).compile(
      { rows: [row, columns.map(() => null)], position: null, bytes: 0, locate: () => '' },
      0,
      out,
    )
    const [line] = linesOf(out.rows(), spec.table)
    expect(line).toContain(`\t${id}\t`)
    expect(line).toContain('\t1999-09-09\t')
    expect([...out.warnings]).toEqual([['birth:DISAGREE', 1]])
  })
})

describe('warnings', () => {
  const spec = dataset([field('id', 'resident-id'), field('sex', 'sex'), field('on', 'date')], {
    rules: [{ rule: 'agree', fields: ['sex', 'id'], level: 'warning' }],
  })
  const columns = ['id', 'sex', 'on'].map((name) => ({ name, type: 'text' as const }))
  const pieceOf = (rows: readonly Row[], from: number) => ({
    rows,
    position: null,
    bytes: 0,
    locate: (row: number) => `people.csv:${from + row}`,
  })
  const compile = (...pieces: readonly (readonly Row[])[]) => {
    const compiler = compileRows(spec, 0, columns, registry, context, () => null)
    const out = createCompiledRows()
    let ordinal = 0
    for (const rows of pieces) {
      compiler.compile(pieceOf(rows, ordinal), ordinal, out)
      ordinal += rows.length
    }
    return out
  }
  it('say which rows they concern, those of rules and those of types', () => {
    const clean: Row = [id, '女', '2016-08-26']
    const out = compile([clean, [id, '男', '2016-08-26']], [clean, clean, [id, '女', '1900-01-01']])
    expect(out.warned).toEqual([
      { ordinal: 1, locator: 'people.csv:1', field: 'sex', code: 'DISAGREE' },
      { ordinal: 4, locator: 'people.csv:4', field: 'on', code: 'DATE_SUSPECT' },
    ])
  })
  it('name the first rows of each and count all', () => {
    const both: Row = [id, '男', '1900-01-01']
    const out = compile(Array<Row>(15).fill(both), Array<Row>(30).fill(both))
    for (const name of ['sex:DISAGREE', 'on:DATE_SUSPECT']) {
      expect(out.warnings.get(name)).toBe(45)
      const ordinals = out.warned.filter(({ field, code }) => `${field}:${code}` === name).map(({ ordinal }) => ordinal)
      expect(ordinals).toEqual(Array.from({ length: warnedRows }, (_, ordinal) => ordinal))
    }
  })
  it('begin anew with each batch', () => {
    const compiler = compileRows(spec, 0, columns, registry, context, () => null)
    for (const from of [0, 100]) {
      const out = createCompiledRows()
      compiler.compile(pieceOf([[id, '男', null]], from), from, out)
      expect(out.warned.map(({ ordinal }) => ordinal)).toEqual([from])
    }
  })
  it('hold no value', () => {
    expect(JSON.stringify(compile([[id, '男', '1900-01-01']]).warned)).not.toMatch(/19020304|1900-01-01/)
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
  it('in-order: a month is out of order with none of its days, and open-ended is last', () => {
    const rule: RuleSpec = { rule: 'in-order', fields: ['issued', 'until'], level: 'reject' }
    expect(judge(rule, { issued: '2016-08-26', until: '2016年8月' })).toEqual([])
    expect(judge(rule, { issued: '2016-08-26', until: '2016年7月' })).toEqual(['issued:OUT_OF_ORDER'])
    expect(judge(rule, { issued: '2016-08-26', until: '长期' })).toEqual([])
    const texts: RuleSpec = { rule: 'in-order', fields: ['code', 'code'], level: 'reject' }
    expect(judge(texts, { code: '1' })).toEqual([])
  })
  it('an expression compares numeric columns as numbers, however the number is written', () => {
    const rule = (expression: Expression): RuleSpec => ({ rule: 'expression', expression, level: 'reject' })
    expect(judge(rule({ less: ['low', '10'] }), { low: '9' })).toEqual([])
    expect(judge(rule({ less: ['low', '9'] }), { low: '10' })).toEqual(['low:CONDITION_FALSE'])
    expect(judge(rule({ less: ['count', '10'] }), { count: '9' })).toEqual([])
    expect(judge(rule({ equals: ['low', '+1.50'] }), { low: '1.5' })).toEqual([])
    expect(judge(rule({ in: ['low', ['2', '01.5']] }), { low: '1.50' })).toEqual([])
    expect(judge(rule({ less: ['code', '9'] }), { code: '10' })).toEqual([])
    expect(judge(rule({ equals: ['low', null] }), {})).toEqual([])
  })
  it('an expression that compares a number with a word is refused', () => {
    for (const expression of [{ less: ['low', '很多'] }, { not: { in: ['count', ['1', 'x']] } }] as Expression[])
      expect(() => judge({ rule: 'expression', expression, level: 'reject' }, {})).toThrow(
        expect.objectContaining({ code: 'RULE_NOT_NUMBER' }),
      )
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
