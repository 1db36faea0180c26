import type { Cell } from '../../core/field.ts'
import type { Codes, Value } from '../../core/values.ts'

/** Reasons that every type may give, and the fix of a token that stands for nothing. */
export const textCodes = {
  NUL_CHARACTER: { zh: '含有空字符 U+0000，数据库不能保存', en: 'holds U+0000, which the database cannot store' },
  LONE_SURROGATE: { zh: '含有残缺的字符（半个代理对）', en: 'holds half of a character (a lone surrogate)' },
  UNDECODABLE: { zh: '文字编码无法识别', en: 'bytes that no encoding explains' },
  NOT_TEXT: { zh: '是二进制内容，不是文本', en: 'binary content, not text' },
  NULL_TOKEN: { zh: '表示“无”的写法视为空', en: 'a token for "none" read as null' },
  TRIMMED: { zh: '去掉首尾空白', en: 'white space at the ends removed' },
} as const satisfies Codes

export type TextCode = keyof typeof textCodes

const suspicious = /[\0\ud800-\udfff]/
const loneSurrogate = /\p{Surrogate}/u

/**
 * A value as text that PostgreSQL can hold; null for null, and after a rejection. Numbers, dates and booleans give
 * the text that they were written with.
 */
export function readText(value: Value, cell: Cell<TextCode>): string | null {
  if (value === null) return null
  let text: string
  if (typeof value === 'string') text = value
  else if (typeof value === 'boolean') text = value ? 'true' : 'false'
  else if (value instanceof Uint8Array) return cell.reject('NOT_TEXT')
  else if (value.tag === 'undecodable') return cell.reject('UNDECODABLE')
  else text = value.text
  if (!suspicious.test(text)) return text
  if (text.includes('\0')) return cell.reject('NUL_CHARACTER')
  return loneSurrogate.test(text) ? cell.reject('LONE_SURROGATE') : text
}

/** Controls, blanks other than a plain space, invisible and private-use characters, surrogates; a blank at an end. */
const untidy = /[\0-\x1f\x7f-\xa0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff\ufeff]|^ | $/
const fullWidth = /[\uff01-\uff5e]/

/** Of longer text the patterns are told sooner than the loop. */
const longestOrdinary = 64

/** Only ideographs and visible ASCII: what most cells hold, told without the patterns. */
function isOrdinary(text: string): boolean {
  if (text.length > longestOrdinary) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (!((code >= 0x4e00 && code <= 0x9fff) || (code > 0x20 && code < 0x7f))) return false
  }
  return text !== ''
}

/** Whether text needs nothing done in any type that keeps words as they are: one look instead of one for each rule. */
export function isTidyText(text: string): boolean {
  return isOrdinary(text) || (text !== '' && !untidy.test(text))
}

/** The same for types that fold width. */
export function isTidyHalfWidth(text: string): boolean {
  return isOrdinary(text) || (text !== '' && !untidy.test(text) && !fullWidth.test(text))
}

/** The same without a cell, for reading alone (null tokens, filters); null where there is no text. */
export function plainText(value: Value): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Uint8Array || value.tag === 'undecodable') return null
  return value.text
}

/** Whether a spreadsheet or a database gave a number, not a text of digits. */
export function isNumeric(value: Value): boolean {
  return value !== null && typeof value === 'object' && !(value instanceof Uint8Array) && value.tag === 'number'
}

/** The text after a change of writing, counted as a fix where it differs. */
export function changed<Code extends string>(cell: Cell<Code>, code: Code, before: string, after: string): string {
  if (after !== before) cell.fixed(code, before, after)
  return after
}

/** White space at both ends removed, counted as a fix. */
export function trimText(text: string, cell: Cell<'TRIMMED'>): string {
  return changed(cell, 'TRIMMED', text, text.trim())
}
