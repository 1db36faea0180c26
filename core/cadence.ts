import { defineErrors } from './errors.ts'

const errors = defineErrors({
  INSTANT_UNREADABLE: {
    recovery: 'abort',
    message: { zh: '不是带时区的时刻：{found}', en: 'not an instant with its offset: {found}' },
    remedy: { zh: '写成 2026-11-24T02:05:00Z 这样的形式。', en: 'Write it like 2026-11-24T02:05:00Z.' },
  },
})

export const updates = ['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const
/** 更新频度 of a catalog entry (Article 21). */
export type Update = (typeof updates)[number]

/**
 * When an asset is brought up to date, in Asia/Shanghai. An interval starts at full multiples of its minutes. In a
 * calendar what is absent is not restricted; months are 1 to 12, days of the week 1 (Monday) to 7 (Sunday). Hour and
 * minute always stand there, seconds are 0.
 */
export type Cadence =
  | { readonly kind: 'interval'; readonly minutes: number }
  | {
      readonly kind: 'calendar'
      readonly month?: readonly number[]
      readonly dayOfMonth?: number
      readonly dayOfWeek?: number
      readonly hour: number
      readonly minute: number
    }

const realtimeMinutes = 5

/** The cadence of an update frequency; `at` is `HH:mm`, and says nothing for `realtime`. Weeks run on Monday, longer periods on their first day. */
export function cadenceOf(update: Update, at: string): Cadence {
  const time = { hour: Number(at.slice(0, 2)), minute: Number(at.slice(3, 5)) }
  switch (update) {
    case 'realtime':
      return { kind: 'interval', minutes: realtimeMinutes }
    case 'daily':
      return { kind: 'calendar', ...time }
    case 'weekly':
      return { kind: 'calendar', dayOfWeek: 1, ...time }
    case 'monthly':
      return { kind: 'calendar', dayOfMonth: 1, ...time }
    case 'quarterly':
      return { kind: 'calendar', month: [1, 4, 7, 10], dayOfMonth: 1, ...time }
    case 'yearly':
      return { kind: 'calendar', month: [1], dayOfMonth: 1, ...time }
  }
}

/**
 * The period that an instant lies in, in Asia/Shanghai: `2026-11-24T10:05` for an interval (its start), `2026-11-24`,
 * `2026-W48` (ISO 8601), `2026-11`, `2026-Q4` or `2026` for calendars. Throws INSTANT_UNREADABLE.
 */
export function periodOf(cadence: Cadence, instantIso: string): string {
  const local = shanghaiClock(instantIso)
  const date = local.slice(0, 10)
  if (cadence.kind === 'interval') {
    const minutes = Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16))
    const start = minutes - (minutes % cadence.minutes)
    return `${date}T${twoDigits(Math.floor(start / 60))}:${twoDigits(start % 60)}`
  }
  if (cadence.dayOfWeek !== undefined) return isoWeek(date)
  if (cadence.month === undefined) return cadence.dayOfMonth === undefined ? date : date.slice(0, 7)
  const year = date.slice(0, 4)
  return cadence.month.length === 1 ? year : `${year}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`
}

/** The plain date (`yyyy-MM-dd`) that an instant has in Asia/Shanghai. Throws INSTANT_UNREADABLE. */
export function shanghaiDate(instantIso: string): string {
  return shanghaiClock(instantIso).slice(0, 10)
}

const dayMs = 86_400_000
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/

/** `yyyy-MM-ddTHH:mm...` as clocks in China show it: UTC+8; there has been no summer time since 1991. */
function shanghaiClock(instantIso: string): string {
  // without its offset an instant would be read in the machine's own zone
  const ms = instant.test(instantIso) ? Date.parse(instantIso) : Number.NaN
  if (Number.isNaN(ms)) throw errors('INSTANT_UNREADABLE', { found: instantIso })
  return new Date(ms + 8 * 3_600_000).toISOString()
}

/** A week belongs to the year of its Thursday. */
function isoWeek(date: string): string {
  const day = Date.parse(`${date}T00:00:00Z`)
  const weekday = (new Date(day).getUTCDay() + 6) % 7
  const thursday = new Date(day + (3 - weekday) * dayMs)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7) + 1
  return `${year}-W${twoDigits(week)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
