import type { Codes } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'

/** What may be fixed automatically in a code or an identity number; each changes writing, never a character's meaning. */
export const tidyCodes = {
  INVISIBLE: { zh: '去掉零宽字符、方向标记或 BOM', en: 'zero-width characters, bidi marks or a BOM removed' },
  FULL_WIDTH: { zh: '全角改为半角', en: 'full-width characters made half-width' },
  TRIMMED: { zh: '去掉首尾空白', en: 'white space at the ends removed' },
  FORMULA_WRAPPER: { zh: '去掉 ="..." 包裹', en: 'the ="..." wrapper removed' },
  APOSTROPHE: { zh: "去掉开头的 ' 号", en: "a leading ' removed" },
  INNER_SPACE: { zh: '去掉中间的空格或制表符', en: 'inner spaces or tabs removed' },
} as const satisfies Codes

const anyInvisible = /[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/
const invisible = new RegExp(`${anyInvisible.source}+`, 'g')
const anyFullWidth = /[\u3000\uff01-\uff5e]/
const innerSpace = /[ \t\u3000]+/g
/** Longer than any code with its blanks; what is longer is read no further, so that no text takes seconds to refuse. */
export const longestCode = 10_000
const wrapper = /^="(.*)"$/s

/** U+FF01-FF5E less 0xFEE0, U+3000 to a space; nothing else (no NFKC: it rewrites ideographs). */
export function foldWidth(text: string): string {
  if (!anyFullWidth.test(text)) return text
  // By blocks: a replacement by a function costs ten times as much where a long text is full of such characters.
  let folded = ''
  for (let from = 0; from < text.length; from += block) {
    const units: number[] = []
    for (let at = from; at < from + block && at < text.length; at++) units.push(halfWidth(text.charCodeAt(at)))
    folded += String.fromCharCode(...units)
  }
  return folded
}

const block = 4096

function halfWidth(unit: number): number {
  if (unit === 0x3000) return 0x20
  return unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit
}

export function withoutInvisible(text: string): string {
  return anyInvisible.test(text) ? text.replace(invisible, '') : text
}

/**
 * The text of a code field with its writing put right; each change is added to `fixes`.
 * Look-alikes (O for 0, the Cyrillic letter for X, ..) stay: they are for a person to decide.
 */
export function tidyCode(text: string, fixes: Fix[]): string {
  if (isTidy(text)) return text
  let tidy = text
  const step = (rule: keyof typeof tidyCodes, after: string) => {
    if (after === tidy) return
    fixes.push({ rule, before: tidy, after })
    tidy = after
  }
  step('INVISIBLE', withoutInvisible(tidy))
  // U+3000 at the ends is white space to trim, not a character to fold.
  step('TRIMMED', tidy.trim())
  if (tidy.length > longestCode) return tidy
  step('FULL_WIDTH', foldWidth(tidy))
  step('FORMULA_WRAPPER', wrapper.exec(tidy)?.[1] ?? tidy)
  step('APOSTROPHE', tidy.startsWith("'") ? tidy.slice(1) : tidy)
  step('TRIMMED', tidy.trim())
  step('INNER_SPACE', tidy.replace(innerSpace, ''))
  return tidy
}

/** Letters, digits and signs of ASCII without a wrapper: what nearly every code is, and no rule has anything to do there. */
function isTidy(text: string): boolean {
  const first = text.charCodeAt(0)
  if (first === 39 || first === 61) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x21 || code > 0x7e) return false
  }
  return true
}

const lostExponent = /^[+-]?(\d+\.\d+E\+?\d+|\d+E\+\d+)$/i
const lostTail = /^[+-]?\d{16,}\.0*$/

/** Text that a spreadsheet has made of a long number: 5.10184E+17, or 16 and more digits with `.0` behind them. */
export function isPrecisionLost(text: string): boolean {
  if (!text.includes('.') && !text.includes('E') && !text.includes('e')) return false
  // No number type writes more; a long enough text of digits ends the engine's stack.
  return text.length <= 400 && (lostExponent.test(text) || lostTail.test(text))
}

/** A numeric cell holds 15 digits exactly; 16 and more have been rounded already, whatever it shows. */
export function isNumberTooLong(text: string): boolean {
  let digits = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 48 && code <= 57) digits++
    else if (code === 69 || code === 101) return true
  }
  return digits > 15
}
