import type { TableColumn } from '../core/spec.ts'
import type { Clean } from '../core/values.ts'
import { columnBytes, extraBytes, malformed, writeInt32, writeInt64 } from './column-bytes.ts'

/** Columns before those of the table: split (integer), ordinal (bigint), deleted (boolean), line in its file (integer). */
const columnsBefore = 4
const [countBytes, lengthBytes] = [2, 4]
const headBytes = countBytes + columnsBefore * (lengthBytes + 8)
const none = -1
/** A line beyond these is not kept: the column is an integer. */
const mostLines = 0x7fffffff

type Sql = Pick<TableColumn, 'sql'>

/** Writes rows as COPY's binary format has them, without its header and end: split, ordinal, deleted, line, then a table's columns. */
export interface RowWriter {
  /** Bytes that a row takes at most. */
  room(values: readonly Clean[]): number
  /** Begins a row with its place and state; gives where the values go. `line`: in its file, where it has lines. */
  begin(bytes: Buffer, start: number, ordinal: number, deleted: boolean, line: number | undefined): number
  /** Gives where the row ends, else null: a column cannot hold its value, and `refused` says which and why. */
  end(bytes: Buffer, start: number, values: readonly Clean[]): number | null
  readonly refused: { readonly column: number; readonly code: 'ROW_MALFORMED' | 'ROW_OUT_OF_RANGE' }
}

export function createRowWriter(split: number, columns: readonly Sql[]): RowWriter {
  const writers = columns.map(({ sql }) => columnBytes(sql).write)
  const opening = Buffer.alloc(countBytes + 2 * lengthBytes)
  opening.writeInt16BE(columnsBefore + columns.length)
  opening.writeInt32BE(lengthBytes, countBytes)
  opening.writeInt32BE(split, countBytes + lengthBytes)
  let refused: RowWriter['refused'] = { column: 0, code: 'ROW_MALFORMED' }
  return {
    get refused() {
      return refused
    },
    room(values) {
      let units = 0
      for (let column = 0; column < values.length; column++) units += values[column]?.length ?? 0
      return headBytes + 3 * units + (lengthBytes + extraBytes) * values.length
    },
    begin(bytes, start, ordinal, deleted, line) {
      let at = start
      for (let byte = 0; byte < opening.length; byte++) bytes[at++] = opening[byte] as number
      at = writeInt64(bytes, writeInt32(bytes, at, 8), ordinal)
      at = writeInt32(bytes, at, 1)
      bytes[at++] = deleted ? 1 : 0
      return line === undefined || line > mostLines
        ? writeInt32(bytes, at, none)
        : writeInt32(bytes, writeInt32(bytes, at, lengthBytes), line)
    },
    end(bytes, start, values) {
      let at = start
      for (let column = 0; column < writers.length; column++) {
        const value = values[column] as Clean
        if (value === null) {
          at = writeInt32(bytes, at, none)
          continue
        }
        const end = (writers[column] as (typeof writers)[number])(bytes, at + lengthBytes, value)
        if (end < 0) {
          refused = { column, code: end === malformed ? 'ROW_MALFORMED' : 'ROW_OUT_OF_RANGE' }
          return null
        }
        writeInt32(bytes, at, end - at - lengthBytes)
        at = end
      }
      return at
    },
  }
}

/** What a writer wrote for a row. */
export interface ReadRow {
  readonly split: number
  readonly ordinal: number
  readonly deleted: boolean
  readonly line: number | undefined
  readonly values: readonly Clean[]
  readonly bytes: number
}

/** Reads the row that begins at a place, as a writer for these columns wrote it. */
export function readRow(rows: Buffer, start: number, columns: readonly Sql[]): ReadRow {
  let at = start + countBytes
  const cells = Array.from({ length: columnsBefore + columns.length }, () => {
    const length = rows.readInt32BE(at)
    const from = at + lengthBytes
    at = from + Math.max(length, 0)
    return length === none ? null : rows.subarray(from, at)
  })
  const [split, ordinal, deleted, line] = cells
  return {
    split: split?.readInt32BE(0) ?? 0,
    ordinal: Number(ordinal?.readBigInt64BE(0)),
    deleted: deleted?.[0] === 1,
    line: line?.readInt32BE(0),
    values: columns.map(({ sql }, index) => {
      const cell = cells[columnsBefore + index] ?? null
      return cell === null ? null : columnBytes(sql).read(cell)
    }),
    bytes: at - start,
  }
}
