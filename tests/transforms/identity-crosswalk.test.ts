import { describe, expect, it } from 'vitest'
import { createCrosswalk, crosswalkOfList } from '../../transforms/identity/index.ts'
import type { CrosswalkRow } from '../../transforms/identity/index.ts'

const uscc = '91510184144205777E'
const row: CrosswalkRow = { scheme: 'business-registration', value: '110108000000016', from: null, to: null, uscc, evidence: '示例 1 号' }
const build = (...rows: readonly Partial<CrosswalkRow>[]) => createCrosswalk(rows.map((more) => ({ ...row, ...more })))
const problemsOf = (...rows: readonly Partial<CrosswalkRow>[]) => build(...rows).problems?.map(({ row: at, code }) => `${at} ${code}`)

describe('a crosswalk', () => {
  it('finds an identifier in any writing that its type accepts', () => {
    const { crosswalk } = build({ scheme: 'organisation-code', value: 'D2143569X' })
    for (const written of ['D2143569-X', 'd2143569x', ' Ｄ2143569-X'])
      expect(crosswalk?.findUscc('organisation-code', written), written).toEqual({ uscc, evidence: '示例 1 号' })
  })
  it('knows nothing that no row says, of another scheme or of no number at all', () => {
    const { crosswalk } = build({})
    expect(crosswalk?.findUscc('tax-number', '110108000000016')).toBe('unknown')
    expect(crosswalk?.findUscc('business-registration', '110108000000024')).toBe('unknown')
    expect(crosswalk?.findUscc('business-registration', '\ud800')).toBe('unknown')
    // nor does it read the organisation code out of the USCC
    expect(crosswalk?.findUscc('organisation-code', '14420577-7')).toBe('unknown')
  })
  it('holds on both days of a period and on none outside it', () => {
    const { crosswalk } = build({ from: '2001-01-01', to: '2015-10-01' })
    const on = (day: string) => crosswalk?.findUscc('business-registration', row.value, day)
    for (const day of ['2001-01-01', '2015-10-01']) expect(on(day), day).toMatchObject({ uscc })
    for (const day of ['2000-12-31', '2015-10-02', '2015', 'soon']) expect(on(day), day).toBe('unknown')
  })
  it('is ambiguous without a day where periods disagree, and not where they agree', () => {
    const later = { from: '2015-10-02', to: null }
    const earlier = { from: null, to: '2015-10-01' }
    expect(build(earlier, { ...later, uscc: null }).crosswalk?.findUscc('business-registration', row.value)).toBe('ambiguous')
    expect(build(earlier, later).crosswalk?.findUscc('business-registration', row.value)).toMatchObject({ uscc })
  })
  it('takes a code that was itself replaced, also one that its authority had to confirm', () => {
    const old = '91510184144205777C' // nonconforming
    expect(build({ scheme: 'uscc', value: old }).crosswalk?.findUscc('uscc', old)).toMatchObject({ uscc })
  })
  it('lists everything that is wrong with its rows', () => {
    expect(problemsOf({ scheme: 'licence' }, {}, { value: '110108000000017', uscc: '91510184144205777C', evidence: ' ' })).toEqual([
      '0 CROSSWALK_SCHEME',
      '2 CROSSWALK_VALUE',
      '2 CROSSWALK_USCC',
      '2 CROSSWALK_EVIDENCE',
    ])
    expect(problemsOf({ from: '2001-02-29' }, { to: '2001' }, { from: '2002-01-01', to: '2001-01-01' })).toEqual([
      '0 CROSSWALK_DATE',
      '1 CROSSWALK_DATE',
      '2 CROSSWALK_DATES_REVERSED',
    ])
  })
  it('refuses a USCC that is not in its standard form: a table is not cleansed in passing', () => {
    expect(problemsOf({ uscc: uscc.toLowerCase() })).toEqual(['0 CROSSWALK_USCC'])
  })
  it('refuses overlapping validity of one identifier, in whatever writing', () => {
    expect(problemsOf({ to: '2010-01-01' }, { from: '2010-01-01' })).toEqual(['1 CROSSWALK_OVERLAP'])
    expect(problemsOf({ to: '2010-01-01' }, { from: '2010-01-02' })).toBeUndefined()
    expect(problemsOf({ scheme: 'organisation-code', value: 'D2143569X' }, { scheme: 'organisation-code', value: 'D2143569-X' })).toEqual([
      '1 CROSSWALK_OVERLAP',
    ])
  })
  it("is made of a project's list, where - stands for none", () => {
    const list = new Map([
      ['110108000000016', uscc],
      ['110108000000024', '-'],
    ])
    const { crosswalk, problems } = crosswalkOfList('business-registration', 'old-registrations', list)
    expect(problems).toBeNull()
    expect(crosswalk?.findUscc('business-registration', '110108000000016')).toEqual({ uscc, evidence: 'old-registrations' })
    expect(crosswalk?.findUscc('business-registration', '110108000000024')).toEqual({ uscc: null, evidence: 'old-registrations' })
  })
})
