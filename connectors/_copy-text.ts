import type { Column, ColumnType, Value } from '../core/values.ts'
import { createDecoder } from '../files/encoding.ts'

/** Rows that COPY has written, and their size in bytes. */
export interface CopiedRows {
  readonly rows: readonly Value[][]
  readonly bytes: number
}

/**
 * Rows of PostgreSQL's COPY text format, about `pieceBytes` at a time. Numbers, dates and times keep the text that the
 * server wrote, tagged. Bytes that are no UTF-8 (a server that declares SQL_ASCII) become a tagged `undecodable` cell,
 * in hexadecimal. Throws CopyMalformed.
 */
export async function* readCopyText(
  chunks: AsyncIterable<Buffer>,
  columns: readonly Pick<Column, 'type'>[],
  pieceBytes: number,
): AsyncGenerator<CopiedRows, void, undefined> {
  const readers = columns.map(({ type }) => readerOf(type))
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    size += chunk.length
    // line feeds inside values are written as \n, so each one ends a row
    if (size < pieceBytes || !chunk.includes(lineFeed)) continue
    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts)
    let at = 0
    for (;;) {
      const end = bytes.indexOf(lineFeed, at + pieceBytes - 1) + 1
      if (end === 0) break
      yield { rows: parseLines(bytes.subarray(at, end), readers), bytes: end - at }
      at = end
    }
    parts = [bytes.subarray(at)]
    size = bytes.length - at
  }
  if (size > 0) yield { rows: parseLines(Buffer.concat(parts), readers), bytes: size }
}

/** What a server that keeps to the format never writes. */
export class CopyMalformed extends Error {}

const lineFeed = 0x0a
const decode = createDecoder('utf-8')
type Reader = (text: string) => Value
const asText: Reader = (text) => text

function parseLines(bytes: Buffer, readers: readonly Reader[]): Value[][] {
  let text: string
  let read = readers
  try {
    text = decode(bytes)
  } catch {
    text = bytes.toString('latin1')
    read = readers.map((reader) => (cell) => readRawCell(cell, reader))
  }
  // most pieces have neither escapes nor nulls, and then a text is the cell as it stands
  const plain = !text.includes('\\')
  const others = read.flatMap((reader, index) => (plain && reader === asText ? [] : [index]))
  const rows: Value[][] = []
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    if (end < 0) throw new CopyMalformed('COPY ended within a row')
    const row: Value[] = cutLine(text, at, end, read.length)
    for (const index of others) {
      const reader = read[index] as Reader
      row[index] = plain ? reader(row[index] as string) : readCell(row[index] as string, reader)
    }
    rows.push(row)
    at = end + 1
  }
  return rows
}

/** A tenth faster than to slice the line and split it. */
function cutLine(text: string, start: number, end: number, count: number): string[] {
  if (count === 0) return []
  const cells: string[] = []
  let at = start
  for (let index = 1; index < count; index++) {
    const tab = text.indexOf('\t', at)
    if (tab < 0 || tab > end) throw new CopyMalformed(`COPY wrote ${index} columns, expected ${count}`)
    cells.push(text.slice(at, tab))
    at = tab + 1
  }
  cells.push(text.slice(at, end))
  return cells
}

function readCell(cell: string, read: Reader): Value {
  if (!cell.includes('\\')) return read(cell)
  return cell === '\\N' ? null : read(unescape(cell))
}

/** A cell whose characters are bytes: text if they are UTF-8 after all. */
function readRawCell(cell: string, read: Reader): Value {
  const bytes = Buffer.from(cell, 'latin1')
  try {
    return read(decode(bytes))
  } catch {
    return { tag: 'undecodable', text: bytes.toString('hex') }
  }
}

const escapes: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function unescape(cell: string): string {
  return cell.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
}

function readerOf(type: ColumnType): Reader {
  switch (type) {
    case 'integer':
    case 'decimal':
      return (text) => ({ tag: 'number', text })
    case 'date':
    case 'local-time':
    case 'zoned-time':
      return (text) => ({ tag: type, text })
    case 'boolean':
      return (text) => text === 't'
    case 'bytes':
      return (text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex'))
    case 'text':
    case 'json':
      return asText
  }
}
