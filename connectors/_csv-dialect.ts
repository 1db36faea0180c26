import type { Row } from '../core/values.ts'

/** How a CSV file is written; part of a split, so JSON. */
export type Dialect = {
  readonly delimiter: string
  /** Empty: nothing is quoted. */
  readonly quote: string
  /** What stands before a quote inside quotes; the quote itself, doubled, by RFC 4180. */
  readonly escape: string
  /** Lines that begin with it are passed over; empty: none are. */
  readonly comment: string
}

export interface RejectedRow {
  /** Physical line, counted from the text's first line as 0. */
  readonly line: number
  readonly raw: string
  readonly code: 'COLUMN_COUNT' | 'QUOTE_MISPLACED'
}
/** What a text of whole lines holds. An empty cell is null, quoted or not. */
export interface SplitText {
  readonly rows: Row[]
  /** Physical line of each row's beginning, counted from the text's first line as 0. */
  readonly lines: number[]
  readonly rejects: RejectedRow[]
  /** Characters up to the end of the last whole row (blank lines included). */
  readonly consumed: number
  /** Line feeds within `consumed`. */
  readonly feeds: number
  /** The file's last row is cut off: a quote never closed, or too few columns and no line end. */
  readonly torn: boolean
}

/** Quarantine shows what is wrong with a row, not megabytes of it. */
export const rawCharacters = 16_384

/** Whether the fast splitter reads it: one-character delimiter and quote, quotes doubled, no comments. */
export function isPlain(dialect: Dialect): boolean {
  const { delimiter, quote, escape, comment } = dialect
  return delimiter.length === 1 && quote.length === 1 && escape === quote && comment === ''
}
