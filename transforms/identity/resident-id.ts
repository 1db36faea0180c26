import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { isKnownRegion } from '../lists/regions.ts'
import {
  birthDate,
  birthNumberCodes,
  birthNumberForm,
  birthNumberFormat,
  birthNumberReasons,
  checkCharacter,
  isBirthNumber,
  isProvince,
  sexOf,
  upperCheck,
} from './_birth-number.ts'
import { regionCodes, regionFacts, regionNumber } from './_region.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'

export const residentIdCodes = {
  ...numberCodes,
  ...birthNumberCodes,
  ...regionCodes,
  UPGRADED_15: { zh: '15 位升为 18 位（推算，保留原号）', en: '15 digits made 18 (derived; the original is kept)' },
} as const satisfies Codes

/** Whether the text is a resident number that needs nothing done and warns of nothing; no allocation. `today` is YYYYMMDD. */
export function isResidentId(text: string, today: number): boolean {
  return isBirthNumber(text, today) && isProvince(text) && isKnownRegion(regionNumber(text))
}

/**
 * 公民身份号码, GB 11643-1999. 18 digits are checked; 15 digits of the old form are upgraded and marked: `facts.derived`
 * is 'true' and `facts.original` has the 15 digits. Facts of an accepted number: `birth_date`, `sex` (GB/T 2261.1),
 * `region` and `region_names` of the place and time of issue.
 * @param today plain date `YYYY-MM-DD`; a birth date after it is no birth date
 */
export function readResidentId(value: Value, today: string): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const now = dayNumber(today)
  const text = upperCheck(read, fixes)
  if (/^\d{15}$/.test(text)) return upgrade(text, now, fixes)
  if (!birthNumberForm.test(text)) {
    const passes = (candidate: string) => isBirthNumber(candidate, now) && isProvince(candidate)
    return reject([birthNumberFormat(text, passes)], fixes)
  }
  const reasons = birthNumberReasons(text, now, isProvince)
  return reasons.length > 0 ? reject(reasons, fixes) : acceptResident(text, fixes, {})
}

/** 19 after the region, except for the sequences 996 to 999, which were given to people born in the 1800s. */
function upgrade(original: string, today: number, fixes: Fix[]): IdentityResult {
  const century = original.slice(12) >= '996' ? '18' : '19'
  const digits = original.slice(0, 6) + century + original.slice(6)
  const text = digits + checkCharacter(digits)
  const reasons = birthNumberReasons(text, today, isProvince)
  if (reasons.length > 0) return reject(reasons, fixes)
  fixes.push({ rule: 'UPGRADED_15', before: original, after: text })
  return acceptResident(text, fixes, { derived: 'true', original })
}

function acceptResident(text: string, fixes: readonly Fix[], more: IdentityResult['facts']): IdentityResult {
  const region = text.slice(0, 6)
  const facts = { birth_date: birthDate(text), sex: sexOf(text), ...regionFacts(region), ...more }
  return accept('resident-id', text, fixes, facts, isKnownRegion(Number(region)) ? [] : ['REGION_UNKNOWN'])
}
