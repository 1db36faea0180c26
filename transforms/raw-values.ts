import type { Json, Row, Tagged, Value } from '../core/values.ts'

const unstorable = /\0|\p{Surrogate}/u

/** Text that a jsonb column can hold: U+0000 and lone surrogates are written as escapes, under a tag that says so. */
function storable(text: string): Json {
  return unstorable.test(text) ? { tag: 'escaped', text: JSON.stringify(text).slice(1, -1) } : text
}

/** A source value as JSON, from which it can be had again: bytes in hexadecimal, tagged values with their tag. */
export function rawValue(value: Value): Json {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return storable(value)
  if (!(value instanceof Uint8Array)) return { tag: value.tag, text: storable(value.text) }
  let text = ''
  for (const byte of value) text += byte.toString(16).padStart(2, '0')
  return { tag: 'bytes', text }
}

/** A source row as an object of the columns named, and of no others. */
export function rawRow(row: Row, columns: readonly { readonly name: string; readonly index: number }[]): Json {
  const raw: { [name: string]: Json } = {}
  for (const { name, index } of columns) raw[name] = rawValue(row[index] ?? null)
  return raw
}

/** An unparsed line as JSON. */
export function rawLine(line: string): Json {
  return { line: storable(line) }
}

/** The source value that `rawValue` made this of. */
export function sourceValue(raw: Json): Value {
  if (raw === null || typeof raw === 'boolean' || typeof raw === 'string') return raw
  const { tag, text } = raw as { readonly tag: Tagged['tag'] | 'escaped' | 'bytes'; readonly text: Json }
  if (tag === 'escaped') return JSON.parse(`"${text as string}"`) as string
  if (tag !== 'bytes') return { tag, text: textOf(text) }
  const digits = text as string
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16))
}

/** Of a tagged value, whose text may itself have had to be escaped. */
function textOf(text: Json): string {
  return typeof text === 'string' ? text : (sourceValue(text) as string)
}

/**
 * A quarantined row's source values by column; null where only a line that could not be taken apart was kept, or, of a row
 * that the database refused, only clean values.
 * @param columns the source columns that its dataset names
 */
export function sourceRow(raw: Json, columns: readonly string[]): { readonly [column: string]: Json } | null {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) return null
  const row = raw as { readonly [column: string]: Json }
  const names = Object.keys(row)
  // a source may have a column of that name, but then a field names it
  const [only] = names
  if (names.length === 1 && (only === 'line' || only === 'clean') && !columns.includes(only)) return null
  return row
}
