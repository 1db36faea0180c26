import type { Column, Json } from '../../core/values.ts'
import type { QuarantinePlace } from '../../databases/quarantine.ts'
import type { ResubmissionPart, ResubmittedRow } from '../../databases/resubmissions.ts'

export interface ReturningRow {
  readonly entry: QuarantinePlace
  readonly columns: readonly Column[]
  /** Null: as they are in quarantine. */
  readonly values: Json
}

/** Rows in their order as parts of equal columns: a part ends where the next row has others, so that later rows stay later. */
export function groupParts(rows: Iterable<ReturningRow>): {
  readonly parts: readonly ResubmissionPart[]
  readonly rows: readonly ResubmittedRow[]
} {
  const parts: { columns: readonly Column[]; rows: number }[] = []
  const placed: ResubmittedRow[] = []
  let last = ''
  for (const {
    entry: { plan, split, ordinal },
    columns,
    values,
  } of rows) {
    const sorted = [...columns].sort((a, b) => (a.name < b.name ? -1 : 1))
    const shape = JSON.stringify(sorted.map(({ name, type }) => [name, type]))
    if (shape !== last) parts.push({ columns: sorted.map(({ name, type }) => ({ name, type })), rows: 0 })
    last = shape
    const part = parts.at(-1) as { rows: number }
    placed.push({ part: parts.length - 1, ordinal: part.rows++, entry: { plan, split, ordinal }, values })
  }
  return { parts, rows: placed }
}
