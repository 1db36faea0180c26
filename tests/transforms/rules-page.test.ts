import { describe, expect, it } from 'vitest'
import type { Value } from '../../core/values.ts'
import type { IdentityResult } from '../../core/identity.ts'
import {
  isMod11Radix2,
  readBusinessRegistration,
  readForeignPermanentResidentId,
  readHmTravelPermit,
  readHmtResidencePermit,
  readOrganisationCode,
  readOrganisationKey,
  readPassport,
  readPersonKey,
  readResidentId,
  readTaiwanTravelPermit,
  readTaxNumber,
  readUscc,
} from '../../transforms/identity/index.ts'
import { residentCheck } from './_independent-checks.ts'

/** The rules page, natural persons and what holds for every number: one test a rule, its title the rule in words. */

const today = '2026-01-01'
const id = '51018419020304906X'
const codes = ({ reasons }: IdentityResult) => reasons.map(({ code }) => code)
const number = ({ key }: IdentityResult) => key?.number
const resident = (value: Value) => readResidentId(value, today)
const foreign = (value: Value) => readForeignPermanentResidentId(value, today)
const asNumber = (text: string): Value => ({ tag: 'number', text })
const withCheck = (seventeen: string) => seventeen + residentCheck(seventeen)
const everyReader: { readonly [type: string]: (value: Value) => IdentityResult } = {
  'resident-id': resident,
  'hmt-residence-permit': (value) => readHmtResidencePermit(value, today),
  'foreign-permanent-resident-id': foreign,
  'hm-travel-permit': readHmTravelPermit,
  'taiwan-travel-permit': readTaiwanTravelPermit,
  'passport of China': (value) => readPassport(value, 'CHN'),
  'foreign passport': (value) => readPassport(value, 'USA'),
  uscc: readUscc,
  'organisation-code': readOrganisationCode,
  'business-registration': readBusinessRegistration,
  'tax-number': readTaxNumber,
}
/** A clean number of each. */
const samples: { readonly [type: string]: string } = {
  'resident-id': id,
  'hmt-residence-permit': '810000190102039004',
  'foreign-permanent-resident-id': '932682198501010017',
  'hm-travel-permit': 'H00000021',
  'taiwan-travel-permit': '00000021',
  'passport of China': 'E00000021',
  'foreign passport': 'L898902C3',
  uscc: '91510184144205777E',
  'organisation-code': 'D2143569-X',
  'business-registration': '110108000000016',
  'tax-number': '510184594672399',
}

describe('identity keys', () => {
  it('are always document type, issuing country and normalised number', () => {
    expect(resident(`${id.slice(0, 17)}x`).key).toEqual({ type: 'resident-id', country: 'CHN', number: id })
    expect(readPassport('L898902C3', '美国').key).toEqual({ type: 'passport', country: 'USA', number: 'L898902C3' })
    expect(readUscc('91510184144205777e').key).toEqual({ type: 'uscc', country: 'CHN', number: '91510184144205777E' })
  })
})

describe('resident identity number', () => {
  it('is 6 region, 8 birth date, 3 sequence of which an odd one is a man, and a check', () => {
    expect(resident('440524188001010014').facts).toMatchObject({ region: '440524', birth_date: '1880-01-01', sex: '1' })
    expect(resident(id).facts).toMatchObject({ region: '510184', birth_date: '1902-03-04', sex: '2' })
  })
  it('is checked by ISO 7064 MOD 11-2: both samples of the standard pass, every other last character fails', () => {
    for (const sample of ['11010519491231002X', '440524188001010014']) {
      expect(isMod11Radix2(sample)).toBe(true)
      for (const last of '0123456789X') expect(isMod11Radix2(sample.slice(0, 17) + last), last).toBe(sample.endsWith(last))
    }
  })
  it('of somebody born before 1900 is accepted', () => {
    expect(resident('440524188001010014').outcome).toBe('ok')
  })
  it('gives all reasons in the order format, check digit, region, date', () => {
    expect(codes(resident('994524188013010014'))).toEqual(['CHECK_DIGIT', 'REGION', 'BIRTH_DATE'])
  })
  it('gives no more reasons after a failed format', () => {
    expect(codes(resident('99452418801301001'))).toEqual(['FORMAT'])
  })
  it('has a birth date that exists and is not in the future', () => {
    expect(codes(resident(withCheck('51018420230229001')))).toEqual(['BIRTH_DATE'])
    expect(codes(resident(withCheck('51018420260102001')))).toEqual(['BIRTH_DATE_FUTURE'])
    expect(resident(withCheck('51018420260101001')).outcome).toBe('ok')
  })
})

