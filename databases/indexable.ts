import type { DatasetSpec, ServiceSpec } from '../core/spec.ts'
import { columnOf, identifier } from './_sql.ts'

/** The landing table's constraint by which rows that no index could take are told from others that are refused. */
export const indexable = 'indexable'

/**
 * A B-tree takes 2,704 bytes an entry, a third of a page; what is left over is for numbers, dates and the entry's own. One longer
 * value would keep a whole publication from its key.
 */
const longestText = 2_400
const unbounded = new Set(['text', 'jsonb', 'bytea'])

/** The condition that every index of the published table can take a row; null where none has a column of any length. */
export function indexableCondition(spec: DatasetSpec | ServiceSpec): string | null {
  const { table } = spec
  const others = spec.kind === 'service' ? [] : [...(spec.feeds ?? []).map(({ key }) => key), ...(spec.indexes ?? [])]
  const sizes = new Set(
    [table.key, ...others].flatMap((columns) => {
      const long = columns.filter((name) => unbounded.has(columnOf(table, name).sql.sql)).toSorted()
      if (long.length === 0) return []
      return [long.map((name) => `coalesce(octet_length(${identifier(name)}::text), 0)`).join(' + ')]
    }),
  )
  return sizes.size === 0 ? null : [...sizes].map((size) => `${size} <= ${longestText}`).join(' and ')
}
