import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { isNumeric } from '../cleansing/read-text.ts'
import { countryAlpha3 } from '../lists/countries.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityReason, IdentityResult } from './_result.ts'
import { digitReading, formatReason, letterReadings } from './_suggest.ts'
import { upperCase, upperCaseCodes } from './_upper-case.ts'

export const passportCodes = {
  ...numberCodes,
  ...upperCaseCodes,
  COUNTRY_MISSING: { zh: '没有签发国，护照号不能单独作为标识', en: 'no issuing country; a passport number is no key without it' },
  COUNTRY_UNKNOWN: { zh: '签发国无法识别', en: 'an unknown issuing country' },
  LEADING_ZEROS: {
    zh: '来自数值单元格，前面的 0 可能已丢失（不影响采用）',
    en: 'came as a number, so that zeros before it may be lost; it is taken all the same',
  },
} as const satisfies Codes

const ordinary = /^(?:G\d{8}|E\d{8}|E[A-HJ-NP-Z]\d{7}|1[45]\d{7})$/
const official = /^[DSP](?:\d{8}|E\d{7})$/
const officials: { readonly [letter: string]: string } = { D: 'diplomatic', S: 'service', P: 'public-affairs' }
const hongKong = /^(?:[KH]\d{8}|KJ\d{7})$/
const macao = /^MA\d{7}$/
const foreign = /^[A-Z0-9]{5,17}$/

/** What a number is among the passports of a country (alpha-3); null when that country gives none of this form. */
function kindOf(text: string, country: string): string | null {
  if (country === 'HKG') return hongKong.test(text) ? 'hong-kong' : null
  if (country === 'MAC') return macao.test(text) ? 'macao' : null
  if (country !== 'CHN') return foreign.test(text) ? 'foreign' : null
  if (ordinary.test(text)) return 'ordinary'
  if (official.test(text)) return officials[text.charAt(0)] ?? null
  return hongKong.test(text) ? 'hong-kong' : macao.test(text) ? 'macao' : null
}

/** Whether the text is a number of that country (alpha-3) that needs nothing done. */
export function isPassport(text: string, country: string): boolean {
  return kindOf(text, country) !== null
}

/**
 * 护照, by its form only: of China ordinary, diplomatic, service and public-affairs passports and those of Hong Kong and
 * Macao, of any other country 5 to 17 letters and digits. The key's country is the issuing one; passports of Hong Kong
 * and Macao are issued by China (ICAO 9303), so that it makes no difference whether a register calls their country
 * 中国 or 中国香港. `facts.kind` tells which: ordinary, diplomatic, service, public-affairs, hong-kong, macao, foreign.
 * @param country ISO 3166-1 alpha-2, alpha-3, digits or the Chinese name
 */
export function readPassport(value: Value, country: string | null): IdentityResult {
  const fixes: Fix[] = []
  const reasons: IdentityReason[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') reasons.push(read)
  const stated = country?.trim() ?? ''
  const issuer = countryAlpha3(stated)
  if (issuer === null) reasons.push({ code: stated === '' ? 'COUNTRY_MISSING' : 'COUNTRY_UNKNOWN' })
  if (typeof read !== 'string' || issuer === null) return reject(reasons, fixes)
  const text = upperCase(read, fixes)
  const kind = kindOf(text, issuer)
  if (kind === null) return reject([formatReason(text, readings, (candidate) => isPassport(candidate, issuer))], fixes)
  const warnings = kind === 'foreign' && isNumeric(value) ? ['LEADING_ZEROS'] : []
  return accept('passport', text, fixes, { kind }, warnings, issuingState(issuer))
}

/** The key's country: Hong Kong and Macao are no states of their own (ICAO 9303). */
export function issuingState(country: string): string {
  return country === 'HKG' || country === 'MAC' ? 'CHN' : country
}

/** In a foreign number O and 0 may both stand, so that several readings pass and none is suggested. */
function readings(character: string): string {
  return character >= 'a' ? letterReadings(character) : digitReading(character)
}
