import type { Codes } from '../../core/values.ts'
import { isStandardDate, longestDate, tidyDate } from './plain-date.ts'
import { dayOfDays, daysOf } from './plain-day.ts'

export const timeCodes = {
  TIME_FORMAT: { zh: '不是可识别的时间', en: 'not a time of day' },
} as const satisfies Codes

/** Where a time of day may begin: after T or a blank, after 日, at 上午 or 下午. */
const tail =
  /(?:[T\s]|(?<=[日号])|(?=[上下]午))\s*([上下]午|[AP]M)?\s*(\d{1,2}[:时点](?:\d{1,2}(?:[:分]\d{1,2}(?:[.,]\d{1,40})?秒?|分)?)?)\s*([AP]M)?$/i
const joinedTail = /^(\d{8})(\d{2})(\d{2})(\d{2})?$/
const zone = /^(.+?)\s?(Z|[+-]\d{2}(?::?\d{2})?)$/i

/** Text of a date and of a time of day (`H:mm[:ss[.f]]`, '' for none, with AM or PM in front where it is stated). */
export interface SplitMoment {
  readonly date: string
  readonly time: string
}

/** The date's and the time's text of one that may hold both; of text longer than any date, the text itself. */
export function splitTime(text: string): SplitMoment {
  if (text.length > longestDate) return { date: text, time: '' }
  const joined = joinedTail.exec(text)
  if (joined !== null) return { date: joined[1] ?? '', time: `${joined[2] ?? ''}:${joined[3] ?? ''}:${joined[4] ?? '00'}` }
  const parts = tail.exec(text)
  if (parts === null || parts.index === 0) return { date: text, time: '' }
  const half = (parts[1] ?? parts[3] ?? '').toUpperCase()
  const clock = (parts[2] ?? '')
    .replace(/[分秒]$/, '')
    .replace(/[时点]$/, ':00')
    .replace(/[时点分]/g, ':')
  return { date: text.slice(0, parts.index), time: `${half === '上午' ? 'AM' : half === '下午' ? 'PM' : half}${clock}` }
}

export interface Time {
  readonly text: string
  /** More than six digits of a second were given. */
  readonly cut: boolean
}

/** `HH:mm:ss[.ffffff]` of a time's text; null when there is no such time. 12:30 AM (上午12:30) is half past midnight. */
export function readTime(text: string): Time | null {
  const parts = /^([AP]M)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,40}))?)?$/.exec(text)
  if (parts === null) return null
  const [written, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4] ?? '0')]
  const hour = hourOf(written, parts[1])
  if (hour > 23 || minute > 59 || second > 59) return null
  const fraction = withoutEndingZeros(parts[5] ?? '')
  const clock = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
  return {
    text: fraction === '' ? clock : `${clock}.${withoutEndingZeros(fraction.slice(0, 6))}`.replace(/\.$/, ''),
    cut: fraction.length > 6,
  }
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === 'AM') return hour === 12 ? 0 : hour > 12 ? 24 : hour
  return half === 'PM' && hour < 12 ? hour + 12 : hour
}

function withoutEndingZeros(fraction: string): string {
  let end = fraction.length
  while (end > 0 && fraction.charCodeAt(end - 1) === 48) end--
  return fraction.slice(0, end)
}

/** `YYYY-MM-DD HH:mm:ss[.f]` in Asia/Shanghai (+08:00) of an instant with a zone; null for any other text. */
export function instantToShanghai(text: string): string | null {
  if (text.length > longestDate) return null
  const parts = zone.exec(text)
  if (parts === null) return null
  const { date, time } = splitTime((parts[1] ?? '').trimEnd())
  const read = readTime(time)
  if (read === null || !isStandardDate(date)) return null
  const offset = offsetMinutes(parts[2] ?? 'Z')
  if (offset === null) return null
  const minutes = Number(read.text.slice(0, 2)) * 60 + Number(read.text.slice(3, 5)) - offset + 8 * 60
  const days = daysOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))) + Math.floor(minutes / 1440)
  const day = dayOfDays(days)
  if (day === null) return null
  const ofDay = ((minutes % 1440) + 1440) % 1440
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${day} ${pad(Math.floor(ofDay / 60))}:${pad(ofDay % 60)}${read.text.slice(5)}`
}

function offsetMinutes(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0
  const digits = text.slice(1).replace(':', '')
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || '0')]
  if (hours > 14 || minutes > 59) return null
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** A date's and a time's text of a cell, an instant turned into Asia/Shanghai (+08:00) first. */
export function splitMoment(raw: string): SplitMoment {
  if (raw.length > longestDate * 4) return { date: raw, time: '' }
  const text = tidyDate(raw).trim()
  return splitTime(instantToShanghai(text) ?? text)
}
