import type { Codes, Value } from '../../core/values.ts'
import { countryAlpha3 } from '../lists/countries.ts'
import { documentTypes } from '../lists/document-types.ts'
import { keyLabel, readKeyLabels } from './_key-labels.ts'
import { reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import {
  foreignPermanentResidentIdCodes,
  isForeignPermanentResidentId,
  readForeignPermanentResidentId,
} from './foreign-permanent-resident-id.ts'
import { hmTravelPermitCodes, isHmTravelPermit, readHmTravelPermit } from './hm-travel-permit.ts'
import { hmtResidencePermitCodes, isHmtResidencePermit, readHmtResidencePermit } from './hmt-residence-permit.ts'
import { issuingState, passportCodes, readPassport } from './passport.ts'
import { isResidentId, readResidentId, residentIdCodes } from './resident-id.ts'
import { isTaiwanTravelPermit, readTaiwanTravelPermit, taiwanTravelPermitCodes } from './taiwan-travel-permit.ts'

export const personDocuments = [
  'resident-id',
  'hmt-residence-permit',
  'foreign-permanent-resident-id',
  'hm-travel-permit',
  'taiwan-travel-permit',
  'passport',
] as const
export type PersonDocument = (typeof personDocuments)[number]

export const personKeyCodes = {
  ...residentIdCodes,
  ...hmtResidencePermitCodes,
  ...foreignPermanentResidentIdCodes,
  ...hmTravelPermitCodes,
  ...taiwanTravelPermitCodes,
  ...passportCodes,
  REGION: { zh: '地区代码不属于这种证件', en: 'a region that this document type does not have' },
  DOCUMENT_UNKNOWN: {
    zh: '没有证件类型，或类型无法识别；不由号码推断',
    en: 'no document type, or an unknown one; it is never read from the number',
  },
  COUNTRY_DIFFERS: { zh: '证件类型与签发国矛盾', en: 'document type and issuing country contradict each other' },
} as const satisfies Codes

/**
 * Codes of GA/T 517 with all their names, and names that registers use besides. What may be another document as well is
 * not here: 港澳通行证 and 台湾通行证 are also said of the permits by which residents of the mainland travel (513, 517).
 */
const labels: { readonly [document in PersonDocument]: string } = {
  'resident-id': '111 112 公民身份号码 二代身份证',
  'hmt-residence-permit': '港澳台居民居住证 港澳居民居住证 台湾居民居住证',
  'foreign-permanent-resident-id': '553 外国人永久居留身份证(外国人永久居留证)',
  'hm-travel-permit': '516 港澳居民往来内地通行证 回乡证',
  'taiwan-travel-permit': '511 台湾居民往来大陆通行证',
  passport: '411 412 413 414 420 421 护照 公务普通护照 外国护照 中国护照',
}
/** The issuer of the passports whose type names it. */
const issuers: { readonly [label: string]: string } = {
  '420': 'HKG',
  香港特别行政区护照: 'HKG',
  '421': 'MAC',
  澳门特别行政区护照: 'MAC',
  中国护照: 'CHN',
}
const known = readKeyLabels(labels, documentTypes)

export interface StatedDocument {
  readonly document: PersonDocument
  /** The issuer that the type itself names (alpha-3): 中国护照. */
  readonly country: string | null
}

/** The document type that a register's text names: a usual name, a code of GA/T 517, or our own id; null when unknown. */
export function personDocument(text: string): StatedDocument | null {
  const label = keyLabel(text)
  const document = known.get(label)
  return document === undefined ? null : { document, country: issuers[label] ?? null }
}

/**
 * Whether the text is a number of that document that needs nothing done and warns of nothing. Never true of a passport:
 * its country has a say. `today` is YYYYMMDD.
 */
export function isPersonNumber(document: PersonDocument, text: string, today: number): boolean {
  switch (document) {
    case 'resident-id':
      return isResidentId(text, today)
    case 'hmt-residence-permit':
      return isHmtResidencePermit(text, today)
    case 'foreign-permanent-resident-id':
      return isForeignPermanentResidentId(text, today)
    case 'hm-travel-permit':
      return isHmTravelPermit(text)
    case 'taiwan-travel-permit':
      return isTaiwanTravelPermit(text)
    case 'passport':
      return false
  }
}

/**
 * A number by the document type that is stated beside it (Article 33's key of a natural person).
 * @param stated what `personDocument` gave; null when nothing, or nothing known, is stated
 * @param country issuer of a passport, in any form of ISO 3166-1 or its Chinese name; of other documents it says nothing
 * @param today plain date `YYYY-MM-DD`
 */
export function readPersonKey(value: Value, stated: StatedDocument | null, country: string | null, today: string): IdentityResult {
  if (stated === null) return reject([{ code: 'DOCUMENT_UNKNOWN' }])
  switch (stated.document) {
    case 'resident-id':
      return readResidentId(value, today)
    case 'hmt-residence-permit':
      return readHmtResidencePermit(value, today)
    case 'foreign-permanent-resident-id':
      return readForeignPermanentResidentId(value, today)
    case 'hm-travel-permit':
      return readHmTravelPermit(value)
    case 'taiwan-travel-permit':
      return readTaiwanTravelPermit(value)
    case 'passport': {
      if (stated.country === null) return readPassport(value, country)
      return contradicts(stated.country, country) ? reject([{ code: 'COUNTRY_DIFFERS' }]) : readPassport(value, stated.country)
    }
  }
}

/** Whether a country beside the document is another state than the one that the document's type names. */
function contradicts(named: string, country: string | null): boolean {
  const stated = country?.trim() ?? ''
  if (stated === '') return false
  const read = countryAlpha3(stated)
  return read === null || issuingState(read) !== issuingState(named)
}
