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
const invisible = new RegExp(anyInvisible, 'g')
const anyFullWidth = /[\u3000\uff01-\uff5e]/
const fullWidth = new RegExp(anyFullWidth, 'g')
const innerSpace = /[ \t\u3000]/g
const wrapper = /^="(.*)"$/s

/** U+FF01-FF5E less 0xFEE0, U+3000 to a space; nothing else (no NFKC: it rewrites ideographs). */
export function foldWidth(text: string): string {
  // Asked first: replacing by a function costs even where nothing is found.
  if (!anyFullWidth.test(text)) return text
  return text.replace(fullWidth, (character) => (character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0)))
}

export function withoutInvisible(text: string): string {
  return anyInvisible.test(text) ? text.replace(invisible, '') : text
}

/**
 * The text of a code field with its writing put right; each change is added to `fixes`.
 * Look-alikes (O for 0, the Cyrillic letter for X, ..) stay: they are for a person to decide.
 */
export function tidyCode(text: string, fixes: Fix[]): string {
  let tidy = text
  const step = (rule: keyof typeof tidyCodes, after: string) => {
    if (after === tidy) return
    fixes.push({ rule, before: tidy, after })
    tidy = after
  }
  step('INVISIBLE', withoutInvisible(tidy))
  // U+3000 at the ends is white space to trim, not a character to fold.
  step('TRIMMED', tidy.trim())
  step('FULL_WIDTH', foldWidth(tidy))
  step('FORMULA_WRAPPER', wrapper.exec(tidy)?.[1] ?? tidy)
  step('APOSTROPHE', tidy.startsWith("'") ? tidy.slice(1) : tidy)
  step('TRIMMED', tidy.trim())
  step('INNER_SPACE', tidy.replace(innerSpace, ''))
  return tidy
}

const lostExponent = /^[+-]?(\d+\.\d+E\+?\d+|\d+E\+\d+)$/i
const lostTail = /^[+-]?\d{16,}\.0*$/

/** Text that a spreadsheet has made of a long number: 5.10184E+17, or 16 and more digits with `.0` behind them. */
export function isPrecisionLost(text: string): boolean {
  return lostExponent.test(text) || lostTail.test(text)
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
