import type { Value } from '../../core/values.ts'
import type { IdentityResult } from './_result.ts'
import { readTravelPermit } from './_travel-permit.ts'

export { travelPermitCodes as taiwanTravelPermitCodes } from './_travel-permit.ts'

const form = /^\d{8}(\d{2})?$/

/** Whether the text is a permit's number that needs nothing done. */
export function isTaiwanTravelPermit(text: string): boolean {
  return text.length === 8 && form.test(text)
}

/**
 * 台湾居民来往大陆通行证: eight digits, the same for life (so numbered since 2008-09-25); the old form of the same number
 * has two more, which count the issues. Form only. Facts of the old form: `original`, `issue_count`.
 */
export function readTaiwanTravelPermit(value: Value): IdentityResult {
  return readTravelPermit(value, 'taiwan-travel-permit', form, () => ({}))
}
