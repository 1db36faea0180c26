import { describe, expect, it } from 'vitest'
import type { Value } from '../../core/values.ts'
import {
  isForeignPermanentResidentId,
  isPassport,
  readBusinessRegistration,
  readForeignPermanentResidentId,
  readHmTravelPermit,
  readPassport,
  readResidentId,
  readTaiwanTravelPermit,
} from '../../transforms/identity/index.ts'
import { nationalityOf } from '../../transforms/identity/foreign-permanent-resident-id.ts'
import { residentCheck } from './_independent-checks.ts'
import { day, samples, today } from './_identity-samples.ts'

const resident = (seventeen: string) => seventeen + residentCheck(seventeen)

describe('a foreign permanent resident', () => {
  it('has a number that begins with 9, whatever else is right', () => {
    const number = resident('51101020001010111')
    expect(isForeignPermanentResidentId(number, day)).toBe(false)
    expect(isForeignPermanentResidentId(resident('91182620001010111'), day)).toBe(true)
    expect(readForeignPermanentResidentId(number, today).reasons).toEqual([{ code: 'FORMAT' }])
    expect(readForeignPermanentResidentId(number.replace(/^5/, 'l'), today).reasons).toEqual([{ code: 'FORMAT' }])
  })
  it('has the facts of the form', () => {
    expect(readForeignPermanentResidentId('USA156000000001', today).facts).toEqual({ form: 'old' })
    expect(readForeignPermanentResidentId('932682198501010017', today).facts).toMatchObject({
      form: 'new',
      birth_date: '1985-01-01',
      nationality: 'SAU',
      region: '320000',
    })
  })
  it('has a nationality in the new form only', () => {
    expect(['932682198501010017', 'USA156000000001', '911000200010101111'].map(nationalityOf)).toEqual(['SAU', null, null])
  })
  it('has the small x of the check made large before anything is read', () => {
    const [number = ''] = samples['foreign-permanent-resident-id, new']!.numbers.filter((text) => text.endsWith('X'))
    const text = `${number.replace('1', 'l').slice(0, -1)}x`
    expect(readForeignPermanentResidentId(text, today)).toMatchObject({
      fixes: [{ rule: 'UPPER_CASE' }],
      reasons: [{ code: 'FORMAT', suggestion: number }],
    })
  })
  it('of no known province, or with an unknown country, is not clean', () => {
    const unknown = resident('99982620001010111')
    expect(isForeignPermanentResidentId(unknown, day)).toBe(false)
    expect(readForeignPermanentResidentId(unknown, today).reasons).toEqual([{ code: 'REGION' }])
    const stateless = resident('91100020001010111')
    expect(isForeignPermanentResidentId(stateless, day)).toBe(false)
    expect(readForeignPermanentResidentId(stateless, today)).toMatchObject({ outcome: 'ok', warnings: ['NATIONALITY_UNKNOWN'] })
  })
})

describe('resident numbers', () => {
  it('tell the sex by the 17th digit', () => {
    for (let digit = 0; digit < 10; digit++)
      expect(readResidentId(resident(`110101200001011${digit}${digit}`.slice(0, 17)), today).facts['sex'], String(digit)).toBe(
        digit % 2 === 1 ? '1' : '2',
      )
  })
  it('of 19 characters are no form, be the first or the last 18 right', () => {
    for (const text of ['1440524188001010014', '4405241880010100141', '51018419020304906X1', '51018419020304906xx'])
      expect(readResidentId(text, today).reasons, text).toEqual([{ code: 'FORMAT' }])
  })
})

describe('permits to travel', () => {
  it('of Hong Kong and Macao tell where the bearer lives', () => {
    const regions = { H00000001: '810000', M00000001: '820000' }
    for (const [number, region] of Object.entries(regions)) {
      const { facts } = readHmTravelPermit(number)
      expect(Object.keys(facts)).toEqual(['region', 'region_names'])
      expect(facts['region']).toBe(region)
      expect(facts['region_names']).not.toEqual([])
    }
  })
  it('lose the count of issues, which stays among the facts', () => {
    expect(readHmTravelPermit('H0000000102')).toMatchObject({
      outcome: 'fixed',
      key: { type: 'hm-travel-permit', country: 'CHN', number: 'H00000001' },
      fixes: [{ rule: 'ISSUE_COUNT', before: 'H0000000102', after: 'H00000001' }],
      facts: { region: '810000', original: 'H0000000102', issue_count: '02' },
    })
    expect(readTaiwanTravelPermit('0000000102')).toEqual({
      outcome: 'fixed',
      key: { type: 'taiwan-travel-permit', country: 'CHN', number: '00000001' },
      fixes: [{ rule: 'ISSUE_COUNT', before: '0000000102', after: '00000001' }],
      reasons: [],
      warnings: [],
      facts: { original: '0000000102', issue_count: '02' },
    })
    expect(readTaiwanTravelPermit('00000001').facts).toEqual({})
  })
  it('with a count of three digits or one are none', () => {
    for (const text of ['H000000010', 'H00000001022']) expect(readHmTravelPermit(text).reasons, text).toEqual([{ code: 'FORMAT' }])
    for (const text of ['000000010', '00000001022']) expect(readTaiwanTravelPermit(text).reasons, text).toEqual([{ code: 'FORMAT' }])
  })
})

