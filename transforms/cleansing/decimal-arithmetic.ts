import type { ConfigSchema } from '../../core/config.ts'
import type { Value } from '../../core/values.ts'
import { readDecimal, readNumber } from './decimal-text.ts'
import { isNumeric, plainText } from './read-text.ts'
import { foldWidth } from './tidy-code.ts'

export type Rounding = 'half-even' | 'half-up' | 'down'
export const roundingOption = {
  type: 'string',
  enum: ['half-even', 'half-up', 'down'],
  default: 'half-even',
  description: '舍入：四舍六入五成双、四舍五入（远离零）或截去 / half to the even digit (GB/T 8170), half away from zero, or towards zero',
} as const satisfies ConfigSchema
export const scaleOption = {
  type: 'integer',
  minimum: 0,
  maximum: 30,
  description: '小数位数；结果除不尽时必须写明 / digits after the point; needed where a result may not end',
} as const satisfies ConfigSchema

/** An exact number: `over` is positive. */
export interface Ratio {
  readonly units: bigint
  readonly over: bigint
}

/** Beyond this a cell holds no number of a register; it also keeps every computation short. */
const mostDigits = 1000

/** The exact decimal that a cell holds, as a number or as text with `+`, separators or full-width digits; null for none. */
export function readDecimalCell(value: Value): string | null {
  const raw = plainText(value)
  if (raw === null || raw.length > mostDigits * 2) return null
  const text = foldWidth(raw).trim()
  const decimal = isNumeric(value) ? readNumber(text) : readDecimal(text)
  return decimal === null || decimal.length > mostDigits ? null : decimal
}

/** @param decimal an exact decimal, as `readDecimal` gives it */
export function ratioOf(decimal: string): Ratio {
  const point = decimal.indexOf('.')
  if (point < 0) return { units: BigInt(decimal), over: 1n }
  return { units: BigInt(decimal.slice(0, point) + decimal.slice(point + 1)), over: 10n ** BigInt(decimal.length - point - 1) }
}

export function addRatios(left: Ratio, right: Ratio): Ratio {
  return reduce(left.units * right.over + right.units * left.over, left.over * right.over)
}

export function multiplyRatios(left: Ratio, right: Ratio): Ratio {
  return reduce(left.units * right.units, left.over * right.over)
}

/** One over it; the ratio must not be zero. */
export function invertRatio({ units, over }: Ratio): Ratio {
  return units < 0n ? { units: -over, over: -units } : { units: over, over: units }
}

function reduce(units: bigint, over: bigint): Ratio {
  let a = units < 0n ? -units : units
  let b = over
  while (b !== 0n) [a, b] = [b, a % b]
  return { units: units / a, over: over / a }
}

/** Whether every decimal times this ratio is a decimal that ends: nothing but 2 and 5 divides what it is over. */
export function isExact(ratio: Ratio): boolean {
  return digitsOf(ratio) !== null
}

/** Digits after the point that the ratio takes; null where they never end. */
function digitsOf({ units, over }: Ratio): number | null {
  let rest = reduce(units, over).over
  let digits = 0
  for (const factor of [10n, 5n, 2n]) for (; rest % factor === 0n; rest /= factor) digits++
  return rest === 1n ? digits : null
}

/**
 * The ratio as an exact decimal without zeros at its end. With a scale it is rounded to so many digits, once; without
 * one it must be exact (see `isExact`).
 */
export function ratioText(ratio: Ratio, scale: number | undefined, rounding: Rounding): string {
  const digits = scale ?? digitsOf(ratio) ?? 0
  return decimalText(roundedQuotient(ratio.units * 10n ** BigInt(digits), ratio.over, rounding), digits)
}

function roundedQuotient(units: bigint, over: bigint, rounding: Rounding): bigint {
  const whole = units / over
  const twice = (units % over) * 2n
  const rest = twice < 0n ? -twice : twice
  if (rounding === 'down' || rest < over) return whole
  if (rest === over && rounding === 'half-even' && whole % 2n === 0n) return whole
  return units < 0n ? whole - 1n : whole + 1n
}

function decimalText(units: bigint, digits: number): string {
  const negative = units < 0n
  const text = (negative ? -units : units).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  let end = text.length
  while (end > whole.length && text.charCodeAt(end - 1) === 48) end--
  return `${negative ? '-' : ''}${whole}${end > whole.length ? `.${text.slice(whole.length, end)}` : ''}`
}
