/**
 * What must become of the rows that were delivered: the documented rules in plain JavaScript, sharing nothing with the
 * product's code. Rows of the source in, the table after each publication out.
 */
import { createHash } from 'node:crypto'
import type { CaseSpec } from './_spec.ts'

type Cell = string | null
/** A row as the source has it. */
export interface SourceRow {
  readonly number: Cell
  readonly name: Cell
  readonly amount: Cell
  readonly changed: Cell
  readonly kind: string
}
/** What one delivery holds, split by split. */
export type Content = readonly (readonly SourceRow[])[]

interface Origin {
  readonly delivery: number
  readonly split: number
  readonly ordinal: number
}
export interface Landed extends Origin {
  readonly number: string
  readonly name: Cell
  readonly amount: Cell
  readonly changed: Cell
  readonly deleted: boolean
}
/** A row of the table; `since` is the publication that gave it these values. */
export interface Stored extends Landed {
  readonly since: number
}
/** An earlier version of a row; `until` is the publication that replaced or ended it. */
export interface Version extends Stored {
  readonly until: number
  readonly ended: boolean
}
export interface State {
  readonly publications: number
  readonly rows: readonly Stored[]
  readonly tombstones: ReadonlyMap<string, Landed>
  readonly versions: readonly Version[]
}
export interface Judged {
  readonly landed: readonly Landed[]
  /** Split, ordinal and the fields that are wrong. */
  readonly quarantined: readonly {
    readonly split: number
    readonly ordinal: number
    readonly fields: readonly string[]
    readonly key: Cell
  }[]
  readonly filtered: readonly { readonly split: number; readonly ordinal: number }[]
}
export type Counts = { readonly [name: string]: number }

export const nothing: State = { publications: 0, rows: [], tombstones: new Map(), versions: [] }

/** What becomes of each row before anything is compared with what is published. */
export function judge(spec: CaseSpec, content: Content, delivery: number): Judged {
  const landed: Landed[] = []
  const quarantined: Judged['quarantined'][number][] = []
  const filtered: Judged['filtered'][number][] = []
  const deletes = spec.write !== 'append' && spec.source.endsWith('changes')
  for (const [split, rows] of content.entries()) {
    for (const [ordinal, row] of rows.entries()) {
      const deleted = deletes && row.kind === '删'
      if (!deleted && row.kind === '略') {
        filtered.push({ split, ordinal })
        continue
      }
      const fields = wrongFields(row, deleted)
      if (fields.length > 0) quarantined.push({ split, ordinal, fields, key: row.number })
      else {
        const { number, changed } = row
        const values = deleted ? { name: null, amount: null } : { name: row.name, amount: row.amount }
        landed.push({ delivery, split, ordinal, number: number!, ...values, changed, deleted })
      }
    }
  }
  return { landed, quarantined, filtered }
}

function wrongFields({ number, name, amount, changed }: SourceRow, deleted: boolean): string[] {
  return [
    ...(number === null ? ['number'] : []),
    ...(!deleted && name === null ? ['name'] : []),
    ...(!deleted && (amount === null || !/^\d+$/.test(amount)) ? ['amount'] : []),
    ...(changed !== null && !isDay(changed) ? ['changed_on'] : []),
  ]
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** The table after one more publication, and what its certificate must count. */
export function publish(spec: CaseSpec, before: State, content: Content): { readonly state: State; readonly counts: Counts } {
  const at = before.publications
  const { landed, quarantined, filtered } = judge(spec, content, at)
  const base = {
    read: landed.length + quarantined.length + filtered.length,
    filtered: filtered.length,
    quarantined: quarantined.length,
    landed: landed.length,
  }
  const publications = at + 1
  if (spec.write === 'append') {
    const rows = [...before.rows, ...landed.map((row) => ({ ...row, since: at }))]
    return {
      state: { ...before, publications, rows },
      counts: { ...base, inserted: landed.length, updated: 0, unchanged: 0, superseded: 0, deleted: 0, removed: 0 },
    }
  }
  const winners = new Map<string, Landed>()
  for (const row of landed) {
    const other = winners.get(row.number)
    if (other === undefined || isLater(row, other)) winners.set(row.number, row)
  }
  if (spec.write === 'replace') {
    const rows = [...winners.values()].map((row) => ({ ...row, since: at }))
    return { state: { ...before, publications, rows }, counts: base }
  }
  const rows = new Map(before.rows.map((row) => [row.number, row]))
  const tombstones = new Map(before.tombstones)
  const versions = [...before.versions]
  const counts = { ...base, inserted: 0, updated: 0, unchanged: 0, superseded: landed.length - winners.size, deleted: 0, removed: 0 }
  const end = (row: Stored, ended: boolean) => versions.push({ ...row, until: at, ended })
  const present = new Set([...landed.map(({ number }) => number), ...quarantined.map(({ key }) => key)])
  const removesAbsent = spec.source.endsWith('whole') && quarantined.every(({ key }) => key !== null)
  for (const row of removesAbsent ? before.rows : []) {
    if (present.has(row.number)) continue
    rows.delete(row.number)
    end(row, true)
    counts.removed++
  }
  for (const row of winners.values()) {
    const stored = rows.get(row.number)
    const known = stored ?? tombstones.get(row.number)
    if (known !== undefined && !isLater(row, known)) counts.superseded++
    else if (row.deleted) {
      tombstones.set(row.number, row)
      if (stored === undefined) counts.superseded++
      else {
        rows.delete(row.number)
        end(stored, true)
        counts.deleted++
      }
    } else if (stored === undefined) {
      tombstones.delete(row.number)
      rows.set(row.number, { ...row, since: at })
      counts.inserted++
    } else if (stored.name === row.name && stored.amount === row.amount && stored.changed === row.changed) counts.unchanged++
    else {
      end(stored, false)
      rows.set(row.number, { ...row, since: at })
      counts.updated++
    }
  }
  return { state: { publications, rows: [...rows.values()], tombstones, versions }, counts }
}

/** The total order within a source: version, a missing one first, then plan, split and ordinal. */
function isLater(a: Landed, b: Landed): boolean {
  if (a.changed !== b.changed) return a.changed !== null && (b.changed === null || a.changed > b.changed)
  return order(a) > order(b)
}

function order({ delivery, split, ordinal }: Origin): number {
  return (delivery * 1000 + split) * 1_000_000 + ordinal
}

/** One line a row, as the table's reader gives them; where the whole is replaced, a row's place in its source is not compared. */
export function linesOf({ write }: CaseSpec, { rows }: State): string[] {
  return rows
    .map((row) => [row.number, row.name, row.amount, row.changed ?? '', ...(write === 'replace' ? [] : [row.split, row.ordinal])].join('|'))
    .sort()
}

export function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}
