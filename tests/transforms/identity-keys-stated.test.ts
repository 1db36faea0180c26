import { describe, expect, it } from 'vitest'
import { keyLabel } from '../../transforms/identity/_key-labels.ts'
import { regionFacts } from '../../transforms/identity/_region.ts'
import {
  organisationScheme,
  organisationSchemes,
  personDocument,
  personDocuments,
  readOrganisationKey,
  readPersonKey,
} from '../../transforms/identity/index.ts'
import { isOrganisationNumber } from '../../transforms/identity/organisation-key.ts'
import { isPersonNumber } from '../../transforms/identity/person-key.ts'
import { day, samples, today } from './_identity-samples.ts'

describe('the name of a document type or scheme', () => {
  it('is compared in half width and small letters, without blanks and the own country before it', () => {
    const names = {
      ' ＵＳＣＣ\t': 'uscc',
      'Tax-Number': 'tax-number',
      '税 号\u200b': '税号',
      中华人民共和国护照: '护照',
      中华人民共和国: '',
    }
    for (const [name, label] of Object.entries(names)) expect(keyLabel(name), name).toBe(label)
    expect(keyLabel('护照中华人民共和国')).toBe('护照中华人民共和国')
    expect(keyLabel(' \u3000')).toBe('')
  })
  it('has 60 characters at most, blanks included', () => {
    expect(organisationScheme(`税号${' '.repeat(58)}`)).toBe('tax-number')
    expect(organisationScheme(`税号${' '.repeat(59)}`)).toBeNull()
    expect(personDocument(`护照${' '.repeat(58)}`)).toEqual({ document: 'passport', country: null })
    expect(personDocument(`护照${' '.repeat(59)}`)).toBeNull()
  })
  it('names the issuer of some passports', () => {
    const issuers = {
      '420': 'HKG',
      香港特别行政区护照: 'HKG',
      '421': 'MAC',
      澳门特别行政区护照: 'MAC',
      中国护照: 'CHN',
      护照: null,
      '414': null,
      外国护照: null,
    }
    for (const [name, country] of Object.entries(issuers)) expect(personDocument(name), name).toEqual({ document: 'passport', country })
    expect(personDocument('身份证')).toEqual({ document: 'resident-id', country: null })
    for (const name of ['', ' ', '中华人民共和国', 'toString', '422'])
      expect([personDocument(name), organisationScheme(name)]).toEqual([null, null])
  })
})

describe('a key is read by what is stated', () => {
  const persons: { readonly [document: string]: string } = {
    'resident-id': '51018419020304906X',
    'hmt-residence-permit': '810000190102039004',
    'foreign-permanent-resident-id': '932682198501010017',
    'hm-travel-permit': 'M00000001',
    'taiwan-travel-permit': '00000001',
    passport: 'E00000001',
  }
  const organisations: { readonly [scheme: string]: string } = {
    uscc: '91510184144205777E',
    'organisation-code': '59467239-9',
    'business-registration': '110108000000016',
    'tax-number': '510184594672399',
  }
  it('of a person: each document takes its own numbers and no others', () => {
    for (const document of personDocuments)
      for (const [type, number] of Object.entries(persons)) {
        // a number of a residence permit follows the rules of a resident number, too
        if (document === 'resident-id' && type === 'hmt-residence-permit') continue
        const { key } = readPersonKey(number, { document, country: null }, 'CHN', today)
        expect(key, `${document} ${number}`).toEqual(document === type ? { type, country: 'CHN', number } : null)
        // of a passport its country has a say
        expect(isPersonNumber(document, number, day), `${document} ${number}`).toBe(document === type && document !== 'passport')
      }
    expect(readPersonKey('E00000001', null, 'CHN', today).reasons).toEqual([{ code: 'DOCUMENT_UNKNOWN' }])
  })
  it('of an organisation: each scheme takes its own numbers and no others, but that a code is a tax number too', () => {
    for (const scheme of organisationSchemes)
      for (const [type, number] of Object.entries(organisations)) {
        const isTaken = scheme === type || (scheme === 'tax-number' && type === 'uscc')
        expect(readOrganisationKey(number, scheme).key, `${scheme} ${number}`).toEqual(
          isTaken ? { type: scheme, country: 'CHN', number } : null,
        )
        expect(isOrganisationNumber(scheme, number), `${scheme} ${number}`).toBe(isTaken)
      }
    expect(readOrganisationKey('59467239-9', null).reasons).toEqual([{ code: 'SCHEME_UNKNOWN' }])
  })
  it('of a passport whose type names its issuer: another country contradicts it, none or the same does not', () => {
    const read = (name: string, number: string, country: string | null) => readPersonKey(number, personDocument(name), country, today)
    for (const country of [null, '', ' ', 'CHN', ' 中国 ', '156', 'HKG', 'MO'])
      expect(read('中国护照', 'E00000001', country).key, String(country)).toEqual({ type: 'passport', country: 'CHN', number: 'E00000001' })
    for (const country of ['USA', '火星', '840'])
      expect(read('421', 'MA0000001', country).reasons, country).toEqual([{ code: 'COUNTRY_DIFFERS' }])
    expect(read('421', 'MA0000001', '中国').key?.number).toBe('MA0000001')
    expect(read('421', 'K00000001', 'CHN').reasons).toEqual([{ code: 'FORMAT' }])
  })
})

describe('the names of a region', () => {
  it('are its code list, with the years of each', () => {
    const { region, region_names } = regionFacts('810000')
    expect(region).toBe('810000')
    expect(region_names).not.toEqual([])
    for (const name of region_names as readonly { readonly [part: string]: unknown }[]) {
      expect(Object.keys(name)).toEqual(['name', 'from', 'to'])
      expect(name['name']).toMatch(/香港/)
    }
    expect(regionFacts('999999')).toEqual({ region: '999999', region_names: [] })
  })
  it('are kept of known codes, and of no others, so that what is kept stays small', () => {
    expect(regionFacts('110108').region_names).toBe(regionFacts('110108').region_names)
    expect(regionFacts('999999').region_names).not.toBe(regionFacts('999999').region_names)
  })
  it('are among the facts of a number', () => {
    for (const name of ['resident-id', 'hmt-residence-permit', 'uscc', 'tax-number', 'business-registration', 'hm-travel-permit']) {
      const { read, numbers } = samples[name]!
      for (const number of numbers) {
        const { region, region_names } = read(number).facts
        expect({ region, region_names }, number).toEqual(regionFacts(region as string))
      }
    }
  })
})
