import type { CalendarSpec, ScheduleDescription, ScheduleSpec } from '@temporalio/client'
import type { Cadence } from '../core/cadence.ts'
import type { Json } from '../core/values.ts'

/** A schedule as the catalog wants it. */
export interface WantedSchedule {
  /** `<verb>/<asset>`, such as `ingest/police.resident-register`. */
  readonly id: string
  readonly workflowType: string
  readonly args: readonly Json[]
  readonly cadence: Cadence
  /** Shown in the UI's metadata tab. */
  readonly summary: string
}

const timezone = 'Asia/Shanghai'
const minuteMs = 60_000
const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const
const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const

/** A cadence in Temporal's terms. Temporal reads an hour, minute or second that is not given as 0, and any other part as unrestricted. */
export function specOf(cadence: Cadence): ScheduleSpec {
  if (cadence.kind === 'interval') {
    // Temporal counts from midnight in UTC, which is 08:00 here
    const offset = ((16 * 60) % cadence.minutes) * minuteMs
    return { intervals: [{ every: cadence.minutes * minuteMs, offset }], timezone }
  }
  const calendar: CalendarSpec = { second: 0, minute: cadence.minute, hour: cadence.hour }
  if (cadence.month !== undefined) calendar.month = cadence.month.map((month) => named(months, month))
  if (cadence.dayOfMonth !== undefined) calendar.dayOfMonth = cadence.dayOfMonth
  if (cadence.dayOfWeek !== undefined) calendar.dayOfWeek = named(days, cadence.dayOfWeek)
  return { calendars: [calendar], timezone }
}

type Comparable = { readonly [what: string]: Json }

/** A schedule's parts as plain data in one form, to be held against `asFound`. */
export function asWanted(wanted: WantedSchedule, taskQueue: string): Comparable {
  const { cadence } = wanted
  const times =
    cadence.kind === 'interval'
      ? { everyMinutes: cadence.minutes, offsetMinutes: (16 * 60) % cadence.minutes }
      : {
          month: cadence.month ?? all(1, 12),
          dayOfMonth: cadence.dayOfMonth === undefined ? all(1, 31) : [cadence.dayOfMonth],
          dayOfWeek: cadence.dayOfWeek === undefined ? all(1, 7) : [cadence.dayOfWeek],
          time: [clock(cadence.hour, cadence.minute, 0)],
        }
  return {
    times: [times],
    timezone,
    workflow: { type: wanted.workflowType, taskQueue, args: wanted.args, id: `schedule/${wanted.id}` },
    summary: wanted.summary,
    policies: { overlap: 'SKIP', catchupSeconds: 600, pauseOnFailure: false },
  }
}

/** What the server has, in the form of `asWanted`. */
export function asFound({ spec, action, policies }: ScheduleDescription): Comparable {
  const intervals = (spec.intervals ?? []).map(({ every, offset }) => ({
    everyMinutes: every / minuteMs,
    offsetMinutes: offset / minuteMs,
  }))
  const calendars = (spec.calendars ?? []).map((calendar) => ({
    month: unfold(calendar.month.map((range) => ({ ...range, start: indexIn(months, range.start), end: indexIn(months, range.end) }))),
    dayOfMonth: unfold(calendar.dayOfMonth),
    dayOfWeek: everyDay(calendar.dayOfWeek)
      ? all(1, 7)
      : unfold(calendar.dayOfWeek.map((range) => ({ ...range, start: indexIn(days, range.start), end: indexIn(days, range.end) }))),
    time: clocks(calendar),
  }))
  const more = (spec.skip ?? []).length > 0 || spec.startAt !== undefined || spec.endAt !== undefined || (spec.jitter ?? 0) > 0
  return {
    times: [...intervals, ...calendars, ...(more ? ['more'] : [])],
    timezone: spec.timezone ?? 'UTC',
    workflow: { type: action.workflowType, taskQueue: action.taskQueue, args: (action.args ?? []) as Json[], id: action.workflowId ?? '' },
    summary: action.staticSummary ?? '',
    policies: {
      overlap: policies.overlap ?? 'SKIP',
      catchupSeconds: policies.catchupWindow / 1000,
      pauseOnFailure: policies.pauseOnFailure,
    },
  }
}

interface Numbers {
  readonly start: number
  readonly end: number
  readonly step: number
}

function unfold(ranges: readonly Numbers[]): number[] {
  const values = ranges.flatMap(({ start, end, step }) => {
    const found: number[] = []
    for (let value = start; value <= Math.max(start, end); value += Math.max(1, step)) found.push(value)
    return found
  })
  return values.sort((a, b) => a - b)
}

function clocks({ hour, minute, second }: { hour: Numbers[]; minute: Numbers[]; second: Numbers[] }): string[] {
  const at = (ranges: Numbers[]) => (ranges.length === 0 ? [0] : unfold(ranges))
  return at(hour).flatMap((h) => at(minute).flatMap((m) => at(second).map((s) => clock(h, m, s))))
}

/** Temporal's week begins on Sunday, so all of it is a range that ours can't express. */
function everyDay(ranges: readonly { readonly start: string; readonly end: string }[]): boolean {
  return ranges.some(({ start, end }) => start === 'SUNDAY' && end === 'SATURDAY')
}

function all(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function clock(hour: number, minute: number, second: number): string {
  return [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
}

function named<N extends string>(names: readonly N[], number: number): N {
  const name = names[number - 1]
  if (name === undefined) throw new RangeError(`no month or day has the number ${String(number)}`)
  return name
}

function indexIn(names: readonly string[], name: string): number {
  return names.indexOf(name) + 1
}
