import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { upperAscii } from '../cleansing/characters.ts'
import { isProvince } from './_birth-number.ts'
import { isKnownAuthority, regionCodes, regionFacts, regionNumber } from './_region.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityReason, IdentityResult } from './_result.ts'
import { digitReading, formatReason, letterReadings, likeX } from './_suggest.ts'
import { upperCase, upperCaseCodes } from './_upper-case.ts'
import { isOrganisationPart } from './organisation-code.ts'
import { isUscc, organisationCodeOf, readUscc, usccCodes, usccRegionOf } from './uscc.ts'

export const taxNumberCodes = {
  ...usccCodes,
  ...numberCodes,
  ...upperCaseCodes,
  ...regionCodes,
  CHECK_DIGIT: { zh: '校验码不符', en: 'the check character is wrong' },
  REGION: { zh: '前两位不是省级代码', en: 'the first two digits are no province' },
} as const satisfies Codes

const form = /^\d{6}[0-9A-Z]{8}[0-9X]$/

/** Whether the text is an organisation's tax number of either form that needs nothing done and warns of nothing. */
export function isTaxNumber(text: string): boolean {
  if (text.length === 18) return isUscc(text)
  return passes(text) && isKnownAuthority(regionNumber(text))
}

function passes(text: string): boolean {
  return form.test(text) && isOrganisationPart(text, 6, 14) && isProvince(text)
}

/**
 * 纳税人识别号 of an organisation: 15 characters, six digits of the region and the nine of the organisation code, whose
 * check is computed; or 18, which since 2015 are the taxpayer's unified social credit code (STA announcement 2015 no. 66)
 * and are held against its rules. A person's tax number is the number of an identity document, and belongs into a field
 * of that type. `facts.form` is 'organisation' or 'uscc'; both have `organisation_code`, `region` and `region_names`.
 * Neither form is computed from the other.
 */
export function readTaxNumber(value: Value): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  if (read.length === 18) return asTaxNumber(readUscc(value))
  const text = upperCase(read, fixes)
  if (!form.test(text)) return reject([formatReason(text, readings, passes)], fixes)
  const reasons: IdentityReason[] = []
  if (!isOrganisationPart(text, 6, 14)) reasons.push({ code: 'CHECK_DIGIT' })
  if (!isProvince(text)) reasons.push({ code: 'REGION' })
  if (reasons.length > 0) return reject(reasons, fixes)
  const region = taxRegionOf(text)
  const facts = { form: 'organisation', organisation_code: taxOrganisationCodeOf(text), ...regionFacts(region) }
  return accept('tax-number', text, fixes, facts, isKnownAuthority(Number(region)) ? [] : ['REGION_UNKNOWN'])
}

function asTaxNumber(result: IdentityResult): IdentityResult {
  if (result.key === null) return result
  return { ...result, key: { ...result.key, type: 'tax-number' }, facts: { form: 'uscc', ...result.facts } }
}

export function taxRegionOf(number: string): string {
  return number.length === 18 ? usccRegionOf(number) : number.slice(0, 6)
}

/** The organisation code within, in the form of GB 11714. */
export function taxOrganisationCodeOf(number: string): string {
  return number.length === 18 ? organisationCodeOf(number) : `${number.slice(6, 14)}-${number.slice(14)}`
}

/** Region and check have their places; in the organisation code letters and digits may both stand. */
function readings(character: string, at: number): string {
  if (at < 6) return digitReading(character)
  if (at < 14) return letterReadings(character)
  return likeX.includes(character) ? 'X' : upperAscii(digitReading(character))
}
