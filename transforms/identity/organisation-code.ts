import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { upperAscii } from '../cleansing/characters.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import { digitReading, formatReason, letterReadings, likeX } from './_suggest.ts'
import { upperCase, upperCaseCodes } from './_upper-case.ts'

export const organisationCodeCodes = {
  ...numberCodes,
  ...upperCaseCodes,
  CHECK_DIGIT: { zh: '校验码不符', en: 'the check character is wrong' },
  HYPHEN: { zh: '补上校验码前的连字符', en: 'the hyphen before the check character added' },
} as const satisfies Codes

const weights = new Uint8Array([3, 7, 9, 10, 5, 8, 4, 2])

/** Whether eight characters from `at` and the check character at `checkAt` agree (GB 11714-1997); false for any other character. */
export function isOrganisationPart(text: string, at: number, checkAt: number): boolean {
  let sum = 0
  for (let index = 0; index < 8; index++) {
    const code = text.charCodeAt(at + index)
    const value = code <= 57 ? code - 48 : code >= 65 && code <= 90 ? code - 55 : -1
    if (value < 0) return false
    sum += value * (weights[index] as number)
  }
  const check = 11 - (sum % 11)
  return text.charCodeAt(checkAt) === (check === 10 ? 88 : check === 11 ? 48 : check + 48)
}

/** Whether the text is a code in its canonical form `XXXXXXXX-X`. */
export function isOrganisationCode(text: string): boolean {
  return text.length === 10 && text.charCodeAt(8) === 45 && isOrganisationPart(text, 0, 9)
}

const form = /^[0-9A-Z]{8}-?[0-9X]$/

/** 组织机构代码, GB 11714-1997: eight characters, a hyphen, a check character. */
export function readOrganisationCode(value: Value): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const text = upperCase(read, fixes)
  if (!form.test(text)) return reject([formatReason(withHyphen(text), readings, isOrganisationCode)], fixes)
  const number = withHyphen(text)
  if (number !== text) fixes.push({ rule: 'HYPHEN', before: text, after: number })
  if (!isOrganisationCode(number)) return reject([{ code: 'CHECK_DIGIT' }], fixes)
  return accept('organisation-code', number, fixes)
}

function withHyphen(text: string): string {
  return text.length === 9 && !text.includes('-') ? `${text.slice(0, 8)}-${text.slice(8)}` : text
}

function readings(character: string, at: number): string {
  if (at < 9) return letterReadings(character)
  if (character === 'L') return '1'
  return likeX.includes(character) ? 'X' : upperAscii(digitReading(character))
}
