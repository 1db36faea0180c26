import type { TableSpec } from '../core/spec.ts'
import type { Json, Reason } from '../core/values.ts'
import { readRow } from './row-bytes.ts'

export interface QuarantinedRow {
  /** The row's place in its split. */
  readonly ordinal: number
  readonly locator: string
  readonly reasons: readonly Reason[]
  /** Source values by column, only those that fields name (Article 26); a line that could not be taken apart is text. */
  readonly raw: Json
  /** JSON array of the clean key values; null when one of them could not be read. */
  readonly key: string | null
  /** The row reports a deletion. */
  readonly deleted: boolean
}

/** A row that a warning concerns, for a person to look at; it holds no value. */
export interface WarnedRow {
  readonly ordinal: number
  readonly locator: string
  readonly field: string
  readonly code: string
}
/** How many rows of a batch are kept for each warning of each field; all of them are counted. */
export const warnedRows = 20

/** Where accepted rows came from; their source rows are not kept, as a batch of them is many times its bytes. */
export interface CompiledPiece {
  readonly firstOrdinal: number
  locate(row: number): string
}

/** What pieces become until they are a batch. One object per batch; pieces are compiled into it one after the other. */
export interface CompiledRows {
  /** Accepted rows in COPY's binary format, as `row-bytes.ts` writes them: split, ordinal, deleted, line in its file, then the landing columns. */
  rows(): Buffer
  /** The memory that the rows lie in, all of it. */
  room(): Buffer
  readonly count: number
  /** Bytes of the rows. */
  readonly bytes: number
  /** Memory with room for `bytes` from `at` on; what was written before `at` is in it. */
  reserve(at: number, bytes: number): Buffer
  /** The rows now end at `end`, after so many more. */
  add(end: number, count: number): void
  readonly pieces: CompiledPiece[]
  readonly quarantined: QuarantinedRow[]
  /** Counts by `field:CODE`. */
  readonly warnings: Map<string, number>
  readonly fixes: Map<string, number>
  /** The first rows of each warning, `warnedRows` at most of each `field:CODE`. */
  readonly warned: WarnedRow[]
  /** Rows and rejects that the connector handed over. */
  read: number
  filtered: number
}

/** The rows lie outside of the JavaScript heap, in `room` where that is large enough: a finished batch's, to be used again. */
export function createCompiledRows(room: Buffer = Buffer.allocUnsafe(firstBytes)): CompiledRows {
  let buffer = room
  let bytes = 0
  let rows = 0
  return {
    rows: () => buffer.subarray(0, bytes),
    room: () => buffer,
    get count() {
      return rows
    },
    get bytes() {
      return bytes
    },
    reserve(at, count) {
      const needed = at + count
      if (needed > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, buffer.length * 2))
        buffer.copy(larger, 0, 0, at)
        buffer = larger
      }
      return buffer
    },
    add(end, count) {
      bytes = end
      rows += count
    },
    pieces: [],
    quarantined: [],
    warnings: new Map(),
    fixes: new Map(),
    warned: [],
    read: 0,
    filtered: 0,
  }
}

const firstBytes = 256 * 1024

/**
 * The quarantine entry of an accepted row that the database refused, with the reason's code. Its `raw` has the clean
 * values by column: the source row is gone.
 * @throws RangeError for a row that is not of this batch
 */
export function refuseRow(batch: CompiledRows, { columns, key }: TableSpec, row: Buffer, code: string): QuarantinedRow {
  const { ordinal, deleted, values } = readRow(row, 0, columns)
  const piece = batch.pieces.findLast(({ firstOrdinal }) => firstOrdinal <= ordinal)
  if (piece === undefined) throw new RangeError(`no row ${ordinal} in this batch`)
  const clean = new Map(columns.map(({ name }, index) => [name, values[index] ?? null]))
  const keys = key.map((column) => clean.get(column) ?? null)
  return {
    ordinal,
    locator: piece.locate(ordinal - piece.firstOrdinal),
    reasons: [{ code }],
    raw: { clean: Object.fromEntries(clean) },
    key: keys.length === 0 || keys.includes(null) ? null : JSON.stringify(keys),
    deleted,
  }
}

/** Adds counts by code to counts by `field:CODE`. */
export function addCounts(total: Map<string, number>, field: string, counts: Map<string, number>): void {
  for (const [code, count] of counts) {
    const name = `${field}:${code}`
    total.set(name, (total.get(name) ?? 0) + count)
  }
  counts.clear()
}
