import type { Codes, Json } from '../../core/values.ts'
import { isKnownRegion, regionNames } from '../lists/regions.ts'

export const regionCodes = {
  REGION_UNKNOWN: {
    zh: '行政区划代码不在历年代码表中（不影响采用）',
    en: 'a region code that none of the lists of all years has; the number is taken all the same',
  },
} as const satisfies Codes

type RegionNames = readonly { readonly name: string; readonly from: number | null; readonly to: number | null }[]

/** Names that were read already; of known codes only, so that it stays small. */
const read = new Map<string, RegionNames>()

/** What a number says of its region: the code, and every name that the code has borne with its years (GB/T 2260). */
export function regionFacts(code: string): { readonly region: string; readonly region_names: Json } {
  let names = read.get(code)
  if (names === undefined) {
    names = regionNames(code).map(({ name, from, to }) => ({ name, from, to }))
    if (names.length > 0) read.set(code, names)
  }
  return { region: code, region_names: names }
}

/** Six digits from `at` as a number; no allocation. */
export function regionNumber(text: string, at = 0): number {
  let code = 0
  for (let index = at; index < at + 6; index++) code = code * 10 + text.charCodeAt(index) - 48
  return code
}

/** The code of authorities that register for the whole country; GB/T 2260 has none for it. */
const nationwide = 100000

/** Whether an authority's region is known: one that GB/T 2260 has or had, or the whole country. */
export function isKnownAuthority(code: number): boolean {
  return code === nationwide || isKnownRegion(code)
}
