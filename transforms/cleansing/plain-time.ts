import { isStandardDate } from './plain-date.ts'
import { dayOfDays, daysOf } from './plain-day.ts'

const timeTail = /^(.+?)(?:T|\s)\s*(\d{1,2}:\d{1,2}(?::\d{1,2}(?:[.,]\d+)?)?)$/s
const writtenTail = /^(.+[日号])\s*(\d{1,2})[时点](\d{1,2})分(?:(\d{1,2})秒)?$/s
const joinedTail = /^(\d{8})(\d{2})(\d{2})(\d{2})$/
const zone = /^(.+?)\s*(Z|[+-]\d{2}(?::?\d{2})?)$/is

/** The date's text and the time's (`H:mm[:ss[.f]]`, '' for none) of text that may hold both. */
export function splitTime(text: string): { readonly date: string; readonly time: string } {
  let parts = timeTail.exec(text)
  if (parts !== null) return { date: parts[1] ?? '', time: parts[2] ?? '' }
  parts = joinedTail.exec(text)
  if (parts !== null) return { date: parts[1] ?? '', time: `${parts[2] ?? ''}:${parts[3] ?? ''}:${parts[4] ?? ''}` }
  parts = writtenTail.exec(text)
  if (parts !== null) return { date: parts[1] ?? '', time: `${parts[2] ?? ''}:${parts[3] ?? ''}:${parts[4] ?? '0'}` }
  return { date: text, time: '' }
}

export interface Time {
  readonly text: string
  /** More than six digits of a second were given. */
  readonly cut: boolean
}

/** `HH:mm:ss[.ffffff]` of a time's text; null when there is no such time. */
export function readTime(text: string): Time | null {
  const parts = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?$/.exec(text)
  if (parts === null) return null
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? '0')]
  if (hour > 23 || minute > 59 || second > 59) return null
  const fraction = (parts[4] ?? '').replace(/0+$/, '')
  const clock = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
  return { text: fraction === '' ? clock : `${clock}.${fraction.slice(0, 6)}`, cut: fraction.length > 6 }
}

/** `YYYY-MM-DD HH:mm:ss[.f]` in Asia/Shanghai (+08:00) of an instant with a zone; null for any other text. */
export function instantToShanghai(text: string): string | null {
  const parts = zone.exec(text)
  if (parts === null) return null
  const { date, time } = splitTime(parts[1] ?? '')
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
