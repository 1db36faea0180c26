import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import {
  birthDate,
  birthNumberCodes,
  birthNumberForm,
  birthNumberFormat,
  birthNumberReasons,
  isBirthNumber,
  sexOf,
  upperCheck,
} from './_birth-number.ts'
import { regionFacts, regionNumber } from './_region.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'

export const hmtResidencePermitCodes = {
  ...numberCodes,
  ...birthNumberCodes,
  REGION: { zh: '前六位不是 810000、820000 或 830000', en: 'the first six digits are not 810000, 820000 or 830000' },
} as const satisfies Codes

function isRegion(text: string): boolean {
  const region = regionNumber(text)
  return region === 810000 || region === 820000 || region === 830000
}

/** Whether the text is a permit's number that needs nothing done; no allocation. `today` is YYYYMMDD. */
export function isHmtResidencePermit(text: string, today: number): boolean {
  return isBirthNumber(text, today) && isRegion(text)
}

/**
 * 港澳台居民居住证: the 18-digit rule of the resident number with region 810000, 820000 or 830000.
 * Facts: `birth_date`, `sex`, `region`, `region_names`.
 * @param today plain date `YYYY-MM-DD`
 */
export function readHmtResidencePermit(value: Value, today: string): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const now = dayNumber(today)
  const text = upperCheck(read, fixes)
  if (!birthNumberForm.test(text)) return reject([birthNumberFormat(text, (candidate) => isHmtResidencePermit(candidate, now))], fixes)
  const reasons = birthNumberReasons(text, now, isRegion)
  if (reasons.length > 0) return reject(reasons, fixes)
  return accept('hmt-residence-permit', text, fixes, { birth_date: birthDate(text), sex: sexOf(text), ...regionFacts(text.slice(0, 6)) })
}
