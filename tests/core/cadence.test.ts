import { describe, expect, test } from 'vitest'
import { cadenceOf, periodOf, shanghaiDate, type Update } from '../../core/cadence.ts'

describe('cadence', () => {
  test.each<[Update, object]>([
    ['realtime', { kind: 'interval', minutes: 5 }],
    ['daily', { kind: 'calendar', hour: 2, minute: 30 }],
    ['weekly', { kind: 'calendar', dayOfWeek: 1, hour: 2, minute: 30 }],
    ['monthly', { kind: 'calendar', dayOfMonth: 1, hour: 2, minute: 30 }],
    ['quarterly', { kind: 'calendar', month: [1, 4, 7, 10], dayOfMonth: 1, hour: 2, minute: 30 }],
    ['yearly', { kind: 'calendar', month: [1], dayOfMonth: 1, hour: 2, minute: 30 }],
  ])('%s', (update, cadence) => {
    expect(cadenceOf(update, '02:30')).toEqual(cadence)
  })
})

describe('a period is the one that clocks in China show', () => {
  test.each<[Update, string, string]>([
    ['realtime', '2026-11-24T02:07:59Z', '2026-11-24T10:05'],
    ['realtime', '2026-11-24T15:59:59Z', '2026-11-24T23:55'],
    ['daily', '2026-11-23T15:59:59Z', '2026-11-23'],
    ['daily', '2026-11-23T16:00:00Z', '2026-11-24'],
    ['daily', '2026-11-24T00:30:00+08:00', '2026-11-24'],
    ['weekly', '2026-11-22T16:00:00Z', '2026-W48'],
    ['weekly', '2026-11-22T15:59:00Z', '2026-W47'],
    ['monthly', '2026-11-30T16:00:00Z', '2026-12'],
    ['quarterly', '2026-12-31T15:59:59Z', '2026-Q4'],
    ['quarterly', '2026-06-30T16:00:00Z', '2026-Q3'],
    ['yearly', '2026-12-31T16:00:00Z', '2027'],
  ])('%s at %s is %s', (update, instant, period) => {
    expect(periodOf(cadenceOf(update, '02:00'), instant)).toBe(period)
  })

  test.each([
    ['2021-01-03T04:00:00Z', '2020-W53'],
    ['2024-12-30T04:00:00Z', '2025-W01'],
    ['2026-01-01T04:00:00Z', '2026-W01'],
    ['2027-01-01T04:00:00Z', '2026-W53'],
  ])('the week of %s belongs to the year of its Thursday: %s', (instant, week) => {
    expect(periodOf(cadenceOf('weekly', '00:00'), instant)).toBe(week)
  })

  test('the machine’s own time zone changes nothing', () => {
    const before = process.env['TZ']
    try {
      for (const zone of ['America/Los_Angeles', 'Pacific/Kiritimati']) {
        process.env['TZ'] = zone
        expect(shanghaiDate('2026-03-08T15:59:59.999Z')).toBe('2026-03-08')
        expect(shanghaiDate('2026-03-08T16:00:00Z')).toBe('2026-03-09')
      }
    } finally {
      process.env['TZ'] = before
    }
  })

  test.each(['2026-11-24', '2026-11-24T10:00:00', 'tomorrow', '2026-13-01T00:00:00Z'])('%s is no instant', (text) => {
    expect(() => shanghaiDate(text)).toThrow(/INSTANT_UNREADABLE/)
  })
})
