import { describe, expect, it } from 'vitest'
import {
  isTaxNumber,
  isUscc,
  readBusinessRegistration,
  readOrganisationCode,
  readTaxNumber,
  readUscc,
} from '../../transforms/identity/index.ts'
import { authorityRegionOf, isBusinessRegistration, isCleanBusinessRegistration } from '../../transforms/identity/business-registration.ts'
import { taxOrganisationCodeOf, taxRegionOf } from '../../transforms/identity/tax-number.ts'
import { isUsccChecked } from '../../transforms/identity/uscc.ts'
import { registrationCheck, usccCheck } from './_independent-checks.ts'
import { samples } from './_identity-samples.ts'

const replace = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1)

describe('business registrations', () => {
  it('are told by their form, with the region of those that begin with it', () => {
    const forms = {
      '110108000000016': { form: 'checked', region: '110108' },
      '1101081234567': { form: 'unchecked', region: '110108' },
      '110108NA000001X': { form: 'cooperative', region: '110108' },
    }
    for (const [number, facts] of Object.entries(forms)) {
      const result = readBusinessRegistration(number)
      expect(result, number).toMatchObject({
        outcome: 'ok',
        key: { type: 'business-registration', country: 'CHN', number },
        facts,
        warnings: [],
      })
      expect(Object.keys(result.facts)).toEqual(['form', 'region', 'region_names'])
    }
    for (const number of ['企独京总字第000123号', '企合沪字第123', '企作粤穗总字第12345678号'])
      expect(readBusinessRegistration(number), number).toEqual({
        outcome: 'ok',
        key: { type: 'business-registration', country: 'CHN', number },
        fixes: [],
        reasons: [],
        warnings: [],
        facts: { form: 'foreign-invested' },
      })
  })
  it('of another form are none', () => {
    const texts = [
      ...[
        'A1101081234567',
        '1101081234567A',
        '12345678901234',
        '110108NA00000X',
        '1110108NA000001X',
        '110108NA000001XX',
        '110108MA000001X',
      ],
      ...[
        '京企独字第000123号',
        '企字第000123号',
        '企独京总字第12号',
        '企独京总字第123456789号',
        '企独京总字第000123号0',
        `企${'独'.repeat(11)}字第000123号`,
      ],
    ]
    for (const text of texts) {
      expect(readBusinessRegistration(text).reasons, text).toEqual([{ code: 'FORMAT' }])
      expect(isCleanBusinessRegistration(text), text).toBe(false)
    }
  })
  it('have a region where they begin with one', () => {
    expect(['110108000000016', '1101081234567', '企独京总字第000123号', '企独京总字第123456号'].map(authorityRegionOf)).toEqual([
      '110108',
      '110108',
      null,
      null,
    ])
  })
  it('of an unknown authority are right, and are warned of', () => {
    const number = `99999900000000${registrationCheck('99999900000000')}`
    expect([isBusinessRegistration(number), isCleanBusinessRegistration(number)]).toEqual([true, false])
    expect(readBusinessRegistration(number)).toMatchObject({ outcome: 'ok', warnings: ['REGION_UNKNOWN'] })
  })
})

describe('tax numbers', () => {
  it('have the facts of their form', () => {
    expect(readTaxNumber('510184594672399')).toMatchObject({
      key: { type: 'tax-number', country: 'CHN', number: '510184594672399' },
      facts: { form: 'organisation', organisation_code: '59467239-9', region: '510184' },
    })
    expect(Object.keys(readTaxNumber('510184594672399').facts)).toEqual(['form', 'organisation_code', 'region', 'region_names'])
    expect(readTaxNumber('91510184144205777E').facts).toMatchObject({ form: 'uscc', organisation_code: '14420577-7', region: '510184' })
  })
  it('hold a region and an organisation code in either form', () => {
    expect(['510184594672399', '91110184144205777E'].map(taxRegionOf)).toEqual(['510184', '110184'])
    expect(['510184594672399', '91510184144205777E'].map(taxOrganisationCodeOf)).toEqual(['59467239-9', '14420577-7'])
  })
  it('give every reason', () => {
    expect(readTaxNumber('990184594672398').reasons).toEqual([{ code: 'CHECK_DIGIT' }, { code: 'REGION' }])
    expect(readTaxNumber('510184594672398').reasons).toEqual([{ code: 'CHECK_DIGIT' }])
    expect(readTaxNumber('990184594672399').reasons).toEqual([{ code: 'REGION' }])
    for (const text of ['990184594672398', '510184594672398', '990184594672399', '519999594672399'])
      expect(isTaxNumber(text), text).toBe(false)
    expect(isTaxNumber('91510184144205777E')).toBe(true)
  })
  it('that break a rule of the region are offered no reading', () => {
    expect(readTaxNumber('99O184594672399').reasons).toEqual([{ code: 'FORMAT' }])
    expect(readTaxNumber('51O184594672398').reasons).toEqual([{ code: 'FORMAT' }])
  })
})

describe('organisation codes', () => {
  it('without their hyphen get it, before the check', () => {
    for (const number of samples['organisation-code']!.numbers) {
      const bare = number.replace('-', '')
      expect(readOrganisationCode(bare), bare).toMatchObject({ outcome: 'fixed', fixes: [{ rule: 'HYPHEN', before: bare, after: number }] })
    }
    expect(readOrganisationCode('5946723*9').reasons).toEqual([{ code: 'FORMAT' }])
    expect(readOrganisationCode('D2143569×').reasons).toEqual([{ code: 'FORMAT', suggestion: 'D2143569-X' }])
  })
  it('have one hyphen, in its place', () => {
    for (const text of ['5946723-99', '-594672399', '594672399-', '59467239--9', '5946723-9', '59467-239-9', '59467239_9'])
      expect(readOrganisationCode(text), text).toMatchObject({ outcome: 'rejected', fixes: [], reasons: [{ code: 'FORMAT' }] })
  })
  it('have nothing to tell but themselves', () => {
    expect(readOrganisationCode('59467239-9')).toEqual({
      outcome: 'ok',
      key: { type: 'organisation-code', country: 'CHN', number: '59467239-9' },
      fixes: [],
      reasons: [],
      warnings: [],
      facts: {},
    })
  })
})

describe('unified social credit codes', () => {
  const whole = (seventeen: string) => seventeen + usccCheck(seventeen)
  it('are checked apart from what only warns', () => {
    const warned = ['91519999144205777', '9Y510184144205777', '91510184144205778'].map(whole)
    for (const text of warned) {
      expect(readUscc(text)).toMatchObject({ outcome: 'ok', warnings: { length: 1 } })
      expect([isUscc(text), isUsccChecked(text)], text).toEqual([false, true])
    }
    expect(isUsccChecked('91510184144205777E')).toBe(true)
    for (const text of ['91510184144205777C', '91510184144205778E', '', '91510184144205777', '91510184144205777:', '9151O184144205777E'])
      expect([isUscc(text), isUsccChecked(text)], text).toEqual([false, false])
  })
  it('have letters neither in the region nor outside the alphabet', () => {
    for (const letter of 'IOSVZ')
      for (let at = 0; at < 18; at++) expect(readUscc(replace('91510184144205777E', at, letter)).reasons[0]?.code).toBe('FORMAT')
    for (let at = 2; at < 8; at++) expect(readUscc(replace('91510184144205777E', at, 'A')).reasons).toEqual([{ code: 'FORMAT' }])
  })
})
