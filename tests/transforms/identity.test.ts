import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readBusinessRegistration } from '../../transforms/identity/business-registration.ts'
import { readForeignPermanentResidentId } from '../../transforms/identity/foreign-permanent-resident-id.ts'
import { readHmtResidencePermit } from '../../transforms/identity/hmt-residence-permit.ts'
import { isOrganisationCode, readOrganisationCode } from '../../transforms/identity/organisation-code.ts'
import { isResidentId, readResidentId } from '../../transforms/identity/resident-id.ts'
import { isUscc, organisationCodeOf, readUscc } from '../../transforms/identity/uscc.ts'

const today = '2026-01-01'
const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))
const synthetic = fixture('identity-synthetic') as readonly { kind: string; value: string; valid: boolean }[]
const dirt = fixture('identity-dirt') as readonly {
  raw: string
  outcome: string
  value: string | null
  suggestion?: string
  derived?: boolean
}[]
const codes = (result: { reasons: readonly { code: string }[] }) => result.reasons.map(({ code }) => code)

describe('synthetic vectors', () => {
  const readers: { [kind: string]: (value: string) => { outcome: string; key: { number: string } | null } } = {
    'resident-id': (value) => readResidentId(value, today),
    'hmt-residence-permit': (value) => readHmtResidencePermit(value, today),
    'foreign-pr-id': (value) => readForeignPermanentResidentId(value, today),
    uscc: readUscc,
    'org-code': readOrganisationCode,
  }
  for (const [kind, read] of Object.entries(readers)) {
    const vectors = synthetic.filter((vector) => vector.kind === kind)
    it(`${kind}: ${vectors.length} numbers`, () => {
      expect(vectors.length).toBeGreaterThan(0)
      for (const { value, valid } of vectors) {
        const result = read(value)
        expect(['ok', 'fixed'].includes(result.outcome), value).toBe(valid)
        if (valid) expect(result.key?.number).toBe(value)
      }
    })
  }
  it('the fast paths agree with the readers', () => {
    for (const { kind, value } of synthetic) {
      if (kind === 'resident-id') expect(isResidentId(value, 20260101), value).toBe(readResidentId(value, today).outcome === 'ok')
      if (kind === 'uscc') expect(isUscc(value), value).toBe(readUscc(value).outcome === 'ok' && readUscc(value).warnings.length === 0)
      if (kind === 'org-code') expect(isOrganisationCode(value), value).toBe(true)
    }
  })
})

describe('dirt in resident numbers', () => {
  for (const { raw, outcome, value, suggestion, derived } of dirt) {
    it(JSON.stringify(raw), () => {
      const result = readResidentId(raw, today)
      expect(result.outcome).toBe(outcome)
      expect(result.key?.number ?? null).toBe(value)
      expect(result.reasons[0]?.suggestion).toBe(suggestion)
      if (derived === true) expect(result.facts).toMatchObject({ derived: 'true', original: raw })
      if (outcome === 'fixed') expect(result.fixes.length).toBeGreaterThan(0)
    })
  }
})

describe('resident numbers', () => {
  it('accepts the standard samples, also a birth before 1900', () => {
    expect(readResidentId('11010519491231002X', today)).toMatchObject({ outcome: 'ok', facts: { birth_date: '1949-12-31', sex: '2' } })
    expect(readResidentId('440524188001010014', today)).toMatchObject({ outcome: 'ok', facts: { birth_date: '1880-01-01', sex: '1' } })
  })
  it('gives all reasons in their order; a failed format ends the list', () => {
    expect(codes(readResidentId('994524188013010014', today))).toEqual(['CHECK_DIGIT', 'REGION', 'BIRTH_DATE'])
    expect(codes(readResidentId('99452418801301001', today))).toEqual(['FORMAT'])
  })
  it('a birth date may not lie in the future', () => {
    expect(codes(readResidentId('440524188001010014', '1879-12-31'))).toEqual(['BIRTH_DATE_FUTURE'])
    expect(isResidentId('440524188001010014', 18791231)).toBe(false)
  })
  it('does not believe a numeric cell of 16 and more digits, even where the check passes', () => {
    expect(codes(readResidentId({ tag: 'number', text: '440524188001010014' }, today))).toEqual(['EXCEL_PRECISION_LOST'])
    expect(codes(readResidentId({ tag: 'number', text: '4.4052418800101E17' }, today))).toEqual(['EXCEL_PRECISION_LOST'])
    expect(codes(readResidentId('440524188001010014.0', today))).toEqual(['EXCEL_PRECISION_LOST'])
    expect(readResidentId({ tag: 'number', text: '510184020304900' }, today).outcome).toBe('fixed')
  })
  it('gives the sequences 996 to 999 of the old form to the 1800s, and no others', () => {
    expect(readResidentId('510184020304995', today).facts['birth_date']).toBe('1902-03-04')
    expect(readResidentId('510184020304996', today).facts['birth_date']).toBe('1802-03-04')
  })
  it('says that a masked number is masked', () => {
    expect(codes(readResidentId('510184********906X', today))).toEqual(['MASKED'])
  })
})

