import { currencyWords, unitPlaces } from '../lists/currencies.ts'
import { upperAscii } from './characters.ts'
import { cutZeros, measureDecimal, readDecimal, readNumber, shiftDecimal } from './decimal-text.ts'
import { foldWidth, withoutInvisible } from './tidy-code.ts'

export type MoneyProblem = 'NOT_MONEY' | 'CURRENCY_UNKNOWN'
export interface MoneyUnit {
  /** Power of ten; null where the text states none. */
  readonly places: number | null
  /** ISO 4217; null where the text states none. */
  readonly currency: string | null
}
export interface Money extends MoneyUnit {
  /** As written, before its unit is applied. */
  readonly amount: string
  readonly emptyBracket: boolean
}

const currencyAlternatives = [...currencyWords.keys()].map((word) => word.replace(/[$]/g, '\\$&')).join('|')
const prefix = new RegExp(`^(${currencyAlternatives}):?(?=[+-]?\\d)`, 'i')
const shape = /^([+-]?[\d,]+(?:\.\d*)?)(.*)$/s
const unit = /^(百万|千万|十万|千|万|亿)?(.*)$/su

/** Longer texts are no amount. */
const longest = 200

/** Reads amount, unit and currency of one cell: `50(万元人民币)`, `2,696万元`, `¥50`. */
export function readMoney(raw: string, numeric: boolean): Money | { readonly problem: MoneyProblem } {
  const text = raw.length > longest ? '' : foldWidth(withoutInvisible(raw)).replace(/\s/g, '')
  const plain = numeric ? readNumber(text) : null
  if (plain !== null) return { amount: plain, places: null, currency: null, emptyBracket: false }
  const front = prefix.exec(text)
  const parts = shape.exec(front === null ? text : text.slice(front[0].length))
  const amount = parts === null ? null : readDecimal(parts[1] ?? '')
  if (parts === null || amount === null) return { problem: 'NOT_MONEY' }
  const rest = parts[2] ?? ''
  const stated = readUnit(rest)
  if (stated === null) return { problem: 'CURRENCY_UNKNOWN' }
  const before = front === null ? null : (currencyWords.get((front[1] ?? '').toUpperCase()) ?? null)
  if (before !== null && stated.currency !== null && before !== stated.currency) return { problem: 'CURRENCY_UNKNOWN' }
  return { amount, places: stated.places, currency: before ?? stated.currency, emptyBracket: /\(\)/.test(rest) }
}

/** Unit and currency of words such as `万元(人民币)`, `万美元`; null when a word is not known. */
export function readUnit(raw: string): MoneyUnit | null {
  const words = (raw.length > longest ? '?' : foldWidth(raw)).replace(/[\s()[\]]/g, '').replace(/[整正]$/, '')
  const parts = unit.exec(words)
  const rest = parts?.[2] ?? ''
  const places = parts?.[1] === undefined ? null : (unitPlaces.get(parts[1]) ?? null)
  if (rest === '') return { places, currency: null }
  // 元 alone says that the amount is in single units, and of no currency in particular.
  if (rest === '元' || rest === '圆') return { places: places ?? 0, currency: null }
  const currency = currencyOf(rest)
  if (currency !== null) return { places: places ?? (rest.endsWith('元') ? 0 : null), currency }
  // The currency may come first: 人民币万元.
  const turned = /^(.+?)(百万|千万|十万|千|万|亿)元?$/u.exec(rest)
  const first = places === null && turned !== null ? currencyOf(turned[1] ?? '') : null
  return first === null ? null : { places: unitPlaces.get(turned?.[2] ?? '') ?? null, currency: first }
}

function currencyOf(words: string): string | null {
  return currencyWords.get(upperAscii(words)) ?? currencyWords.get(upperAscii(words.replace(/^[元圆]/, ''))) ?? null
}

/** The amount in single units of its currency; where it was in others, without zeros that its end no longer needs. */
export function inSingleUnits(amount: string, places: number): string {
  if (places === 0) return amount
  const shifted = shiftDecimal(amount, places)
  return cutZeros(shifted, measureDecimal(shifted).scale)
}
