import type { ColumnSpec } from '../core/field.ts'

/** What a writer gives instead of an end: the value is not of the column's form, or is of the form and beyond its range. */
export const malformed = -1
export const outOfRange = -2

/** A column's values as PostgreSQL's binary formats have them (the receive functions of its types, the same in every version). */
export interface ColumnBytes {
  /**
   * Writes a clean value at a place and gives where it ends, else `malformed` or `outOfRange`. There must be three bytes of
   * room for each of its UTF-16 units, and `extraBytes` more.
   */
  write(bytes: Buffer, at: number, value: string): number
  /** The clean text of what was written. */
  read(bytes: Buffer): string
}
export const extraBytes = 16

/**
 * Clean texts by column type: date `YYYY-MM-DD` or `infinity`; timestamp `YYYY-MM-DD HH:MM:SS` with up to six digits of a second;
 * timestamptz the same with `Z` or an offset of hours and minutes; boolean `true` or `false`; bigint and numeric decimal digits with `-`;
 * bytea `\x` and hexadecimal digits.
 */
export function columnBytes({ sql }: ColumnSpec): ColumnBytes {
  return formats[sql]
}

const text: ColumnBytes = { write: writeText, read: (bytes) => bytes.toString('utf8') }

const jsonbVersion = 1
const jsonb: ColumnBytes = {
  write(bytes, at, value) {
    bytes[at] = jsonbVersion
    return writeText(bytes, at + 1, value)
  },
  read: (bytes) => bytes.toString('utf8', 1),
}

const boolean: ColumnBytes = {
  write(bytes, at, value) {
    if (value !== 'true' && value !== 'false') return malformed
    bytes[at] = value === 'true' ? 1 : 0
    return at + 1
  },
  read: (bytes) => String(bytes[0] === 1),
}

/** Without an end: after every other date. */
const openEnd = 'infinity'
const lastDay = 0x7fffffff
const date: ColumnBytes = {
  write(bytes, at, value) {
    if (value.length !== dateUnits) return value === openEnd ? writeInt32(bytes, at, lastDay) : malformed
    const day = readDay(value)
    return day === null ? malformed : Number.isNaN(day) ? outOfRange : writeInt32(bytes, at, day)
  },
  read: (bytes) => (bytes.readInt32BE(0) === lastDay ? openEnd : dayText(bytes.readInt32BE(0))),
}

const timestamp: ColumnBytes = {
  write: (bytes, at, value) => writeMoment(bytes, at, /^.{11}(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(value)),
  read: (bytes) => momentText(bytes.readBigInt64BE(0)),
}

const timestamptz: ColumnBytes = {
  write: (bytes, at, value) =>
    writeMoment(bytes, at, /^.{11}(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-]\d\d)(?::?(\d\d))?)$/.exec(value), true),
  read: (bytes) => `${momentText(bytes.readBigInt64BE(0) + shanghai)}+08:00`,
}

const longestSafe = 15
const bigint: ColumnBytes = {
  write(bytes, at, value) {
    if (!/^-?\d+$/.test(value)) return malformed
    if (value.length <= longestSafe) return writeInt64(bytes, at, Number(value))
    const whole = BigInt(value)
    if (BigInt.asIntN(64, whole) !== whole) return outOfRange
    return bytes.writeBigInt64BE(whole, at)
  },
  read: (bytes) => String(bytes.readBigInt64BE(0)),
}

/** PostgreSQL keeps numbers in groups of four decimal digits; `weight` is the place of the first. */
const groupDigits = 4
const mostDigits = 16_383
const numeric: ColumnBytes = {
  write(bytes, at, value) {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)
    if (match === null) return malformed
    const [, sign, digits = '', fraction = ''] = match
    const whole = digits.replace(/^0+/, '')
    if (whole.length > mostDigits || fraction.length > mostDigits) return outOfRange
    const wholeGroups = Math.ceil(whole.length / groupDigits)
    const groups = wholeGroups + Math.ceil(fraction.length / groupDigits)
    const padded = whole.padStart(wholeGroups * groupDigits, '0') + fraction.padEnd((groups - wholeGroups) * groupDigits, '0')
    let end = bytes.writeInt16BE(groups, at)
    end = bytes.writeInt16BE(wholeGroups - 1, end)
    end = bytes.writeInt16BE(sign === '' ? 0 : negative, end)
    end = bytes.writeInt16BE(fraction.length, end)
    for (let group = 0; group < groups; group++) {
      end = bytes.writeInt16BE(Number(padded.slice(group * groupDigits, (group + 1) * groupDigits)), end)
    }
    return end
  },
  read(bytes) {
    const [groups, weight, sign, scale] = [0, 2, 4, 6].map((at) => bytes.readInt16BE(at)) as [number, number, number, number]
    let digits = ''
    for (let group = 0; group < groups; group++) digits += String(bytes.readInt16BE(8 + 2 * group)).padStart(groupDigits, '0')
    const whole = digits.slice(0, (weight + 1) * groupDigits).replace(/^0+(?=.)/, '')
    const fraction = digits.slice((weight + 1) * groupDigits, (weight + 1) * groupDigits + scale)
    return `${sign === 0 ? '' : '-'}${whole === '' ? '0' : whole}${scale === 0 ? '' : `.${fraction}`}`
  },
}
const negative = 0x4000