describe('region of a number', () => {
  it('begins with one of the listed provinces, else the number is rejected', () => {
    const provinces = '11-15 21-23 31-37 41-46 50-54 61-65 71-71 81-83'.split(' ').map((range) => range.split('-').map(Number))
    for (let first = 0; first < 100; first++) {
      const listed = provinces.some(([from = 0, to = 0]) => first >= from && first <= to)
      const result = resident(withCheck(`${String(first).padStart(2, '0')}010019020304906`))
      expect(codes(result), String(first)).toEqual(listed ? [] : ['REGION'])
    }
  })
  it('that no list has is a warning, never a reject', () => {
    expect(resident(withCheck('51999919020304906'))).toMatchObject({ outcome: 'ok', warnings: ['REGION_UNKNOWN'] })
  })
  it('of former times is known: Chongzhou was 510128, 519013 and is 510184', () => {
    for (const region of ['510128', '519013', '510184'])
      expect(resident(withCheck(`${region}19020304906`)), region).toMatchObject({ outcome: 'ok', warnings: [] })
  })
  it('is given with every name that the code has borne and its years', () => {
    expect(resident(withCheck('51012819020304906')).facts['region_names']).toEqual([
      { name: expect.stringContaining('崇庆县') as string, from: 1983, to: expect.any(Number) as number },
    ])
    expect(resident(id).facts['region_names']).toEqual([{ name: expect.stringContaining('崇州市') as string, from: 1994, to: null }])
  })
  it('is never compared with the birth year: a code of 1994 for somebody born in 1902', () => {
    expect(resident(withCheck('51901319020304906'))).toMatchObject({ outcome: 'ok', warnings: [], reasons: [] })
  })
})

describe('legacy number of 15 digits', () => {
  it('is upgraded: century 19 after the region, check appended; sequences 996 to 999 take 18', () => {
    expect(number(resident('510184020304900'))).toBe('510184190203049000')
    expect(resident('510184020304995').facts['birth_date']).toBe('1902-03-04')
    for (const sequence of ['996', '997', '998', '999']) expect(resident(`510184020304${sequence}`).facts['birth_date']).toBe('1802-03-04')
  })
  it('stays beside the derived value, which is marked: nobody merges on it unknowingly', () => {
    expect(resident('510184020304900')).toMatchObject({
      outcome: 'fixed',
      fixes: [{ rule: 'UPGRADED_15', before: '510184020304900', after: '510184190203049000' }],
      facts: { derived: 'true', original: '510184020304900' },
    })
    expect(resident('510184190203049000').facts['derived']).toBeUndefined()
  })
  it("is what the column's declared type says: the same digits are a registration number to another type", () => {
    const digits = '110108000000016'
    expect(readBusinessRegistration(digits).outcome).toBe('ok')
    expect(codes(resident(digits))).toEqual(['BIRTH_DATE'])
    expect(codes(readTaxNumber(digits))).toEqual(['CHECK_DIGIT'])
  })
})

