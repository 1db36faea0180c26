import { maskIdentityNumber } from '../../transforms/cleansing/masks.ts'
import { largeLength } from './_property.ts'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../core/values.ts'
import type { IdentityResult } from '../../core/identity.ts'
import {
  identityTexts,
  isForeignPermanentResidentId,
  isHmTravelPermit,
  isPassport,
  isResidentId,
  isTaiwanTravelPermit,
  isTaxNumber,
  isUscc,
  organisationScheme,
  personDocument,
  personDocuments,
  readBusinessRegistration,
  readForeignPermanentResidentId,
  readHmTravelPermit,
  readHmtResidencePermit,
  readOrganisationCode,
  readPassport,
  readPersonKey,
  readResidentId,
  readTaiwanTravelPermit,
  readTaxNumber,
  readUscc,
} from '../../transforms/identity/index.ts'
import { documentTypes } from '../../transforms/lists/document-types.ts'
import { residentCheck, usccCheck } from './_independent-checks.ts'
import { cleanse, registry, types } from './_registry.ts'

const today = '2026-01-01'
const id = '51018419020304906X'
const codes = ({ reasons }: IdentityResult) => reasons.map(({ code }) => code)
const readers: { readonly [name: string]: (value: Value) => IdentityResult } = {
  'resident-id': (value) => readResidentId(value, today),
  'hmt-residence-permit': (value) => readHmtResidencePermit(value, today),
  'foreign-permanent-resident-id': (value) => readForeignPermanentResidentId(value, today),
  'hm-travel-permit': readHmTravelPermit,
  'taiwan-travel-permit': readTaiwanTravelPermit,
  passport: (value) => readPassport(value, 'USA'),
  uscc: readUscc,
  'organisation-code': readOrganisationCode,
  'business-registration': readBusinessRegistration,
  'tax-number': readTaxNumber,
}

describe('every reader', () => {
  const long = largeLength
  const odd: readonly Value[] = [
    null,
    '',
    true,
    new Uint8Array([1]),
    '\0',
    '\ud800',
    { tag: 'undecodable', text: 'x' },
    { tag: 'date', text: '2016-08-26' },
    'O'.repeat(long),
    'x'.repeat(long),
    ' '.repeat(long),
    '1'.repeat(long),
  ]
  it('gives reasons for anything, also for 10 MB, and at once', { timeout: 60_000 }, () => {
    for (const [name, read] of Object.entries(readers))
      for (const value of odd) {
        const result = read(value)
        expect([result.outcome, result.key], name).toEqual(['rejected', null])
        expect(result.reasons.length, name).toBeGreaterThan(0)
      }
  })
  it('gives only codes that have a text in both languages', () => {
    const seen = [...odd.slice(0, 8), id, '932000198501010013', 'h0000000102', 'USA', '5.1E+17', '510184****'] as const
    for (const [name, read] of Object.entries(readers))
      for (const value of seen) {
        const { reasons, fixes, warnings } = read(value)
        const texts = identityTexts[name as keyof typeof identityTexts] as { readonly [code: string]: { zh: string; en: string } }
        for (const code of [...reasons.map((reason) => reason.code), ...fixes.map(({ rule }) => rule), ...warnings])
          expect(
            [texts[code]?.zh, texts[code]?.en].every((text) => (text ?? '') !== ''),
            `${name} ${code}`,
          ).toBe(true)
      }
  })
  it('makes upper case of a to z alone: a ligature never becomes two letters', () => {
    expect(readPassport('a\ufb0112345', 'USA').key).toBeNull()
    expect(readPassport('a1ſ2345', 'USA').key).toBeNull()
  })
})

