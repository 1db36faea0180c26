import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import { digitReading, formatReason } from './_suggest.ts'
import { upperCase, upperCaseCodes } from './_upper-case.ts'

export const travelPermitCodes = {
  ...numberCodes,
  ...upperCaseCodes,
  ISSUE_COUNT: { zh: '去掉末两位换证次数（保留原号）', en: 'the last two digits, which count issues, taken off (the original is kept)' },
} as const satisfies Codes

/**
 * A permit whose first characters are its bearer's for life, and whose old form counts its issues in two more digits:
 * they are taken off for the key; `facts.original` has the whole, `facts.issue_count` the two.
 * @param form its only group is the count
 */
export function readTravelPermit(
  value: Value,
  type: string,
  form: RegExp,
  facts: (number: string) => IdentityResult['facts'],
): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const text = upperCase(read, fixes)
  const match = form.exec(text)
  if (match === null) return reject([formatReason(text, digitReading, (candidate) => form.test(candidate))], fixes)
  const count = match[1] ?? ''
  if (count === '') return accept(type, text, fixes, facts(text))
  const number = text.slice(0, -count.length)
  fixes.push({ rule: 'ISSUE_COUNT', before: text, after: number })
  return accept(type, number, fixes, { ...facts(number), original: text, issue_count: count })
}
