const canonical = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const grouped = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?$/
const exponential = /^([+-]?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,4})$/

/** Longer texts are no number that any field holds; the rule keeps the patterns' work small. */
const longest = 1000

/** Whether text is an exact decimal as it is kept: no sign `+`, no leading zeros, no separators. */
export function isDecimal(text: string): boolean {
  return text.length <= longest && canonical.test(text) && text !== '-0'
}

/** An exact decimal from text that may carry `+`, leading zeros or thousands separators; null for anything else. */
export function readDecimal(text: string): string | null {
  const parts = text.length > longest ? null : grouped.exec(text)
  if (parts === null) return null
  return decimalOf(parts[1] === '-', (parts[2] ?? '').replaceAll(',', ''), parts[3] ?? '')
}

/** A numeric cell's text, exponent written out exactly (1.5e-7). */
export function readNumber(text: string): string | null {
  const parts = text.length > longest ? null : exponential.exec(text)
  if (parts === null) return readDecimal(text)
  const mantissa = decimalOf(parts[1] === '-', parts[2] ?? '', parts[3] ?? '')
  return shiftDecimal(mantissa, Number(parts[4]))
}

/** A numeric cell's text as it would be typed: exponent written out, no zeros after the point; other text as it is. */
export function typedNumber(text: string): string {
  const number = text.length > 40 ? null : readNumber(text)
  if (number === null) return text
  return cutZeros(number, measureDecimal(number).scale)
}

/** An exact decimal times a power of ten, without arithmetic on floating numbers. */
export function shiftDecimal(decimal: string, places: number): string {
  const negative = decimal.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? decimal.slice(1) : decimal).split('.')
  if (places >= 0) {
    const padded = fraction.padEnd(places, '0')
    return decimalOf(negative, whole + padded.slice(0, places), padded.slice(places))
  }
  const padded = whole.padStart(1 - places, '0')
  return decimalOf(negative, padded.slice(0, places), padded.slice(places) + fraction)
}

/** Digits before and after the point, zeros at the end of the fraction left out. */
export function measureDecimal(decimal: string): { readonly whole: number; readonly scale: number } {
  const [whole = '', fraction = ''] = (decimal.startsWith('-') ? decimal.slice(1) : decimal).split('.')
  let scale = fraction.length
  while (scale > 0 && fraction.charCodeAt(scale - 1) === 48) scale--
  return { whole: whole === '0' ? 0 : whole.length, scale }
}

/** The same decimal with no more than `scale` digits after the point; only zeros may be cut (see `measureDecimal`). */
export function cutZeros(decimal: string, scale: number): string {
  const point = decimal.indexOf('.')
  if (point < 0 || decimal.length - point - 1 <= scale) return decimal
  return decimal.slice(0, scale === 0 ? point : point + 1 + scale)
}

function decimalOf(negative: boolean, whole: string, fraction: string): string {
  const digits = whole.replace(/^0+(?=\d)/, '')
  const text = fraction === '' ? digits || '0' : `${digits || '0'}.${fraction}`
  return negative && /[1-9]/.test(text) ? `-${text}` : text
}

/** Orders two exact decimals: negative, 0 or positive. */
export function compareDecimals(left: string, right: string): number {
  const negative = left.startsWith('-')
  if (negative !== right.startsWith('-')) return negative ? -1 : 1
  const [a, b] = negative ? [right.slice(1), left.slice(1)] : [left, right]
  const [wholeA = '', fractionA = ''] = a.split('.')
  const [wholeB = '', fractionB = ''] = b.split('.')
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length
  const width = Math.max(fractionA.length, fractionB.length)
  const [textA, textB] = [wholeA + fractionA.padEnd(width, '0'), wholeB + fractionB.padEnd(width, '0')]
  return textA < textB ? -1 : textA > textB ? 1 : 0
}
