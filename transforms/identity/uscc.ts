import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import type { Audience } from '../../core/field.ts'
import { upperAscii } from '../cleansing/characters.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { isKnownAuthority, regionCodes, regionFacts } from './_region.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import { digitReading, formatReason, likeX } from './_suggest.ts'
import { upperCase, upperCaseCodes } from './_upper-case.ts'
import { isOrganisationPart } from './organisation-code.ts'

export const usccCodes = {
  ...numberCodes,
  ...upperCaseCodes,
  ...regionCodes,
  CHECK_DIGIT: {
    zh: '校验码不符（信用代码：主体标识码也不符）',
    en: 'the check character is wrong (of a USCC, its organisation part too)',
  },
  NONCONFORMING: {
    zh: '校验码不符而主体标识码相符，须由登记机关确认',
    en: 'the check character is wrong, the organisation part right: for the authority to confirm',
  },
  ORGANISATION_PART: { zh: '主体标识码（第 9 至 17 位）校验不符', en: 'the organisation part (characters 9 to 17) fails its own check' },
  CATEGORY_UNKNOWN: { zh: '登记管理部门与机构类别的组合未知', en: 'an unknown pair of department and category' },
} as const satisfies Codes

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const values = new Int8Array(128).fill(-1)
for (let index = 0; index < alphabet.length; index++) values[alphabet.charCodeAt(index)] = index
const weights = new Uint8Array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])

/** Categories in use per department, GB 32100-2015 and its amendment; what is not listed is a warning only. */
const categories: { readonly [department: string]: string } = {
  1: '1239', 2: '19', 3: '123459', 4: '19', 5: '1239', 6: '129', 7: '129', 8: '19', 9: '1239',
  A: '19', G: '19', J: '19', N: '1239', Q: '19', Y: '19',
} // prettier-ignore
const knownPairs = new Set(Object.entries(categories).flatMap(([department, list]) => [...list].map((category) => department + category)))
/** The same by character codes, so that the fast path makes no text. */
const pairTable = new Uint8Array(128 * 128)
for (const pair of knownPairs) pairTable[pair.charCodeAt(0) * 128 + pair.charCodeAt(1)] = 1

/** What holds of a text: `form` false for another alphabet, length or a region that is not six digits. */
const badForm = 1
const badCheck = 2
const badOrganisation = 4
const unknownPair = 8
const unknownRegion = 16
/** What only warns. */
const warns = badOrganisation | unknownPair | unknownRegion

function examine(text: string): number {
  if (text.length !== 18) return badForm
  let sum = 0
  let region = 0
  for (let index = 0; index < 17; index++) {
    const code = text.charCodeAt(index)
    const value = code < 128 ? (values[code] as number) : -1
    if (value < 0) return badForm
    if (index > 1 && index < 8) {
      if (value > 9) return badForm
      region = region * 10 + value
    }
    sum += value * (weights[index] as number)
  }
  const last = text.charCodeAt(17)
  const check = last < 128 ? (values[last] as number) : -1
  if (check < 0) return badForm
  let found = 0
  // The outer modulus matters: without it every code that ends in 0 would fail.
  if (check !== (31 - (sum % 31)) % 31) found |= badCheck
  if (!isOrganisationPart(text, 8, 16)) found |= badOrganisation
  if (pairTable[text.charCodeAt(0) * 128 + text.charCodeAt(1)] !== 1) found |= unknownPair
  if (!isKnownAuthority(region)) found |= unknownRegion
  return found
}

/** Whether the text is a code that passes everything as it stands; no allocation. */
export function isUscc(text: string): boolean {
  return examine(text) === 0
}

/**
 * 统一社会信用代码, GB 32100-2015. Both checks are computed: a failing organisation part alone is a warning, a failing
 * check character alone is `nonconforming`, both are a rejection. Facts of what is not rejected: `organisation_code`,
 * `region` and `region_names` of the registering authority (it is no address).
 */
export function readUscc(value: Value): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const text = upperCase(read, fixes)
  const found = examine(text)
  if ((found & badForm) !== 0) return reject([formatReason(text, readings, isPassing)], fixes)
  if ((found & badCheck) !== 0 && (found & badOrganisation) !== 0) return reject([{ code: 'CHECK_DIGIT' }], fixes)
  const warnings: string[] = []
  if ((found & unknownPair) !== 0) warnings.push('CATEGORY_UNKNOWN')
  if ((found & unknownRegion) !== 0) warnings.push('REGION_UNKNOWN')
  if ((found & badOrganisation) !== 0) warnings.push('ORGANISATION_PART')
  const facts = { organisation_code: organisationCodeOf(text), ...regionFacts(usccRegionOf(text)) }
  const result = accept('uscc', text, fixes, facts, warnings)
  return (found & badCheck) === 0 ? result : { ...result, outcome: 'nonconforming', reasons: [{ code: 'NONCONFORMING' }] }
}

/** Whether a reading has both checks right; one that only warns of its organisation part is too weak to suggest. */
function isPassing(text: string): boolean {
  return (examine(text) & ~(unknownPair | unknownRegion)) === 0
}

/** Whether the check character (MOD 31-3) is right, whatever else holds of the code. */
export function isUsccChecked(text: string): boolean {
  return (examine(text) & ~warns) === 0
}

/** Characters 9 to 17 in the form of GB 11714. */
export function organisationCodeOf(uscc: string): string {
  return `${uscc.slice(8, 16)}-${uscc.slice(16, 17)}`
}

/** Positions 3 to 8: the region of the authority that registered. */
export function usccRegionOf(uscc: string): string {
  return uscc.slice(2, 8)
}

/** A code is shown whole, except for a person's own business (category 92), which is personal data. */
export function maskUscc(uscc: string, audience?: Audience): string {
  return uscc.startsWith('92') ? maskIdentityNumber(uscc, audience) : uscc
}

/** The alphabet has no I and no O, but it has an L. */
function readings(character: string, at: number): string {
  if (character === 'l') return '1L'
  return at === 17 && likeX.includes(character) ? 'X' : upperAscii(digitReading(character))
}