describe('unified social credit codes', () => {
  const valid = synthetic.filter(({ kind, valid }) => kind === 'uscc' && valid).map(({ value }) => value)
  const first = valid[0] as string
  const check = (body: string) => {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    let sum = 0
    for (let index = 0; index < 17; index++) sum += alphabet.indexOf(body.charAt(index)) * (3 ** index % 31)
    return body + alphabet.charAt((31 - (sum % 31)) % 31)
  }
  it('accepts codes that end in 0 (the outer modulus)', () => {
    const ending = Array.from({ length: 200 }, (_, index) => check(`911101${String(10 + (index % 90))}${'000000000'}`)).filter((code) =>
      code.endsWith('0'),
    )
    expect(ending.length).toBeGreaterThan(0)
    for (const code of ending) expect(readUscc(code).outcome).toBe('ok')
  })
  it('a failing organisation part alone is a warning', () => {
    const wrong = first.slice(0, 16) + (first.charAt(16) === '1' ? '2' : '1')
    expect(readUscc(check(wrong))).toMatchObject({ outcome: 'ok', warnings: ['ORGANISATION_PART'] })
  })
  it('a failing check alone is nonconforming, both are a rejection', () => {
    const other = first.slice(0, 17) + (first.endsWith('A') ? 'B' : 'A')
    expect(readUscc(other)).toMatchObject({ outcome: 'nonconforming', key: { number: other }, reasons: [{ code: 'NONCONFORMING' }] })
    const both = `${first.slice(0, 16)}${first.charAt(16) === '1' ? '2' : '1'}${first.charAt(17)}`
    expect(readUscc(both)).toMatchObject({ outcome: 'rejected', reasons: [{ code: 'CHECK_DIGIT' }] })
  })
  it('an unknown pair of department and category is a warning', () => {
    expect(readUscc(check(`9Y${first.slice(2, 17)}`))).toMatchObject({ outcome: 'ok', warnings: ['CATEGORY_UNKNOWN'] })
  })
  it('makes lower case upper, but leaves l, i and o to a person, with a suggestion where only one reading passes', () => {
    const lettered = valid.find((code) => /[A-Z]/.test(code) && !/L/.test(code) && /1/.test(code)) as string
    expect(readUscc(lettered.toLowerCase())).toMatchObject({ outcome: 'fixed', key: { number: lettered } })
    const doubtful = lettered.replace('1', 'I')
    expect(readUscc(doubtful)).toMatchObject({ outcome: 'rejected', reasons: [{ code: 'FORMAT', suggestion: lettered }] })
  })
  it('its characters 9 to 17 are an organisation code', () => {
    for (const code of valid) expect(isOrganisationCode(organisationCodeOf(code)), code).toBe(true)
  })
})

describe('other organisation numbers', () => {
  it('organisation codes: samples, a missing hyphen, a wrong check', () => {
    expect(readOrganisationCode('D2143569-X').outcome).toBe('ok')
    expect(readOrganisationCode('592 67239-9').outcome).toBe('rejected')
    expect(readOrganisationCode('594672399')).toMatchObject({
      outcome: 'fixed',
      key: { number: '59467239-9' },
      fixes: [{ rule: 'HYPHEN' }],
    })
    expect(codes(readOrganisationCode('59467239-8'))).toEqual(['CHECK_DIGIT'])
  })
  it('business registration numbers: four forms, one of them with a check', () => {
    expect(readBusinessRegistration('110108000000016')).toMatchObject({ outcome: 'ok', facts: { form: 'checked' } })
    expect(codes(readBusinessRegistration('110108000000017'))).toEqual(['CHECK_DIGIT'])
    expect(readBusinessRegistration('1101080000001').facts.form).toBe('unchecked')
    expect(readBusinessRegistration('320506NA000043X').facts.form).toBe('cooperative')
    expect(readBusinessRegistration('企合苏锡总字第0001').facts.form).toBe('foreign-invested')
    expect(codes(readBusinessRegistration('110108000'))).toEqual(['FORMAT'])
    expect(readBusinessRegistration('11O108000000016').reasons).toEqual([{ code: 'FORMAT', suggestion: '110108000000016' }])
    expect(readBusinessRegistration({ tag: 'number', text: '110108000000016' }).outcome).toBe('ok')
  })
})