describe('documents of other people', () => {
  it('residence permit for Hong Kong, Macao and Taiwan: regions 810000, 820000, 830000 and the same 18-digit rule', () => {
    for (const region of ['810000', '820000', '830000']) {
      const permit = withCheck(`${region}19010203900`)
      expect(readHmtResidencePermit(permit, today)).toMatchObject({ outcome: 'ok', facts: { region, birth_date: '1901-02-03', sex: '2' } })
    }
    expect(codes(readHmtResidencePermit(id, today))).toEqual(['REGION'])
  })
  it('foreign permanent resident ID, new form: both samples, with nationality by ISO numeric code, province and birth date', () => {
    expect(foreign('932682198501010017')).toMatchObject({
      outcome: 'ok',
      key: { country: 'CHN' },
      facts: { form: 'new', nationality: 'SAU', region: '320000', birth_date: '1985-01-01' },
    })
    expect(foreign('911124198108030024')).toMatchObject({ outcome: 'ok', facts: { nationality: 'CAN', region: '110000' } })
    expect(codes(foreign('932682198501010018'))).toEqual(['CHECK_DIGIT'])
  })
  it('foreign permanent resident ID, old form: three letters and twelve digits, opaque', () => {
    const old = foreign('USA110000000001')
    expect(old).toMatchObject({ outcome: 'ok', facts: { form: 'old' } })
    expect(Object.keys(old.facts)).toEqual(['form'])
  })
  it('neither form of the foreign permanent resident ID is computed from the other', () => {
    expect(number(foreign('USA110000000001'))).toBe('USA110000000001')
    expect(number(foreign('932682198501010017'))).toBe('932682198501010017')
  })
  it('Hong Kong and Macao permit: H or M and 8 digits; the old two-digit issue count is stripped and the raw number kept', () => {
    expect(readHmTravelPermit('H00000021')).toMatchObject({ outcome: 'ok', fixes: [] })
    expect(readHmTravelPermit('M0000002102')).toMatchObject({
      outcome: 'fixed',
      key: { type: 'hm-travel-permit', number: 'M00000021' },
      fixes: [{ rule: 'ISSUE_COUNT', before: 'M0000002102', after: 'M00000021' }],
      facts: { original: 'M0000002102', issue_count: '02' },
    })
    for (const wrong of ['C00000021', 'H0000002', 'H000000021', 'H000000210200'])
      expect(codes(readHmTravelPermit(wrong)), wrong).toEqual(['FORMAT'])
  })
  it('Taiwan permit: 8 digits, the old form 10', () => {
    expect(readTaiwanTravelPermit('00000021').outcome).toBe('ok')
    expect(readTaiwanTravelPermit('0000002103')).toMatchObject({
      outcome: 'fixed',
      key: { number: '00000021' },
      facts: { original: '0000002103' },
    })
    for (const wrong of ['0000021', '000000210', 'T0000021']) expect(codes(readTaiwanTravelPermit(wrong)), wrong).toEqual(['FORMAT'])
  })
  it('Chinese passports: G, E, E and a letter without I and O, 14 and 15, D S P, DE SE PE', () => {
    const accepted =
      'G00000021 E00000021 EA0000021 EZ0000021 140000021 150000021 D00000021 S00000021 P00000021 DE0000021 SE0000021 PE0000021'
    for (const passport of accepted.split(' ')) expect(readPassport(passport, 'CHN').outcome, passport).toBe('ok')
    for (const passport of 'EI0000021 EO0000021 160000021 G0000021 DA0000021 A00000021'.split(' '))
      expect(readPassport(passport, 'CHN').outcome, passport).toBe('rejected')
  })
  it('passports of Hong Kong and Macao: K, H and 8 digits, KJ and 7; MA and 7', () => {
    for (const passport of ['K00000021', 'H00000021', 'KJ0000021']) expect(readPassport(passport, 'HKG').outcome, passport).toBe('ok')
    expect(readPassport('MA0000021', 'MAC').outcome).toBe('ok')
    expect(readPassport('MA0000021', 'HKG').outcome).toBe('rejected')
  })
  it('foreign passports: 5 to 17 letters and digits, keyed with the country', () => {
    for (const passport of ['A1234', 'A'.repeat(17)]) expect(readPassport(passport, 'USA').key?.country, passport).toBe('USA')
    for (const passport of ['A123', 'A'.repeat(18), 'A-1234']) expect(codes(readPassport(passport, 'USA')), passport).toEqual(['FORMAT'])
    expect(codes(readPassport('A12345', null))).toEqual(['COUNTRY_MISSING'])
    expect(codes(readPassport('A12345', '火星'))).toEqual(['COUNTRY_UNKNOWN'])
  })
})

describe('fixed automatically, with rule, text before and text after', () => {
  const dirty: { readonly [rule: string]: readonly string[] } = {
    FULL_WIDTH: ['５１０１８４１９０２０３０４９０６Ｘ'],
    UPPER_CASE: ['51018419020304906x'],
    TRIMMED: [' 51018419020304906X', '51018419020304906X\u3000', '51018419020304906X\t'],
    INNER_SPACE: ['510184 19020304 906X', '510184\t19020304906X'],
    INVISIBLE: ['510184\u200b19020304906X', '\u202d51018419020304906X\u202c', '\ufeff51018419020304906X'],
    APOSTROPHE: ["'51018419020304906X"],
    FORMULA_WRAPPER: ['="51018419020304906X"'],
  }
  const words: { readonly [rule: string]: string } = {
    FULL_WIDTH: 'full width to half width',
    UPPER_CASE: 'x to X',
    TRIMMED: 'blanks at the ends',
    INNER_SPACE: 'inner spaces and tabs',
    INVISIBLE: 'zero-width characters, bidi marks and a BOM',
    APOSTROPHE: "a leading '",
    FORMULA_WRAPPER: 'the ="..." wrapper',
  }
  for (const [rule, texts] of Object.entries(dirty))
    it(words[rule] ?? rule, () => {
      for (const text of texts) {
        const result = resident(text)
        expect(result).toMatchObject({ outcome: 'fixed', key: { number: id } })
        expect(result.fixes, JSON.stringify(text)).toEqual([{ rule, before: text, after: id }])
      }
    })
  it('an inner U+3000', () => {
    expect(resident('510184\u300019020304906X').fixes.map(({ rule }) => rule)).toEqual(['FULL_WIDTH', 'INNER_SPACE'])
  })
})

