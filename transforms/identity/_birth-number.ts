import type { Codes } from '../../core/values.ts'
import { isDay } from '../cleansing/plain-day.ts'
import type { Fix, IdentityReason } from './_result.ts'
import { digitReading, formatReason, likeX } from './_suggest.ts'

/** Reasons of the 18-digit numbers that carry a birth date, in the order in which they are given. */
export const birthNumberCodes = {
  CHECK_DIGIT: { zh: '校验码不符', en: 'the check digit is wrong' },
  REGION: { zh: '前两位不是省级代码', en: 'the first two digits are no province' },
  BIRTH_DATE: { zh: '出生日期不存在', en: 'a birth date that does not exist' },
  UPPER_CASE: { zh: '末位 x 改为 X', en: 'the last x made X' },
  BIRTH_DATE_FUTURE: { zh: '出生日期在将来', en: 'a birth date in the future' },
} as const satisfies Codes

const weights = new Uint8Array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
const checks = '10X98765432'
const checkChars = Uint8Array.from(checks, (character) => character.charCodeAt(0))

/** 1 where the first two digits are a province's; a code lasts for life, so regions that no longer exist count. */
const provinces = new Uint8Array(100)
for (const [from, to] of ['11-15', '21-23', '31-37', '41-46', '50-54', '61-65', '71-71', '81-83'].map((range) => range.split('-')))
  provinces.fill(1, Number(from), Number(to) + 1)

/** Whether the number is 17 digits and the right check character (ISO 7064 MOD 11-2, GB 11643-1999). */
export function isChecked(text: string): boolean {
  if (text.length !== 18) return false
  let sum = 0
  for (let index = 0; index < 17; index++) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return false
    sum += digit * (weights[index] as number)
  }
  return text.charCodeAt(17) === checkChars[sum % 11]
}

/** The check character of 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += (digits.charCodeAt(index) - 48) * (weights[index] as number)
  return checks.charAt(sum % 11)
}

/** Whether the two digits at `at` are a province, autonomous region, municipality, Taiwan, Hong Kong or Macao. */
export function isProvince(text: string, at = 0): boolean {
  return provinces[digitPair(text, at)] === 1
}

/** Whether the check and the birth date are right as they stand; no allocation, no regular expression. `today` is YYYYMMDD. */
export function isBirthNumber(text: string, today: number): boolean {
  return isChecked(text) && birthDay(text, today) === ''
}

/** The reason against the birth date in positions 7 to 14, '' for none. */
function birthDay(text: string, today: number): '' | 'BIRTH_DATE' | 'BIRTH_DATE_FUTURE' {
  const year = digitPair(text, 6) * 100 + digitPair(text, 8)
  const month = digitPair(text, 10)
  const day = digitPair(text, 12)
  if (!isDay(year, month, day)) return 'BIRTH_DATE'
  return year * 10000 + month * 100 + day > today ? 'BIRTH_DATE_FUTURE' : ''
}

/** Two characters that are known to be digits. */
function digitPair(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

/** All reasons against a number that has the right form (17 digits and a digit or X), in their order. */
export function birthNumberReasons(text: string, today: number, isRegion: (text: string) => boolean): IdentityReason[] {
  const reasons: IdentityReason[] = []
  if (!isChecked(text)) reasons.push({ code: 'CHECK_DIGIT' })
  if (!isRegion(text)) reasons.push({ code: 'REGION' })
  const day = birthDay(text, today)
  if (day !== '') reasons.push({ code: day })
  return reasons
}

/** Only the last character may be a letter, so only it has a case. */
export function upperCheck(text: string, fixes: Fix[]): string {
  if (text.length !== 18 || !text.endsWith('x')) return text
  const after = `${text.slice(0, 17)}X`
  fixes.push({ rule: 'UPPER_CASE', before: text, after })
  return after
}

export const birthNumberForm = /^\d{17}[\dX]$/

/** `FORMAT`, with the reading that passes every rule: O as 0, I and l as 1, an X's double at the end as X. */
export function birthNumberFormat(text: string, passes: (candidate: string) => boolean): IdentityReason {
  // an X anywhere else passes no rule
  return formatReason(text, (character) => (likeX.includes(character) ? 'X' : digitReading(character)), passes)
}

/** `YYYY-MM-DD` of a number that has passed. */
export function birthDate(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
}

/** GB/T 2261.1: the 17th digit is odd for men, as is the number of its character. */
export function sexOf(number: string): '1' | '2' {
  return number.charCodeAt(16) % 2 === 1 ? '1' : '2'
}
