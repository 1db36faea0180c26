import type { Codes, Text } from '../../core/values.ts'
import { textCodes } from '../../transforms/cleansing/read-text.ts'
import type { Normalized } from '../../transforms/normalize.ts'
import { say, type Language } from '../language.ts'
import { displayWidth, printable, truncate } from '../width.ts'

/** Reasons against a line, not against the value in it. */
export const lineCodes = {
  UNDECODABLE: textCodes.UNDECODABLE,
  LINE_TOO_LONG: { zh: '这一行超过 64 MiB', en: 'a line of more than 64 MiB' },
  NOT_JSON: { zh: '这一行不是 JSON', en: 'the line is no JSON' },
  NOT_A_VALUE: {
    zh: '不是一个值：应为文本、数字、布尔、null、{"tag","text"}，或由值和伴随值组成的数组',
    en: 'no value: text, number, boolean, null, {"tag","text"}, or an array of the value and its companions',
  },
} as const satisfies Codes

const outcomes: { readonly [O in Normalized['outcome']]: Text } = {
  ok: { zh: '合格', en: 'ok' },
  fixed: { zh: '已修正', en: 'fixed' },
  rejected: { zh: '拒收', en: 'rejected' },
  nonconforming: { zh: '待确认', en: 'nonconforming' },
}
const words = {
  warning: { zh: '警告', en: 'warning' },
  next: { zh: '；', en: '; ' },
} as const satisfies { readonly [name: string]: Text }

/** The result of a line that has no value. */
export function refusedLine(code: keyof typeof lineCodes): Normalized {
  return { outcome: 'rejected', value: null, key: null, fixes: [], reasons: [{ code }], warnings: [], facts: {} }
}

/** One JSON object, its keys always the same and in the same order. */
export function jsonLine({ outcome, value, key, fixes, reasons, warnings, facts }: Normalized): string {
  return JSON.stringify({ outcome, value, key, fixes, reasons, warnings, facts })
}

export interface PlainOptions {
  readonly language: Language
  readonly codes: Codes
  /** Cells of a terminal's line, which is cut there; null where a program may read the line. */
  readonly width: number | null
}

/** The function that writes a result as outcome, clean value, and what was done or what is wrong, with tabs between. */
export function plainWriter({ language, codes, width }: PlainOptions): (result: Normalized) => string {
  const known: Codes = { ...codes, ...lineCodes }
  const meaning = (code: string) => {
    const text = known[code]
    return text === undefined ? '' : ` ${say(text, language)}`
  }
  const notesOf = ({ fixes, reasons, warnings }: Normalized) =>
    [
      // A suggestion comes first: the end is what a narrow terminal cuts.
      ...reasons.map(({ code, suggestion }) => `${code}${suggestion === undefined ? '' : ` -> ${suggestion}`}${meaning(code)}`),
      ...fixes.map(({ rule }) => `${rule}${meaning(rule)}`),
      ...warnings.map((code) => `${say(words.warning, language)} ${code}${meaning(code)}`),
    ].join(say(words.next, language))
  return (result) => {
    const outcome = outcomes[result.outcome][language]
    const value = result.value === null ? '' : printable(result.value)
    const isPlain = result.outcome === 'ok' && result.warnings.length === 0
    const notes = isPlain ? '' : printable(notesOf(result))
    // Always three columns: `cut -f2` gives a line without tabs whole.
    return width === null ? `${outcome}\t${value}\t${notes}` : fitted(outcome, value, notes, width)
  }
}

const tab = 8
const nextStop = (cells: number) => (Math.floor(cells / tab) + 1) * tab

/** A value may take half of the line, what is said of it the rest. */
function fitted(outcome: string, value: string, notes: string, width: number): string {
  const shownValue = truncate(value, notes === '' ? width - 2 * tab : Math.floor(width / 2) - tab)
  const room = width - nextStop(nextStop(displayWidth(outcome)) + displayWidth(shownValue))
  return [outcome, shownValue, truncate(notes, Math.max(1, room))].join('\t').trimEnd()
}