describe('fast ways', () => {
  const day = 20260101
  it('are false for what only warns, so that the warning is not lost', () => {
    const unknown = `51999919020304906${residentCheck('51999919020304906')}`
    expect([isResidentId(unknown, day), isResidentId(id, day)]).toEqual([false, true])
    expect(cleanse(registry.type('resident-id'), {}, unknown)).toMatchObject({ value: unknown, warnings: ['REGION_UNKNOWN'], reasons: [] })
    const code = `91519999144205777${usccCheck('91519999144205777')}`
    expect(isUscc(code)).toBe(false)
    expect(cleanse(registry.type('uscc'), {}, code)).toMatchObject({ value: code, warnings: ['REGION_UNKNOWN'] })
    const stateless = `93200019850101001${residentCheck('93200019850101001')}`
    expect(isForeignPermanentResidentId(stateless, day)).toBe(false)
    expect(cleanse(registry.type('foreign-permanent-resident-id'), {}, stateless).warnings).toEqual(['NATIONALITY_UNKNOWN'])
  })
  it('a code registered by a national authority (100000) has a known region', () => {
    const code = `91100000144205777${usccCheck('91100000144205777')}`
    expect(readUscc(code)).toMatchObject({ outcome: 'ok', warnings: [], facts: { region: '100000', region_names: [] } })
  })
  it('agree with the readers', () => {
    const texts = [id, '932682198501010017', 'USA110000000001', 'H00000001', 'H0000000102', '00000001', '0000000102', 'E00000001']
    texts.push('510184594672399', '990184594672399', '91510184144205777E', '91510184144205777C', '', 'L898902C3')
    const isClean = (result: IdentityResult) => result.outcome === 'ok' && result.warnings.length === 0
    for (const text of texts) {
      expect(isResidentId(text, day), text).toBe(isClean(readResidentId(text, today)))
      expect(isForeignPermanentResidentId(text, day), text).toBe(isClean(readForeignPermanentResidentId(text, today)))
      expect(isHmTravelPermit(text), text).toBe(isClean(readHmTravelPermit(text)))
      expect(isTaiwanTravelPermit(text), text).toBe(isClean(readTaiwanTravelPermit(text)))
      expect(isTaxNumber(text), text).toBe(isClean(readTaxNumber(text)))
      for (const country of ['CHN', 'USA', 'HKG']) expect(isPassport(text, country), text).toBe(isClean(readPassport(text, country)))
    }
  })
})

describe('passports', () => {
  it('say what kind they are', () => {
    const kinds = {
      E00000001: 'ordinary',
      DE0000001: 'diplomatic',
      S00000001: 'service',
      PE0000001: 'public-affairs',
      K00000001: 'hong-kong',
    }
    for (const [number, kind] of Object.entries(kinds)) expect(readPassport(number, '中国').facts, number).toEqual({ kind })
  })
  it('of Hong Kong have one key, whether their country is called 中国 or 中国香港', () => {
    for (const country of ['CHN', '中国', 'HK', 'HKG', '344'])
      expect(readPassport('K00000001', country).key, country).toEqual({ type: 'passport', country: 'CHN', number: 'K00000001' })
  })
  it('from a number cell may have lost zeros in front, which is told', () => {
    expect(readPassport({ tag: 'number', text: '12345678' }, 'USA').warnings).toEqual(['LEADING_ZEROS'])
    expect(readPassport('12345678', 'USA').warnings).toEqual([])
  })
  it('that are malformed and of no known country have both reasons', () => {
    expect(codes(readPassport('51018419****', '火星'))).toEqual(['MASKED', 'COUNTRY_UNKNOWN'])
  })
})

describe('a tax number', () => {
  it('of 18 characters is held against the rules of the USCC, and keeps its own type', () => {
    expect(readTaxNumber('91510184144205777e')).toMatchObject({
      outcome: 'fixed',
      key: { type: 'tax-number', number: '91510184144205777E' },
      facts: { form: 'uscc', organisation_code: '14420577-7', region: '510184' },
    })
    expect(readTaxNumber('91510184144205777C')).toMatchObject({ outcome: 'nonconforming', key: { type: 'tax-number' } })
  })
  it('of a person is not one: a resident number has its own type, and is not taken for a code', () => {
    for (const number of [id, '440524188001010014', `${id}00`]) expect(readTaxNumber(number).key, number).toBeNull()
  })
  it('of an unknown county is taken with a warning', () => {
    expect(readTaxNumber('519999594672399')).toMatchObject({ outcome: 'ok', warnings: ['REGION_UNKNOWN'] })
  })
})

