import type { Column, Json } from '../../core/values.ts'
import type { CorrectableEntry } from '../../databases/entries.ts'
import { sourceRow } from '../../transforms/raw-values.ts'
import { plainText } from './cell-text.ts'

/** A quarantined row by its source's columns. */
export interface SourceValues {
  readonly columns: readonly Column[]
  readonly values: { readonly [column: string]: Json }
  /** What was kept instead of source values: a line that could not be taken apart, or only clean values; null where the values are all there. */
  readonly original: string | null
}

/** @param named the source columns that the dataset names: a row without source values can be filled in by them */
export function sourceValues({ raw, columns }: CorrectableEntry, named: readonly string[]): SourceValues {
  const row = sourceRow(raw, named)
  if (row !== null) {
    const typeOf = new Map(columns.map(({ name, type }) => [name, type]))
    return { columns: Object.keys(row).map((name) => ({ name, type: typeOf.get(name) ?? 'text' })), values: row, original: null }
  }
  const fillable = columns.filter(({ name }) => named.includes(name)).map(({ name }): Column => ({ name, type: 'text' }))
  return { columns: fillable, values: {}, original: originalText(raw) }
}

function originalText(raw: Json): string {
  const { line, clean } = raw as { readonly line?: Json; readonly clean?: { readonly [column: string]: Json } }
  if (clean === undefined) return plainText(line ?? null)
  return Object.entries(clean)
    .map(([column, value]) => `${column}: ${plainText(value)}`)
    .join('\n')
}
