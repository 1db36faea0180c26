import type { Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { birthDate, birthNumberForm, birthNumberReasons, isCleanBirthNumber, sexOf, suggestBirthNumber } from './_birth-number.ts'
import { accept, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'

const regions = ['810000', '820000', '830000']

function isRegion(text: string): boolean {
  return regions.includes(text.slice(0, 6))
}

/** Whether the text is a permit's number that needs nothing done; `today` is YYYYMMDD. */
export function isHmtResidencePermit(text: string, today: number): boolean {
  return isCleanBirthNumber(text, today) && isRegion(text)
}

/**
 * 港澳台居民居住证: the 18-digit rule of the resident number with region 810000, 820000 or 830000.
 * Facts: `birth_date`, `sex`.
 * @param today plain date `YYYY-MM-DD`
 */
export function readHmtResidencePermit(value: Value, today: string): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const now = dayNumber(today)
  let text = read
  if (text.length === 18 && text.endsWith('x')) {
    text = `${read.slice(0, 17)}X`
    fixes.push({ rule: 'UPPER_CASE', before: read, after: text })
  }
  if (!birthNumberForm.test(text)) {
    const suggestion = suggestBirthNumber(text, (candidate) => isHmtResidencePermit(candidate, now))
    return reject([suggestion === null ? { code: 'FORMAT' } : { code: 'FORMAT', suggestion }], fixes)
  }
  const reasons = birthNumberReasons(text, now, isRegion)
  if (reasons.length > 0) return reject(reasons, fixes)
  return accept('hmt-residence-permit', text, fixes, { birth_date: birthDate(text), sex: sexOf(text) })
}
