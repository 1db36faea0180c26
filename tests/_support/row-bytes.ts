import type { TableColumn, TableSpec } from '../../core/spec.ts'
import type { Clean } from '../../core/values.ts'
import { createRowWriter, readRow, type ReadRow } from '../../transforms/row-bytes.ts'

/** Rows of a batch, read back. */
export function readRows(rows: Buffer, columns: readonly Pick<TableColumn, 'sql'>[]): ReadRow[] {
  const read: ReadRow[] = []
  for (let at = 0; at < rows.length; at += read.at(-1)?.bytes ?? 0) read.push(readRow(rows, at, columns))
  return read
}

/** The same as text: split, ordinal, `t` or `f`, line, then the values; tab separated, `\N` for none. */
export function linesOf(rows: Buffer, table: TableSpec): string[] {
  return readRows(rows, table.columns).map(({ split, ordinal, deleted, line, values }) =>
    [
      String(split),
      String(ordinal),
      deleted ? 't' : 'f',
      line === undefined ? '\\N' : String(line),
      ...values.map((value) => value ?? '\\N'),
    ].join('\t'),
  )
}

export interface RowToWrite {
  readonly ordinal: number
  readonly deleted?: boolean
  readonly line?: number
  readonly values: readonly Clean[]
}

/** A date that PostgreSQL refuses, for one that there is not. */
const noDate = 0x7ffffffe

export function writeRows(split: number, columns: readonly Pick<TableColumn, 'sql'>[], rows: readonly RowToWrite[]): Buffer {
  return Buffer.concat(
    rows.map(({ ordinal, deleted = false, line, values }) => {
      const writer = createRowWriter(split, columns.slice(0, values.length))
      const bytes = Buffer.alloc(writer.room(values))
      const at = writer.begin(bytes, 0, ordinal, deleted, line)
      const end = writer.end(bytes, at, values)
      if (end !== null) return bytes.subarray(0, end)
      const { column } = writer.refused
      if (columns[column]?.sql.sql !== 'date') throw new Error(`${writer.refused.code} in column ${column}`)
      const written = writer.end(bytes, at, values.with(column, '2000-01-01')) ?? 0
      const place = createRowWriter(split, columns.slice(0, column)).end(bytes, at, values) ?? 0
      bytes.writeInt32BE(noDate, place + 4)
      return bytes.subarray(0, written)
    }),
  )
}
