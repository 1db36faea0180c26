import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { isKnownAuthority, regionCodes, regionFacts, regionNumber } from './_region.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import { digitReading, formatReason } from './_suggest.ts'
import { upperCase, upperCaseCodes } from './_upper-case.ts'

export const businessRegistrationCodes = {
  ...numberCodes,
  ...upperCaseCodes,
  ...regionCodes,
  CHECK_DIGIT: { zh: '校验码不符', en: 'the check digit is wrong' },
} as const satisfies Codes

/** Whether the text is 15 digits of which the last checks the rest (GS 15-2006, ISO 7064 MOD 11,10). */
export function isBusinessRegistration(text: string): boolean {
  if (text.length !== 15) return false
  let product = 10
  for (let index = 0; index < 14; index++) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return false
    product = (((product + digit) % 10 || 10) * 2) % 11
  }
  const check = text.charCodeAt(14) - 48
  return check >= 0 && check <= 9 && (product + check) % 10 === 1
}

/** The same, and the region is known, so that nothing is to be warned of. */
export function isCleanBusinessRegistration(text: string): boolean {
  return isBusinessRegistration(text) && isKnownAuthority(regionNumber(text))
}

const cooperative = /^\d{6}NA\d{6}[0-9A-Z]$/
const foreignInvested = /^企\p{Script=Han}{1,10}字第\d{3,8}号?$/u

/**
 * 工商注册号, GS 15-2006: 15 digits with a check; 13 digits of the older form, cooperatives' numbers with `NA` and
 * foreign-invested enterprises' numbers by their form only. Facts: `form` tells which; `region` and `region_names` of
 * the authority that registered first, where the number begins with it. It does not map to a USCC by computation.
 */
export function readBusinessRegistration(value: Value): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const text = upperCase(read, fixes)
  const form = formOf(text)
  if (form === null) return reject([formatReason(text, digitReading, isBusinessRegistration)], fixes)
  if (form === 'checked' && !isBusinessRegistration(text)) return reject([{ code: 'CHECK_DIGIT' }], fixes)
  const region = authorityRegionOf(text)
  if (region === null) return accept('business-registration', text, fixes, { form })
  const warnings = isKnownAuthority(Number(region)) ? [] : ['REGION_UNKNOWN']
  return accept('business-registration', text, fixes, { form, ...regionFacts(region) }, warnings)
}

/** The region of the authority that registered first; null for a form that does not begin with it. */
export function authorityRegionOf(number: string): string | null {
  return number.startsWith('企') ? null : number.slice(0, 6)
}

function formOf(text: string): string | null {
  if (/^\d{15}$/.test(text)) return 'checked'
  if (/^\d{13}$/.test(text)) return 'unchecked'
  if (cooperative.test(text)) return 'cooperative'
  return foreignInvested.test(text) ? 'foreign-invested' : null
}
