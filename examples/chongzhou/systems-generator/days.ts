import { missing, plain, rejected, written, type Cell } from './cell.ts'
import type { Random } from './random.ts'

const dayMs = 86_400_000

/** Days since 1970-01-01 of a plain date. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs
}

/** There are some 50,000 days and millions of dates: making each anew takes a tenth of the time. */
const dates = new Map<number, string>()

/** `YYYY-MM-DD` of days since 1970-01-01. */
export function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = new Date(day * dayMs).toISOString().slice(0, 10)
  dates.set(day, date)
  return date
}

/** `YYYY-MM-DD HH:mm:ss` of seconds since 1970-01-01 00:00:00, all of it plain local time. */
export function timeOf(seconds: number): string {
  return `${dateOf(Math.floor(seconds / 86_400))} ${new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19)}`
}

export type DateStyle =
  | 'standard'
  | 'compact'
  | 'slashes'
  | 'dots'
  | 'midnight'
  | 'written'
  | 'numerals'
  | 'serial'
  | 'impossible'
  | 'short-year'
  | 'partial'
  | 'none'

/** The ways of writing a date that every date field reads. */
const readable: readonly [DateStyle, ...DateStyle[]] = ['compact', 'slashes', 'dots', 'midnight', 'written', 'numerals']

export function pickDateStyle(random: Random): DateStyle {
  return random.below(4) > 0 ? 'standard' : random.pick(readable)
}

/** A date in a register's writing. `serial` belongs to fields that declare the 1900 system of spreadsheets. */
export function dateCell(date: string, style: DateStyle, optional = false): Cell {
  const [year = '', month = '', day = ''] = date.split('-')
  const [months, days] = [Number(month), Number(day)]
  switch (style) {
    case 'standard':
      return plain(date)
    case 'compact':
      return written(year + month + day, date)
    case 'slashes':
      return written(`${year}/${months}/${days}`, date)
    case 'dots':
      return written(`${year}.${months}.${days}`, date)
    case 'midnight':
      return written(`${year}/${months}/${days} 0:00`, date)
    case 'written':
      return written(`${year}年${months}月${days}日`, date)
    case 'numerals':
      return written(`${yearNumerals(year)}年${numerals(months)}月${numerals(days)}日`, date)
    case 'serial':
      return written(String(dayOf(date) - dayOf('1899-12-30')), date)
    case 'impossible':
      return rejected(`${year}-02-30`, 'DATE_IMPOSSIBLE')
    case 'short-year':
      return rejected(`${year.slice(2)}-${month}-${day}`, 'DATE_TWO_DIGIT_YEAR')
    case 'partial':
      return rejected(`${year}年${months}月`, 'DATE_PARTIAL')
    case 'none':
      return optional ? written('0000-00-00', null) : missing('0000-00-00')
  }
}

const digits = '〇一二三四五六七八九'

function yearNumerals(year: string): string {
  return year.replace(/\d/g, (digit) => digits.charAt(Number(digit)))
}

/** 1 to 31; twenty-one to twenty-nine in the short form of calendars. */
function numerals(value: number): string {
  const [tens, ones] = [Math.floor(value / 10), value % 10]
  const ten = ['', '十', ones === 0 ? '二十' : '廿', '三十'][tens] ?? ''
  return ten + (ones === 0 ? '' : digits.charAt(ones))
}