const bytea: ColumnBytes = {
  write(bytes, at, value) {
    if (!/^\\x(?:[\da-fA-F]{2})*$/.test(value)) return malformed
    return at + bytes.write(value.slice(2), at, 'hex')
  },
  read: (bytes) => `\\x${bytes.toString('hex')}`,
}

const formats: { readonly [sql in ColumnSpec['sql']]: ColumnBytes } = {
  ...{ text, date, timestamp, timestamptz, boolean, bigint, numeric, jsonb, bytea },
}

/** Longer text is written by the engine at once; for a shorter one that call costs more than the loop does. */
const longestCell = 64

/** Writes text in UTF-8, a lone surrogate as U+FFFD; gives where it ends. There must be three bytes of room for each unit. */
export function writeText(bytes: Buffer, start: number, value: string): number {
  const { length } = value
  if (length > longestCell) return start + bytes.write(value, start)
  let at = start
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index)
    if (code < 0x80) bytes[at++] = code
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else if (code < 0xd800 || code > 0xdfff) {
      bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else return at + bytes.write(value.slice(index), at)
  }
  return at
}

/** Four bytes, the highest first; gives where they end. */
export function writeInt32(bytes: Buffer, at: number, value: number): number {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
  return at + 4
}

/** Eight bytes of a safe integer, the highest first; gives where they end. */
export function writeInt64(bytes: Buffer, at: number, value: number): number {
  const high = Math.floor(value / 0x1_0000_0000)
  return writeInt32(bytes, writeInt32(bytes, at, high), value - high * 0x1_0000_0000)
}

const dateUnits = 10
const zero = 0x30
const hyphen = 0x2d
/** From 0000-03-01, where the reckoning begins, to 2000-01-01, PostgreSQL's day 0. */
const daysBefore = 730_425
const [minuteMicros, dayMicros] = [60_000_000, 86_400_000_000n]
const shanghai = 8n * 60n * BigInt(minuteMicros)

/** Days since 2000-01-01 of the date that a text begins with; null where it has none, NaN where there is no such day. */
function readDay(value: string): number | null {
  for (let at = 0; at < dateUnits; at++) {
    const code = value.charCodeAt(at)
    if (at === 4 || at === 7 ? code !== hyphen : !(code >= zero && code <= zero + 9)) return null
  }
  const year = number(value, 0) * 100 + number(value, 2)
  const month = number(value, 5)
  const day = number(value, 8)
  if (year === 0 || month === 0 || month > 12 || day === 0 || day > daysOf(year, month)) return NaN
  return dayNumber(year, month, day)
}

function number(value: string, at: number): number {
  return (value.charCodeAt(at) - zero) * 10 + value.charCodeAt(at + 1) - zero
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Years are counted from March, so that the day that only some have comes last. */
function dayNumber(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1
  const months = (month + 9) % 12
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  return years * 365 + leapDays + Math.floor((153 * months + 2) / 5) + day - 1 - daysBefore
}

function dayText(days: number): string {
  const [text = ''] = new Date(Date.UTC(2000, 0, 1 + days)).toISOString().split('T')
  return text.replace(/^\+0*/, '')
}

function writeMoment(bytes: Buffer, at: number, match: RegExpExecArray | null, zoned = false): number {
  if (match === null) return malformed
  const [whole, hours = '', minutes = '', seconds = '', fraction = '', zoneHours = '0', zoneMinutes = '0'] = match
  const day = readDay(whole)
  if (day === null || (whole[dateUnits] !== ' ' && whole[dateUnits] !== 'T')) return malformed
  const zone = zoned ? Number(zoneHours) * 60 + Math.sign(Number(`${zoneHours}1`)) * Number(zoneMinutes) : 0
  if (Number.isNaN(day) || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return outOfRange
  if (Math.abs(zone) > 15 * 60 + 59 || Number(zoneMinutes) > 59) return outOfRange
  const micros =
    (Number(hours) * 60 + Number(minutes) - zone) * minuteMicros + Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, '0'))
  return bytes.writeBigInt64BE(BigInt(day) * dayMicros + BigInt(micros), at)
}

function momentText(micros: bigint): string {
  const ofDay = ((micros % dayMicros) + dayMicros) % dayMicros
  const days = Number((micros - ofDay) / dayMicros)
  const seconds = Number(ofDay / 1_000_000n)
  const fraction = String(ofDay % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'))
  return `${dayText(days)} ${clock.join(':')}${fraction === '' ? '' : `.${fraction}`}`
}
