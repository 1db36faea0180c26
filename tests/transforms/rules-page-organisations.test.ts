import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { IdentityResult } from '../../core/identity.ts'
import {
  createCrosswalk,
  isMod11Hybrid10,
  isMod31,
  isUscc,
  readBusinessRegistration,
  readOrganisationCode,
  readOrganisationKey,
  readPersonKey,
  readTaxNumber,
  readUscc,
} from '../../transforms/identity/index.ts'
import { organisationCheck, usccCheck } from './_independent-checks.ts'

/** The rules page, organisations: one test a rule, its title the rule in words. */

const codes = ({ reasons }: IdentityResult) => reasons.map(({ code }) => code)
const number = ({ key }: IdentityResult) => key?.number
const withUsccCheck = (seventeen: string) => seventeen + usccCheck(seventeen)
/** Another character of the alphabet in the last place. */
const wrongCheck = (code: string) => code.slice(0, 17) + (code.endsWith('A') ? 'B' : 'A')
const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))

describe('unified social credit code', () => {
  const code = '91510184144205777E'
  const body = (organisation: string) => `91510184${organisation}`
  const organisation = '14420577' + organisationCheck('14420577')
  const wrongPart = withUsccCheck(body(organisation.slice(0, 8) + (organisation.endsWith('1') ? '2' : '1')))
  it('has an alphabet without I, O, Z, S and V', () => {
    for (const letter of 'IOZSV') expect(readUscc(code.slice(0, 8) + letter + code.slice(9)).outcome, letter).toBe('rejected')
  })
  it('is checked by MOD 31 with the outer modulus: codes that end in 0 pass', () => {
    const ending = Array.from({ length: 300 }, (_, index) => {
      const eight = String(10000000 + index)
      return withUsccCheck(body(eight + organisationCheck(eight)))
    }).filter((each) => each.endsWith('0'))
    expect(ending.length).toBeGreaterThan(3)
    for (const each of ending) expect([isUscc(each), isMod31(each)]).toEqual([true, true])
  })
  it("tells the registering authority's region and the organisation code", () => {
    expect(readUscc(code).facts).toMatchObject({ region: '510184', organisation_code: '14420577-7' })
  })
  it('both checks right: ok', () => {
    expect(readUscc(code)).toMatchObject({ outcome: 'ok', warnings: [] })
  })
  it('MOD 31 right, organisation part wrong: ok with a warning', () => {
    expect(readUscc(wrongPart)).toMatchObject({ outcome: 'ok', warnings: ['ORGANISATION_PART'] })
  })
  it('organisation part right, MOD 31 wrong: nonconforming, for the authority to confirm', () => {
    expect(readUscc(wrongCheck(code))).toMatchObject({
      outcome: 'nonconforming',
      key: { type: 'uscc' },
      reasons: [{ code: 'NONCONFORMING' }],
    })
  })
  it('both wrong: rejected', () => {
    expect(readUscc(wrongCheck(wrongPart))).toMatchObject({ outcome: 'rejected', key: null, reasons: [{ code: 'CHECK_DIGIT' }] })
  })
  it('departments 1 to 9, A, G, J, N, Q, Y are in use; an unknown pair is a warning', () => {
    for (const department of '123456789AGJNQY')
      expect(readUscc(withUsccCheck(`${department}9${code.slice(2, 17)}`)).warnings, department).toEqual([])
    for (const pair of ['9Y', 'B1'])
      expect(readUscc(withUsccCheck(pair + code.slice(2, 17)))).toMatchObject({ outcome: 'ok', warnings: ['CATEGORY_UNKNOWN'] })
  })
  it('of digits alone is destroyed by a spreadsheet too', () => {
    const digits = Array.from({ length: 400 }, (_, index) => {
      const eight = String(20000000 + index)
      return withUsccCheck(body(eight + organisationCheck(eight)))
    }).find((each) => /^\d{18}$/.test(each)) as string
    expect(readUscc(digits).outcome).toBe('ok')
    expect(codes(readUscc({ tag: 'number', text: digits }))).toEqual(['EXCEL_PRECISION_LOST'])
  })
})

describe('other identifiers of organisations', () => {
  it('organisation code: both samples, in the form XXXXXXXX-X', () => {
    for (const sample of ['D2143569-X', '59467239-9'])
      expect(readOrganisationCode(sample)).toMatchObject({ outcome: 'ok', key: { number: sample } })
    expect(number(readOrganisationCode('D2143569X'))).toBe('D2143569-X')
  })
  it('organisation code: characters 9 to 17 of the USCC', () => {
    for (const { kind, value, valid } of fixture('identity-synthetic') as readonly { kind: string; value: string; valid: boolean }[])
      if (kind === 'uscc' && valid)
        expect(number(readOrganisationCode(value.slice(8, 17)))).toBe(readUscc(value).facts['organisation_code'])
  })
  it('business registration number of 15 digits: the sample passes ISO 7064 MOD 11,10, no other last digit does', () => {
    for (const last of '0123456789') expect(isMod11Hybrid10(`11010800000001${last}`), last).toBe(last === '6')
  })
  it('business registration number of 13 digits: no check', () => {
    expect(readBusinessRegistration('1101080000001')).toMatchObject({ outcome: 'ok', facts: { form: 'unchecked' } })
  })
  it("cooperatives' and foreign-invested enterprises' numbers: valid by their form", () => {
    expect(readBusinessRegistration('320506NA000043X')).toMatchObject({ outcome: 'ok', facts: { form: 'cooperative' } })
    expect(readBusinessRegistration('企合苏锡总字第0001')).toMatchObject({ outcome: 'ok', facts: { form: 'foreign-invested' } })
  })
  it('an old identifier maps to a USCC through a table with validity and evidence, never by computation', () => {
    const uscc = '91510184144205777E'
    const row = {
      scheme: 'business-registration',
      value: '110108000000016',
      from: '2001-01-01',
      to: '2015-10-01',
      uscc,
      evidence: '示例 1 号',
    }
    const { crosswalk } = createCrosswalk([row, { ...row, from: '2015-10-02', to: null, uscc: null, evidence: '示例 2 号' }])
    expect(crosswalk?.findUscc('business-registration', '110108000000016', '2010-01-01')).toEqual({ uscc, evidence: '示例 1 号' })
    expect(crosswalk?.findUscc('business-registration', '110108000000016', '2020-01-01')).toEqual({ uscc: null, evidence: '示例 2 号' })
    expect(crosswalk?.findUscc('organisation-code', '14420577-7')).toBe('unknown')
  })
  it('tax number: 6 region and 9 organisation code', () => {
    expect(readTaxNumber('510184594672399')).toMatchObject({ outcome: 'ok', facts: { region: '510184', organisation_code: '59467239-9' } })
    expect(codes(readTaxNumber('990184594672398'))).toEqual(['CHECK_DIGIT', 'REGION'])
  })
  it('person or organisation is never inferred from the value', () => {
    const both = '110108000000016'
    expect(readOrganisationKey(both, 'business-registration').key?.type).toBe('business-registration')
    expect(readOrganisationKey(both, 'uscc').key).toBeNull()
    expect(readPersonKey('91510184144205777E', { document: 'resident-id', country: null }, null, '2026-01-01').key).toBeNull()
  })
})