describe('the document type beside a number', () => {
  it('is known by name, by code of GA/T 517 and by our own id, in any width', () => {
    const names = {
      身份证: 'resident-id',
      '111': 'resident-id',
      '１１１': 'resident-id',
      回乡证: 'hm-travel-permit',
      '516': 'hm-travel-permit',
    }
    for (const [name, document] of Object.entries(names)) expect(personDocument(name)?.document, name).toBe(document)
    for (const document of personDocuments) expect(personDocument(document)?.document).toBe(document)
    expect(personDocument(' 中华人民共和国居民身份证 ')?.document).toBe('resident-id')
    expect(personDocument('外国人永久居留身份证（外国人永久居留证）')?.document).toBe('foreign-permanent-resident-id')
    expect(personDocument('中华人民共和国香港特别行政区护照')).toEqual({ document: 'passport', country: 'HKG' })
  })
  it('is unknown where it may be another document as well, or is none of ours', () => {
    for (const name of ['港澳通行证', '台湾通行证', '军官证', '户口簿', '513', '517', '', ' ', '__proto__', '身'.repeat(1000)])
      expect(personDocument(name), name).toBeNull()
  })
  it('has the meaning that the code list gives it', () => {
    const ours = documentTypes.filter(([code = '']) => personDocument(code) !== null).map(([code]) => code)
    expect(ours).toEqual(['111', '112', '411', '412', '413', '414', '420', '421', '511', '516', '553'])
    for (const [code = '', ...labels] of documentTypes)
      for (const label of labels) expect(personDocument(label)?.document, label).toBe(personDocument(code)?.document)
  })
  it('decides how the number is read', () => {
    const read = (number: string, name: string, country: string | null = null) =>
      readPersonKey(number, personDocument(name), country, today)
    expect(read(id, '身份证').key).toEqual({ type: 'resident-id', country: 'CHN', number: id })
    expect(read('810000190102039004', '港澳居民居住证').key?.type).toBe('hmt-residence-permit')
    expect(codes(read('810000190102039004', '台胞证'))).toEqual(['FORMAT'])
    expect(read('K00000001', '420').key).toEqual({ type: 'passport', country: 'CHN', number: 'K00000001' })
    expect(codes(read('E00000001', '420'))).toEqual(['FORMAT'])
    expect(codes(read('E00000001', '中国护照', '美国'))).toEqual(['COUNTRY_DIFFERS'])
    expect(read('E00000001', '中国护照', '中国').outcome).toBe('ok')
    expect(codes(read(id, '学生证'))).toEqual(['DOCUMENT_UNKNOWN'])
  })
  it('is kept beside the number with the issuing country, on the fast way too', () => {
    const type = registry.type('person-key')
    const beside = (...row: readonly Value[]) =>
      cleanse(type, { document_item: 'd', country_item: 'c' }, row[0] ?? null, row.slice(1)).beside
    expect(beside(id, '111')).toEqual({ document: 'resident-id', country: 'CHN' })
    expect(beside('510184020304900', '身份证')).toEqual({
      document: 'resident-id',
      country: 'CHN',
      original: '510184020304900',
      derived: 'true',
    })
    expect(beside('L898902C3', { tag: 'number', text: '414' }, '美国')).toEqual({ document: 'passport', country: 'USA' })
    expect(beside(id, '学生证')).toEqual({})
  })
  it('of one row is not carried over to the next', () => {
    const type = registry.type('person-key')
    const options = { document_item: 'd' }
    const read = type.create(options as never, { today } as never)
    const seen: string[] = []
    const cell = {
      reject: (code: string) => (seen.push(code), null),
      warn: () => {},
      fixed: () => {},
      beside: (_: string, text: string) => void seen.push(text),
    }
    for (const document of ['111', '', '516', '111']) read(id, cell, [document])
    expect(seen).toEqual(['resident-id', 'CHN', 'DOCUMENT_UNKNOWN', 'FORMAT', 'resident-id', 'CHN'])
  })
})

describe('the scheme beside an identifier', () => {
  it('is known by name and by our own id', () => {
    const names = {
      统一社会信用代码: 'uscc',
      组织机构代码: 'organisation-code',
      注册号: 'business-registration',
      税号: 'tax-number',
      uscc: 'uscc',
    }
    for (const [name, scheme] of Object.entries(names)) expect(organisationScheme(name), name).toBe(scheme)
    for (const name of ['代码', '', 'constructor']) expect(organisationScheme(name), name).toBeNull()
  })
})

it('shows at most half of a number that is shorter than a resident number', () => {
  expect(maskIdentityNumber('AB12345678CD')).toBe('AB1******8CD')
  expect(maskIdentityNumber('E12345678')).toBe('*********')
  expect(maskIdentityNumber('51018419020304906X')).toBe('510184********906X')
})

it('a token for none may be written in full width', () => {
  for (const token of ['／', 'Ｎ／Ａ', 'ＮＵＬＬ'])
    expect(cleanse(types.get('resident-id')!, {}, token)).toMatchObject({ value: null, reasons: [] })
})
