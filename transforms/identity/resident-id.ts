import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import {
  birthDate,
  birthNumberForm,
  birthNumberReasons,
  checkCharacter,
  isCleanBirthNumber,
  isProvince,
  sexOf,
  suggestBirthNumber,
} from './_birth-number.ts'
import { accept, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'

export const residentIdFixes = {
  UPPER_CASE: { zh: '末位 x 改为 X', en: 'the last x made X' },
  UPGRADED_15: { zh: '15 位升为 18 位（推算，保留原号）', en: '15 digits made 18 (derived; the original is kept)' },
} as const satisfies Codes

/** Whether the text is a resident identity number that needs nothing done; `today` is YYYYMMDD. */
export const isResidentId: (text: string, today: number) => boolean = isCleanBirthNumber

/**
 * 公民身份号码, GB 11643-1999. 18 digits are checked; 15 digits of the old form are upgraded and marked: `facts.derived`
 * is 'true' and `facts.original` has the 15 digits. Facts of an accepted number: `birth_date`, `sex` (GB/T 2261.1).
 * @param today plain date `YYYY-MM-DD`; a birth date after it is no birth date
 */
export function readResidentId(value: Value, today: string): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const now = dayNumber(today)
  const text = upper(read, fixes)
  if (/^\d{15}$/.test(text)) return upgrade(text, now, fixes)
  if (!birthNumberForm.test(text)) {
    const suggestion = suggestBirthNumber(text, (candidate) => isCleanBirthNumber(candidate, now))
    return reject([suggestion === null ? { code: 'FORMAT' } : { code: 'FORMAT', suggestion }], fixes)
  }
  const reasons = birthNumberReasons(text, now, isProvince)
  if (reasons.length > 0) return reject(reasons, fixes)
  return accept('resident-id', text, fixes, { birth_date: birthDate(text), sex: sexOf(text) })
}

/** Only the last character may be a letter, so only it has a case. */
function upper(text: string, fixes: Fix[]): string {
  if (text.length !== 18 || !text.endsWith('x')) return text
  const after = `${text.slice(0, 17)}X`
  fixes.push({ rule: 'UPPER_CASE', before: text, after })
  return after
}

/** 19 after the region, except for the sequences 996 to 999, which were given to people born in the 1800s. */
function upgrade(original: string, today: number, fixes: Fix[]): IdentityResult {
  const century = original.slice(12) >= '996' ? '18' : '19'
  const digits = original.slice(0, 6) + century + original.slice(6)
  const text = digits + checkCharacter(digits)
  const reasons = birthNumberReasons(text, today, isProvince)
  if (reasons.length > 0) return reject(reasons, fixes)
  fixes.push({ rule: 'UPGRADED_15', before: original, after: text })
  return accept('resident-id', text, fixes, { birth_date: birthDate(text), sex: sexOf(text), derived: 'true', original })
}
