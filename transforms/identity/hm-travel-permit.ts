import type { Value } from '../../core/values.ts'
import { regionFacts } from './_region.ts'
import type { IdentityResult } from './_result.ts'
import { readTravelPermit } from './_travel-permit.ts'

export { travelPermitCodes as hmTravelPermitCodes } from './_travel-permit.ts'

const form = /^[HM]\d{8}(\d{2})?$/

/** Whether the text is a permit's number that needs nothing done. */
export function isHmTravelPermit(text: string): boolean {
  return text.length === 9 && form.test(text)
}

/** 810000 or 820000: where the bearer lives. */
export function hmRegionOf(number: string): string {
  return number.startsWith('H') ? '810000' : '820000'
}

/**
 * 港澳居民来往内地通行证: H or M and eight digits, the same for life; the old form has two more, which count the issues.
 * Form only. Facts: `region` and `region_names` (Hong Kong or Macao), of the old form `original` and `issue_count`.
 */
export function readHmTravelPermit(value: Value): IdentityResult {
  return readTravelPermit(value, 'hm-travel-permit', form, (number) => regionFacts(hmRegionOf(number)))
}
