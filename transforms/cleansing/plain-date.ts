import type { ConfigSchema } from '../../core/config.ts'
import type { Codes } from '../../core/values.ts'
import { readSmallNumber, readYearDigits } from './chinese-numerals.ts'
import { dayText, daysInMonth, isDay } from './plain-day.ts'
import { foldWidth, withoutInvisible } from './tidy-code.ts'

export const dateCodes = {
  DATE_FORMAT: { zh: '不是可识别的日期写法', en: 'not a known way of writing a date' },
  DATE_IMPOSSIBLE: { zh: '不存在的日期', en: 'a day that does not exist' },
  DATE_PARTIAL: { zh: '日期不完整（缺月或日）', en: 'a date without its month or day' },
  DATE_TWO_DIGIT_YEAR: { zh: '年份只有两位，需要核实', en: 'a year of two digits, for review' },
  DATE_OPEN_ENDED: { zh: '“长期”，而本字段不允许', en: 'open-ended, which this field does not allow' },
  DATE_SERIAL: { zh: '表格软件的日期序号无效（如 60）', en: 'not a valid spreadsheet serial (60 is no day)' },
  DATE_DIGIT_LOST: {
    zh: '数值单元格 2016.1 可能原是 2016.10，末尾的 0 已丢失',
    en: 'a numeric cell 2016.1 may have been 2016.10; its last zero is lost',
  },
  DATE_FORM: { zh: '日期改为标准写法', en: 'date rewritten in the standard form' },
  DATE_SUSPECT: { zh: '可疑日期（1900-01-01、9999-12-31 或 1800 年以前）', en: 'suspect date (1900-01-01, 9999-12-31, or before 1800)' },
} as const satisfies Codes
/** The option by which a field says that its numbers are a spreadsheet's days. */
export const serialOption = {
  type: 'string',
  enum: ['none', '1900', '1904'],
  default: 'none',
  description: '表格软件的日期序号 / spreadsheet serials',
} as const satisfies ConfigSchema
export type DateProblem = 'DATE_FORMAT' | 'DATE_IMPOSSIBLE' | 'DATE_PARTIAL' | 'DATE_TWO_DIGIT_YEAR' | 'DATE_SERIAL' | 'DATE_DIGIT_LOST'
export type DateReading =
  { readonly date: string } | { readonly partial: string } | { readonly problem: DateProblem; readonly suggestion?: string }

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

const separated = /^(\d{4}|\d{2})([-/.、])(\d{1,2})(?:\2(\d{1,2}))?$/
const joined = /^(\d{4})(\d{2})(\d{2})$/
const joinedPartial = /^((?:19|20)\d{2})(0[1-9]|1[0-2])?$/
const written = /^([^年月日号]{1,4})年(?:([^年月日号]{1,3})月(?:([^年月日号]{1,3})[日号]?)?)?$/
const dashes = /[\u2010-\u2015\u2212]/g
/** Whether a day, with or without a time, is one that registers write for "not known". */
export function isSuspectDate(text: string): boolean {
  return text < '1800' || text.startsWith('1900-01-01') || text.startsWith('9999-12-31')
}

/** Whether a numeric cell's text is a year and the month 1, which may have been typed as 10. */
export function isTenthLost(text: string): boolean {
  return text.length === 6 && text.endsWith('.1')
}

/** Longer texts are no date; the rule keeps every pattern's work small. */
export const longestDate = 60

/** What a date is read from: half width, without blanks and invisible characters, every dash a hyphen. */
export function tidyDate(raw: string): string {
  return foldWidth(withoutInvisible(raw)).replace(dashes, '-')
}

/**
 * Reads the ways of writing a date that registers use. A letter O among Chinese numerals (二O一六年) is for a person to
 * confirm: the date with 〇 in its place is suggested.
 */
export function readDate(raw: string): DateReading {
  const text = raw.length > longestDate ? '' : tidyDate(raw).replace(/\s/g, '')
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

/** Six digits as a year and its month, where nothing else can be meant; null for other text. */
export function joinedMonth(text: string): DateReading | null {
  const parts = /^(\d{4})(\d{2})$/.exec(text)
  return parts === null ? null : dateOf(parts[1], parts[2], undefined)
}

function writtenDate(parts: RegExpExecArray): DateReading {
  const [, yearText = '', monthText, dayText_] = parts
  const year = readYearDigits(yearText)
  const month = monthText === undefined ? undefined : readSmallNumber(monthText)
  const day = dayText_ === undefined ? undefined : readSmallNumber(dayText_)
  if (month === null || day === null) return { problem: 'DATE_FORMAT' }
  if (year !== null) return dateOf(year, month?.toString(), day?.toString())
  const likely = readYearDigits(yearText.replace(/[Oo]/g, '〇'))
  const reading = likely === null ? null : dateOf(likely, month?.toString(), day?.toString())
  return reading !== null && 'date' in reading ? { problem: 'DATE_FORMAT', suggestion: reading.date } : { problem: 'DATE_FORMAT' }
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
