import { describe, expect, it } from 'vitest'
import { createCrosswalk } from '../../transforms/identity/index.ts'
import type { CrosswalkRow } from '../../transforms/identity/index.ts'

const uscc = '91510184144205777E'
const value = '110108000000016'
const row: CrosswalkRow = { scheme: 'business-registration', value, from: null, to: null, uscc, evidence: '示例 1 号' }
const problemsOf = (...rows: readonly Partial<CrosswalkRow>[]) =>
  createCrosswalk(rows.map((more) => ({ ...row, ...more }))).problems?.map(({ row: at, code }) => `${at} ${code}`) ?? []
const period = (from: string | null, to: string | null) => ({ from, to })

describe('two periods of one identifier', () => {
  const apart = [
    [period(null, '2010-01-01'), period('2010-01-02', null)],
    [period('2001-01-01', '2001-01-01'), period('2001-01-02', '2001-01-02')],
    [period('2001-01-01', '2001-12-31'), period('2002-01-01', null)],
    [period(null, '2000-12-31'), period('2001-01-01', '2001-12-31')],
  ]
  const overlapping = [
    [period(null, null), period(null, null)],
    [period(null, null), period('2001-01-01', '2001-01-01')],
    [period('2001-01-01', null), period('2009-01-01', null)],
    [period(null, '2001-01-01'), period(null, '2009-01-01')],
    [period('2001-01-01', '2001-12-31'), period('2001-12-31', '2002-12-31')],
    [period('2001-01-01', '2009-12-31'), period('2002-01-01', '2002-12-31')],
    [period('2001-01-01', null), period(null, '2001-01-01')],
  ]
  it('may follow each other, in either order of the rows', () => {
    for (const [one = {}, other = {}] of apart)
      expect([problemsOf(one, other), problemsOf(other, one)], JSON.stringify([one, other])).toEqual([[], []])
  })
  it('share no day, in either order of the rows', () => {
    for (const [one = {}, other = {}] of overlapping)
      expect([problemsOf(one, other), problemsOf(other, one)], JSON.stringify([one, other])).toEqual([
        ['1 CROSSWALK_OVERLAP'],
        ['1 CROSSWALK_OVERLAP'],
      ])
  })
  it('are held against every row before, but not against rows that are refused', () => {
    const [first, second] = [period('2001-01-01', '2001-12-31'), period('2002-01-01', '2002-12-31')]
    expect(problemsOf(first, second, period('2002-06-01', null))).toEqual(['2 CROSSWALK_OVERLAP'])
    expect(problemsOf(first, second, period('2001-06-01', '2001-07-01'))).toEqual(['2 CROSSWALK_OVERLAP'])
    expect(problemsOf({ ...first, evidence: '' }, first)).toEqual(['0 CROSSWALK_EVIDENCE'])
  })
  it('of different identifiers have nothing to do with each other', () => {
    expect(problemsOf({}, { value: '110108000000024' })).toEqual([])
    expect(problemsOf({ scheme: 'tax-number', value: '510184594672399' }, { scheme: 'organisation-code', value: '59467239-9' })).toEqual([])
  })
})

describe('a period', () => {
  it('may be one day, or open at either end', () => {
    for (const one of [period('2001-01-01', '2001-01-01'), period('2001-01-01', null), period(null, '2001-01-01'), period(null, null)])
      expect(problemsOf(one), JSON.stringify(one)).toEqual([])
  })
  it('does not end before it begins', () => {
    expect(problemsOf(period('2001-01-02', '2001-01-01'))).toEqual(['0 CROSSWALK_DATES_REVERSED'])
  })
  it('has days that exist, and of others nothing more is said', () => {
    for (const one of [
      period('2001-02-29', null),
      period(null, '2001-2-1'),
      period('2002', '2001-01-01'),
      period('', null),
      period(null, ''),
    ])
      expect(problemsOf(one), JSON.stringify(one)).toEqual(['0 CROSSWALK_DATE'])
  })
  it('that is open holds on every day, and on nothing that is none', () => {
    const { crosswalk } = createCrosswalk([row])
    const on = (day: string) => crosswalk?.findUscc('business-registration', value, day)
    for (const day of ['1000-01-01', '2020-02-29', '9999-12-31']) expect(on(day), day).toEqual({ uscc, evidence: row.evidence })
    for (const day of ['', '2021-02-29', '2020-1-1']) expect(on(day), day).toBe('unknown')
  })
})

it('what is no number is unknown, in an empty table too', () => {
  for (const rows of [[], [row]])
    for (const text of ['', 'x', '110108000000017'])
      expect(createCrosswalk(rows).crosswalk?.findUscc('business-registration', text)).toBe('unknown')
})
