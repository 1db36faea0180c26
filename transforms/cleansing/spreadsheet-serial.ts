import { dayOfDays, daysOf } from './plain-day.ts'

const first1900 = daysOf(1899, 12, 30)
const first1904 = daysOf(1904, 1, 1)
const serialForm = /^(\d{1,7})(?:\.(\d{1,20}))?$/

export interface SerialMoment {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `H:mm:ss.fff`, '' at midnight. */
  readonly time: string
}

/**
 * A spreadsheet's serial: days since its system's first, and a share of a day, which is a rounded binary fraction and
 * is read to the millisecond. The 1900 system counts a 29 February 1900 that never was: 60 is no day, and serials
 * before it lie one day off from base 1899-12-30. Null for a number that is no day, undefined for other text: four
 * digits in a text cell are a year.
 */
export function readSerial(text: string, system: '1900' | '1904', isCell: boolean): SerialMoment | null | undefined {
  const parts = serialForm.exec(text)
  if (parts === null || (!isCell && parts[1]?.length === 4)) return undefined
  const milliseconds = Math.round(Number(`0.${parts[2] ?? '0'}`) * 86_400_000)
  const serial = Number(parts[1]) + Math.floor(milliseconds / 86_400_000)
  const date = system === '1904' ? dayOfDays(first1904 + serial) : dayOf1900(serial)
  return date === null ? null : { date, time: clockOf(milliseconds % 86_400_000) }
}

function dayOf1900(serial: number): string | null {
  if (serial < 1 || serial === 60) return null
  return dayOfDays(first1900 + (serial < 60 ? serial + 1 : serial))
}

function clockOf(milliseconds: number): string {
  if (milliseconds === 0) return ''
  const seconds = Math.floor(milliseconds / 1000)
  const pad = (part: number, width = 2) => String(part).padStart(width, '0')
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(milliseconds % 1000, 3)}`
}
