import type { Codes } from '../../core/values.ts'
import { readSmallNumber, readYearDigits } from './chinese-numerals.ts'
import { dayOfDays, dayText, daysInMonth, daysOf, isDay } from './plain-day.ts'
import { foldWidth, withoutInvisible } from './tidy-code.ts'

export const dateCodes = {
  DATE_FORMAT: { zh: '不是可识别的日期写法', en: 'not a known way of writing a date' },
  DATE_IMPOSSIBLE: { zh: '不存在的日期', en: 'a day that does not exist' },
  DATE_PARTIAL: { zh: '日期不完整（缺月或日）', en: 'a date without its month or day' },
  DATE_TWO_DIGIT_YEAR: { zh: '年份只有两位，需要核实', en: 'a year of two digits, for review' },
  DATE_OPEN_ENDED: { zh: '“长期”，而本字段不允许', en: 'open-ended, which this field does not allow' },
  DATE_SERIAL: { zh: '表格软件的日期序号无效（如 60）', en: 'not a valid spreadsheet serial (60 is no day)' },
  DATE_FORM: { zh: '日期改为标准写法', en: 'date rewritten in the standard form' },
  DATE_SUSPECT: { zh: '可疑日期（1900-01-01 或 9999-12-31）', en: 'suspect date (1900-01-01 or 9999-12-31)' },
} as const satisfies Codes
export type DateProblem = 'DATE_FORMAT' | 'DATE_IMPOSSIBLE' | 'DATE_PARTIAL' | 'DATE_TWO_DIGIT_YEAR' | 'DATE_SERIAL'
export type DateReading = { readonly date: string } | { readonly partial: string } | { readonly problem: DateProblem }

/** Whether text is a day in the standard form `YYYY-MM-DD` already; no allocation. */
export function isStandardDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false
  const year = digitPair(text, 0) * 100 + digitPair(text, 2)
  return isDay(year, digitPair(text, 5), digitPair(text, 8))
}

/** Two digits as a number; NaN, which no comparison accepts, for anything else. */
export function digitPair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}

const separated = /^(\d{4}|\d{2})([-/.])(\d{1,2})(?:\2(\d{1,2}))?$/
const joined = /^(\d{4})(\d{2})(\d{2})$/
const joinedPartial = /^((?:19|20)\d{2})(0[1-9]|1[0-2])?$/
const written = /^([^年月日号]{1,4})年(?:([^年月日号]{1,3})月(?:([^年月日号]{1,3})[日号])?)?$/

/** Reads the ways of writing a date that registers use; text is folded to half width and freed of blanks first. */
export function readDate(raw: string): DateReading {
  const text = foldWidth(withoutInvisible(raw)).replace(/\s/g, '')
  let parts = joined.exec(text)
  if (parts !== null) return dateOf(parts[1], parts[2], parts[3])
  parts = separated.exec(text)
  if (parts !== null) return dateOf(parts[1], parts[3], parts[4])
  parts = joinedPartial.exec(text)
  if (parts !== null) return dateOf(parts[1], parts[2], undefined)
  parts = written.exec(text)
  if (parts !== null) return writtenDate(parts)
  return { problem: /^\d{6}$/.test(text) ? 'DATE_TWO_DIGIT_YEAR' : 'DATE_FORMAT' }
}

function writtenDate(parts: RegExpExecArray): DateReading {
  const year = readYearDigits(parts[1] ?? '')
  const month = parts[2] === undefined ? undefined : readSmallNumber(parts[2])
  const day = parts[3] === undefined ? undefined : readSmallNumber(parts[3])
  if (year === null || month === null || day === null) return { problem: 'DATE_FORMAT' }
  return dateOf(year, month?.toString(), day?.toString())
}

function dateOf(yearText: string | undefined, monthText: string | undefined, dayText_: string | undefined): DateReading {
  if (yearText === undefined || (yearText.length !== 4 && yearText.length !== 2)) return { problem: 'DATE_FORMAT' }
  if (yearText.length === 2) return { problem: 'DATE_TWO_DIGIT_YEAR' }
  const year = Number(yearText)
  if (monthText === undefined) return year === 0 ? { problem: 'DATE_IMPOSSIBLE' } : { partial: yearText }
  const month = Number(monthText)
  if (dayText_ === undefined)
    return year === 0 || daysInMonth(year, month) === 0
      ? { problem: 'DATE_IMPOSSIBLE' }
      : { partial: `${yearText}-${String(month).padStart(2, '0')}` }
  const day = Number(dayText_)
  return isDay(year, month, day) ? { date: dayText(year, month, day) } : { problem: 'DATE_IMPOSSIBLE' }
}

const first1900 = daysOf(1899, 12, 30)
const first1904 = daysOf(1904, 1, 1)

/**
 * A spreadsheet's serial as a date. The 1900 system counts a 29 February 1900 that never was: 60 is no day, and
 * serials before it lie one day off from base 1899-12-30.
 */
export function readSerial(text: string, system: '1900' | '1904'): DateReading {
  const serial = Number.parseInt(text, 10)
  if (system === '1904') return serialDate(first1904 + serial)
  if (serial < 1 || serial === 60) return { problem: 'DATE_SERIAL' }
  return serialDate(first1900 + (serial < 60 ? serial + 1 : serial))
}

function serialDate(days: number): DateReading {
  const date = dayOfDays(days)
  return date === null ? { problem: 'DATE_SERIAL' } : { date }
}