describe('passports', () => {
  const kinds: readonly (readonly [country: string, number: string, kind: string | null])[] = [
    ...[
      'G00000001',
      'E00000001',
      'EA0000001',
      'EH0000001',
      'EJ0000001',
      'EN0000001',
      'EP0000001',
      'EZ0000001',
      '140000001',
      '150000001',
    ].map((number) => ['CHN', number, 'ordinary'] as const),
    ...['EI0000001', 'EO0000001', '130000001', '160000001', 'A00000001', 'GA0000001', 'DA0000001', 'MB0000001', 'KA0000001'].map(
      (number) => ['CHN', number, null] as const,
    ),
    ...(['CHN', 'HKG'] as const).flatMap((country) =>
      ['K00000001', 'H00000001', 'KJ0000001'].map((number) => [country, number, 'hong-kong'] as const),
    ),
    ['CHN', 'MA0000001', 'macao'],
    ['MAC', 'MA0000001', 'macao'],
    ['CHN', 'D00000001', 'diplomatic'],
    ['CHN', 'DE0000001', 'diplomatic'],
    ['CHN', 'S00000001', 'service'],
    ['CHN', 'SE0000001', 'service'],
    ['CHN', 'P00000001', 'public-affairs'],
    ['CHN', 'PE0000001', 'public-affairs'],
    ['HKG', 'E00000001', null],
    ['HKG', 'MA0000001', null],
    ['MAC', 'E00000001', null],
    ['MAC', 'K00000001', null],
    ['USA', 'A0000', 'foreign'],
    ['USA', 'A000', null],
    ['USA', 'A0000000000000009', 'foreign'],
    ['USA', 'A00000000000000099', null],
    ['USA', '-A0000', null],
    ['USA', 'A0000-', null],
  ]
  it('are of the kinds that their country gives', () => {
    for (const [country, number, kind] of kinds) {
      const { facts, reasons } = readPassport(number, country)
      const [reason] = reasons
      expect(facts, `${country} ${number}`).toEqual(kind === null ? {} : { kind })
      expect(reason?.code, `${country} ${number}`).toBe(kind === null ? 'FORMAT' : undefined)
      expect(isPassport(number, country), `${country} ${number}`).toBe(kind !== null)
    }
  })
  it('have their issuer in the key; those of Hong Kong and Macao are issued by China', () => {
    const issuers = { HKG: ['K00000001', 'CHN'], MAC: ['MA0000001', 'CHN'], CHN: ['E00000001', 'CHN'], USA: ['E00000001', 'USA'] } as const
    for (const [country, [number, issuer]] of Object.entries(issuers))
      expect(readPassport(number, country).key, country).toEqual({ type: 'passport', country: issuer, number })
  })
  it('need a country, which may have blanks around it', () => {
    for (const country of [null, '', ' ', '\t\u3000'])
      expect(readPassport('E00000001', country).reasons).toEqual([{ code: 'COUNTRY_MISSING' }])
    expect(readPassport('E00000001', '火星').reasons).toEqual([{ code: 'COUNTRY_UNKNOWN' }])
    expect(readPassport('E00000001', ' CHN\n').key?.country).toBe('CHN')
  })
  it('of digits may have lost zeros in front only where another country numbers freely', () => {
    const cell = (text: string): Value => ({ tag: 'number', text })
    expect(readPassport(cell('141000001'), 'CHN')).toMatchObject({ outcome: 'ok', warnings: [] })
    expect(readPassport(cell('141000001'), 'USA')).toMatchObject({ outcome: 'ok', warnings: ['LEADING_ZEROS'] })
    expect(readPassport({ tag: 'date', text: '20160826' }, 'USA').warnings).toEqual([])
  })
})

describe('a cell of a number type', () => {
  it('holds 15 digits; only its own type tells what was lost', () => {
    const number = '440524188001010014'
    expect(readResidentId({ tag: 'number', text: number }, today).reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
    expect(readResidentId({ tag: 'date', text: number }, today).outcome).toBe('ok')
    expect(readBusinessRegistration({ tag: 'number', text: '110108000000016' }).outcome).toBe('ok')
  })
})