describe('rejected, never fixed; a suggestion where exactly one candidate passes', () => {
  const lookAlikes = { 'O for 0': ['0', 'O'], 'I for 1': ['1', 'I'], 'l for 1': ['1', 'l'] } as const
  for (const [words, [digit, sign]] of Object.entries(lookAlikes))
    it(`${words}, in every kind of number`, () => {
      for (const [type, sample] of Object.entries(samples)) {
        const at = sample.indexOf(digit, 1)
        if (at < 0 || type === 'foreign passport' || (type === 'organisation-code' && sign !== 'l')) continue
        const result = everyReader[type]?.(sample.slice(0, at) + sign + sample.slice(at + 1))
        if (type === 'tax-number' && result?.reasons[0]?.code === 'CHECK_DIGIT') continue
        expect(result, type).toMatchObject({ outcome: 'rejected', key: null, reasons: [{ code: 'FORMAT', suggestion: sample }] })
      }
    })
  it('×, *, the Roman Ⅹ and the Cyrillic Х for X', () => {
    for (const sign of ['×', '*', 'Ⅹ', 'Х']) {
      expect(resident(id.slice(0, 17) + sign), sign).toMatchObject({ key: null, reasons: [{ code: 'FORMAT', suggestion: id }] })
      expect(readOrganisationCode(`D2143569-${sign}`), sign).toMatchObject({ key: null, reasons: [{ suggestion: 'D2143569-X' }] })
    }
  })
  it('the one letter l for 1 that a real register has in a USCC', () => {
    expect(readUscc('91510l84144205777E')).toMatchObject({ key: null, reasons: [{ code: 'FORMAT', suggestion: '91510184144205777E' }] })
  })
  it('no suggestion where no candidate or more than one passes', () => {
    expect(resident('51O18419020304907X').reasons).toEqual([{ code: 'FORMAT' }])
    expect(readPassport('l898902C3', 'USA').reasons).toEqual([{ code: 'FORMAT' }])
  })
})

describe('never', () => {
  it('recomputes a check digit', () => {
    for (const last of '0123456789')
      expect(resident(id.slice(0, 17) + last)).toMatchObject({ key: null, reasons: [{ code: 'CHECK_DIGIT' }] })
    expect(readOrganisationCode('D2143569-1')).toMatchObject({ key: null, reasons: [{ code: 'CHECK_DIGIT' }] })
    expect(readBusinessRegistration('110108000000017')).toMatchObject({ key: null, reasons: [{ code: 'CHECK_DIGIT' }] })
  })
  it('completes 17 digits to 18', () => {
    expect(resident(id.slice(0, 17))).toMatchObject({ key: null, reasons: [{ code: 'FORMAT' }] })
    expect(resident(id.slice(0, 17)).reasons[0]?.suggestion).toBeUndefined()
    expect(readUscc('91510184144205777')).toMatchObject({ key: null, reasons: [{ code: 'FORMAT' }] })
  })
  it('restores 5.10184E+17, from text or number, in any kind of number', () => {
    for (const [type, read] of Object.entries(everyReader))
      for (const value of ['5.10184E+17', asNumber('5.10184E+17'), asNumber('5.1018419020304E17')])
        expect(codes(read(value)), type).toEqual(['EXCEL_PRECISION_LOST'])
  })
  it('accepts 16 or more digits from a numeric cell, even where the check passes', () => {
    expect(codes(resident(asNumber('440524188001010014')))).toEqual(['EXCEL_PRECISION_LOST'])
    for (const [type, read] of Object.entries(everyReader))
      expect(codes(read(asNumber('1'.repeat(16)))), type).toEqual(['EXCEL_PRECISION_LOST'])
    expect(readBusinessRegistration(asNumber('110108000000016')).outcome).toBe('ok')
  })
  it('strips .0 from 16 or more digits', () => {
    for (const [type, read] of Object.entries(everyReader))
      expect(codes(read('440524188001010014.0')), type).toEqual(['EXCEL_PRECISION_LOST'])
  })
  it('unmasks', () => {
    for (const [type, read] of Object.entries(everyReader))
      for (const mask of ['510184********906X', '５１０１８４＊＊＊＊＊＊＊＊９０６Ｘ']) expect(codes(read(mask)), type).toEqual(['MASKED'])
  })
  it('guesses one document type from another', () => {
    const homes: { readonly [sample: string]: readonly string[] } = {
      [id]: ['resident-id', 'foreign passport'], // a foreign passport has no form of its own
      H00000021: ['hm-travel-permit', 'passport of China', 'foreign passport'], // declared, each is one
    }
    for (const [sample, home] of Object.entries(homes))
      for (const [type, read] of Object.entries(everyReader))
        expect(read(sample).key !== null, `${sample} as ${type}`).toBe(
          home.includes(type) && !(sample.length > 17 && type !== 'resident-id'),
        )
    expect(codes(readPersonKey(id, null, null, today))).toEqual(['DOCUMENT_UNKNOWN'])
    expect(codes(readOrganisationKey('110108000000016', null))).toEqual(['SCHEME_UNKNOWN'])
  })
})
