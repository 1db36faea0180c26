import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { accept, readNumber, reject } from './_result.ts'
import type { IdentityReason, IdentityResult } from './_result.ts'
import { suggest } from './_suggest.ts'

export const businessRegistrationCodes = {
  CHECK_DIGIT: { zh: '校验码不符', en: 'the check digit is wrong' },
  UPPER_CASE: { zh: '字母改为大写', en: 'letters made upper case' },
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

const cooperative = /^\d{6}NA\d{6}[0-9A-Z]$/
const foreignInvested = /^企\p{Script=Han}{1,10}字第\d{3,8}号?$/u

/**
 * 工商注册号, GS 15-2006: 15 digits with a check; 13 digits of the older form, cooperatives' numbers with `NA` and
 * foreign-invested enterprises' numbers by their form only. `facts.form` tells which. It does not map to a USCC by
 * computation.
 */
export function readBusinessRegistration(value: Value): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  let text = read
  if (/[a-z]/.test(text) && !/[ilo]/.test(text)) {
    text = read.toUpperCase()
    fixes.push({ rule: 'UPPER_CASE', before: read, after: text })
  }
  const form = formOf(text)
  if (form === null) return reject([lookAlike(text)], fixes)
  if (form === 'checked' && !isBusinessRegistration(text)) return reject([{ code: 'CHECK_DIGIT' }], fixes)
  return accept('business-registration', text, fixes, { form })
}

function formOf(text: string): string | null {
  if (/^\d{15}$/.test(text)) return 'checked'
  if (/^\d{13}$/.test(text)) return 'unchecked'
  if (cooperative.test(text)) return 'cooperative'
  return foreignInvested.test(text) ? 'foreign-invested' : null
}

function lookAlike(text: string): IdentityReason {
  const suggestion = suggest(
    text,
    (character) => (character === 'O' || character === 'o' ? '0' : character === 'I' || character === 'l' ? '1' : ''),
    isBusinessRegistration,
  )
  return suggestion === null ? { code: 'FORMAT' } : { code: 'FORMAT', suggestion }
}
