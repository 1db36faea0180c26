import type { Codes, Value } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { upperAscii } from '../cleansing/characters.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { isoNumericCountry } from '../lists/countries.ts'
import {
  birthDate,
  birthNumberCodes,
  birthNumberFormat,
  birthNumberReasons,
  isBirthNumber,
  isProvince,
  upperCheck,
} from './_birth-number.ts'
import { regionFacts } from './_region.ts'
import { accept, numberCodes, readNumber, reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import { digitReading, formatReason } from './_suggest.ts'
import { upperCase } from './_upper-case.ts'

export const foreignPermanentResidentIdCodes = {
  ...numberCodes,
  ...birthNumberCodes,
  UPPER_CASE: { zh: '字母改为大写', en: 'letters made upper case' },
  REGION: { zh: '第 2、3 位不是省级代码', en: 'digits 2 and 3 are no province' },
  NATIONALITY_UNKNOWN: {
    zh: '第 4 至 6 位不是 ISO 3166-1 数字代码（不影响采用）',
    en: 'digits 4 to 6 are no country of ISO 3166-1; the number is taken all the same',
  },
} as const satisfies Codes

const newForm = /^9\d{16}[\dX]$/
const oldForm = /^[A-Z]{3}\d{12}$/

/** Whether the text is a number of either form that needs nothing done and warns of nothing. `today` is YYYYMMDD. */
export function isForeignPermanentResidentId(text: string, today: number): boolean {
  return text.length === 15 ? oldForm.test(text) : passes(text, today) && nationalityOf(text) !== null
}

function passes(text: string, today: number): boolean {
  return text.charCodeAt(0) === 57 && isBirthNumber(text, today) && isProvince(text, 1)
}

/** The bearer's nationality in a number of the new form: ISO 3166-1 alpha-3; null where the digits are no country. */
export function nationalityOf(number: string): string | null {
  return number.length === 18 ? isoNumericCountry(number.slice(3, 6)) : null
}

/**
 * 外国人永久居留身份证. The form of 2023: 9, two digits of the province that issued it, three of the country (ISO 3166-1
 * numeric), birth date, sequence, check (ISO 7064 MOD 11-2); the old form: three letters and twelve digits, opaque.
 * Neither is ever computed from the other. `facts.form` is 'new' or 'old'; of the new one `birth_date`, `nationality`
 * (alpha-3), `region` and `region_names`.
 * @param today plain date `YYYY-MM-DD`
 */
export function readForeignPermanentResidentId(value: Value, today: string): IdentityResult {
  const fixes: Fix[] = []
  const read = readNumber(value, fixes)
  if (typeof read !== 'string') return reject([read], fixes)
  const now = dayNumber(today)
  const text = read.length === 15 ? upperCase(read, fixes) : upperCheck(read, fixes)
  if (oldForm.test(text)) return accept('foreign-permanent-resident-id', text, fixes, { form: 'old' })
  if (!newForm.test(text)) {
    const reason =
      text.length === 15
        ? formatReason(text, oldReadings, (candidate) => oldForm.test(candidate))
        : birthNumberFormat(text, (candidate) => passes(candidate, now))
    return reject([reason], fixes)
  }
  const reasons = birthNumberReasons(text, now, (number) => isProvince(number, 1))
  if (reasons.length > 0) return reject(reasons, fixes)
  const nationality = nationalityOf(text)
  const facts = { form: 'new', birth_date: birthDate(text), nationality, ...regionFacts(`${text.slice(1, 3)}0000`) }
  return accept('foreign-permanent-resident-id', text, fixes, facts, nationality === null ? ['NATIONALITY_UNKNOWN'] : [])
}

/** Letters and digits have their places, so a look-alike has one reading in most. */
function oldReadings(character: string, at: number): string {
  if (at >= 3) return digitReading(character)
  return letters[character] ?? upperAscii(character)
}

const letters: { readonly [character: string]: string } = { '0': 'O', '1': 'IL', l: 'IL' }
