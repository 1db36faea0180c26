import type { Cell } from '../../core/field.ts'
import type { Fix } from '../../core/identity.ts'
import type { Clean, Codes, Value } from '../../core/values.ts'
import { upperAscii } from './characters.ts'
import { isNoneText } from './none-tokens.ts'
import type { NoneTokens } from './none-tokens.ts'
import { readText, textCodes } from './read-text.ts'
import { tidyCode, tidyCodes } from './tidy-code.ts'

export const codeListCodes = {
  CODE_UNKNOWN: { zh: '不在代码表中', en: 'neither a code nor a label of the list' },
  LABEL_TO_CODE: { zh: '名称改为代码', en: 'label replaced by its code' },
} as const satisfies Codes

/** Codes of every type that is made by `createCodeField`. */
export const codeFieldCodes = {
  ...textCodes,
  ...tidyCodes,
  ...codeListCodes,
  LEADING_ZERO: { zh: '补上代码前的 0', en: 'the leading zero of the code restored' },
} as const satisfies Codes

/** Every code and label of a list's rows (code, label, other labels) to its code; a code wins over a label. */
export function codesByLabel(rows: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const codes = new Map<string, string>()
  for (const [code = '', ...labels] of rows) for (const label of labels) if (label !== '') codes.set(label, code)
  for (const [code = ''] of rows) codes.set(code, code)
  return codes
}

export interface CodeFieldParts {
  /** Codes and labels to codes. */
  readonly codes: ReadonlyMap<string, string>
  readonly none: NoneTokens
  /** Digits of every code of the list, where a numeric cell may have lost leading zeros; 0 for codes of several lengths. */
  readonly width?: number
  /** A code of the list that this field does not take. */
  readonly refuses?: (code: string) => boolean
}

type CodeCell = Cell<keyof typeof codeFieldCodes>

/** The function of a field whose values are codes of a list: code or label in, code out. A clean code passes at once. */
export function createCodeField({
  codes,
  none,
  width = 0,
  refuses = () => false,
}: CodeFieldParts): (value: Value, cell: CodeCell) => Clean {
  const longest = longestOf(codes.keys())
  return (value, cell) => {
    if (typeof value === 'string') {
      // Most cells hold a code or a label as the list has it.
      const found = codes.get(value)
      if (found !== undefined && !refuses(found)) {
        if (found !== value) cell.fixed('LABEL_TO_CODE', value, found)
        return found
      }
    }
    const raw = readText(value, cell)
    if (raw === null) return null
    // What the list holds is a value, even where it is also a token for none.
    const listed = codes.get(raw)
    if (listed === undefined && isNoneText(raw, none, cell)) return null
    const fixes: Fix[] = []
    const text = listed === undefined ? tidyLabel(raw, codes, width, longest, fixes) : raw
    const code = listed ?? codes.get(text) ?? codes.get(upperAscii(text))
    if (code === undefined || refuses(code)) return cell.reject('CODE_UNKNOWN')
    for (const { rule, before, after } of fixes) cell.fixed(rule as keyof typeof codeFieldCodes, before, after)
    if (code !== text) cell.fixed('LABEL_TO_CODE', text, code)
    return code
  }
}

/** The text as the list may have it: a label may hold spaces and full-width brackets, a code holds neither. */
function tidyLabel(raw: string, codes: ReadonlyMap<string, string>, width: number, longest: number, fixes: Fix[]): string {
  const trimmed = raw.trim()
  if (codes.has(trimmed)) {
    fixes.push({ rule: 'TRIMMED', before: raw, after: trimmed })
    return trimmed
  }
  const text = tidyCode(raw, fixes)
  // Nothing that long is in the list; it is not worth another copy in upper case.
  if (text.length > longest) return ''
  if (text.length >= width || !/^\d+$/.test(text)) return text
  const padded = text.padStart(width, '0')
  fixes.push({ rule: 'LEADING_ZERO', before: text, after: padded })
  return padded
}

function longestOf(labels: Iterable<string>): number {
  let longest = 0
  for (const label of labels) longest = Math.max(longest, label.length)
  return longest
}

/** The length that all codes of the rows have, when they are digits; 0 otherwise. */
export function codeWidth(rows: readonly (readonly string[])[]): number {
  const width = rows[0]?.[0]?.length ?? 0
  return rows.every(([code = '']) => code.length === width && /^\d+$/.test(code)) ? width : 0
}
