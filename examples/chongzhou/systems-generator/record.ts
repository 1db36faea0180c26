import { RowDigest, digestSql } from './canonical.ts'
import type { Cell } from './cell.ts'
import { openOutput, type Output } from './output.ts'
import type { TrueCounts, TrueDataset, TrueRows } from './truth.ts'

/** A dataset's fields in the order of its file, each with the columns that it has in the replica. */
export interface Shape {
  readonly asset: string
  readonly table: string
  readonly key: readonly string[]
  readonly fields: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** Fields that a deletion needs: key and version. */
  readonly strict: readonly string[]
}

/** A row that a system hands over, its cells in the order of the dataset's fields. */
export interface SourceRow {
  readonly cells: readonly Cell[]
  readonly fate: 'kept' | 'filtered' | 'deletion'
  /** `field:CODE` of rules across fields that put the row into quarantine. */
  readonly broken?: readonly string[]
}

const longestList = 5_000

/** Every reason against a row, `field:CODE`, sorted; empty for one that lands. */
export function reasonsOf({ fields, strict }: Shape, { cells, fate, broken = [] }: SourceRow): readonly string[] {
  if (fate === 'filtered') return []
  const reasons: string[] = fate === 'deletion' ? [] : [...broken]
  for (const [at, { reasons: codes }] of cells.entries()) {
    const field = fields[at]?.name ?? ''
    if (codes.length === 0 || (fate === 'deletion' && !strict.includes(field))) continue
    for (const code of codes) reasons.push(`${field}:${code}`)
  }
  return reasons.sort()
}

/** A row's values in the replica, all fields' columns one after the other. */
export function valuesOf({ cells }: SourceRow): (string | null)[] {
  const values: (string | null)[] = []
  for (const { clean } of cells) for (const value of clean) values.push(value)
  return values
}

export function columnsOf({ fields }: Pick<Shape, 'fields'>): readonly string[] {
  return fields.flatMap(({ columns }) => columns)
}

/** The rows that a table must have: digest, count, and each of them in a file. */
export class RowsRecord {
  readonly #digest = new RowDigest()
  readonly #output: Output
  readonly #about: Pick<TrueRows, 'table' | 'key' | 'columns' | 'file'>

  private constructor(output: Output, about: RowsRecord['about']) {
    this.#output = output
    this.#about = about
  }

  get about(): Pick<TrueRows, 'table' | 'key' | 'columns' | 'file'> {
    return this.#about
  }

  /** `file` is where the rows are listed below `out`. */
  static async open(out: string, about: RowsRecord['about']): Promise<RowsRecord> {
    return new RowsRecord(await openOutput(`${out}/${about.file}`), about)
  }

  add(values: readonly (string | null)[]): Promise<void> | null {
    this.#digest.add(values)
    return this.#output.write(`${JSON.stringify(values)}\n`)
  }

  async close(): Promise<TrueRows> {
    await this.#output.close()
    const { rows, digest } = this.#digest
    return { ...this.#about, rows, digest, sql: digestSql(this.#about.table, this.#about.columns) }
  }
}

export type Tally = { -readonly [K in keyof TrueCounts]: TrueCounts[K] }

/** What a load must count and reject. */
export class LoadRecord {
  readonly counts: Tally = {
    ...{ read: 0, filtered: 0, quarantined: 0, landed: 0 },
    ...{ inserted: 0, updated: 0, unchanged: 0, superseded: 0, deleted: 0, removed: 0 },
  }
  readonly #shape: Shape
  readonly #digest = new RowDigest()
  readonly #reasons = new Map<string, number>()
  readonly #list: { at: string; reasons: readonly string[] }[] = []

  constructor(shape: Shape) {
    this.#shape = shape
  }

  /** Notes a row that is read; `at` is its locator in the quarantine. Gives whether it lands. */
  read(row: SourceRow, at: string): boolean {
    const reasons = reasonsOf(this.#shape, row)
    if (reasons.length > 0) {
      this.reject(at, reasons)
      return false
    }
    this.counts.read++
    if (row.fate === 'filtered') {
      this.counts.filtered++
      return false
    }
    this.counts.landed++
    return true
  }

  /** Notes a line that cannot be made a row, or a row with these reasons. */
  reject(at: string, reasons: readonly string[]): void {
    this.counts.read++
    this.counts.quarantined++
    this.#digest.add([at, ...reasons])
    for (const reason of reasons) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
    if (this.#list.length <= longestList) this.#list.push({ at, reasons })
  }

  close(replica: TrueRows, left: TrueDataset['left'] = []): TrueDataset {
    const { rows, digest } = this.#digest
    const reasons = Object.fromEntries([...this.#reasons].sort(([a], [b]) => (a < b ? -1 : 1)))
    const list = rows > longestList ? null : this.#list
    return { counts: this.counts, quarantine: { rows, digest, reasons, list }, replica, left }
  }
}

/** Of rows of one key that land in one first load, in the order of reading, the one that counts. */
export function winnerOf<T extends { readonly version: string }>(rows: readonly T[]): T | null {
  let winner: T | null = null
  for (const row of rows) if (winner === null || row.version >= winner.version) winner = row
  return winner
}
