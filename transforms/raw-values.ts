import type { Json, Row, Value } from '../core/values.ts'

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
