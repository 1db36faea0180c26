import type { DatasetSpec } from '../../core/spec.ts'
import { claimSplit } from '../../databases/claim.ts'
import type { Database } from '../../databases/database.ts'
import { armFailpoint } from '../../databases/failpoints.ts'
import type { StoredPlan } from '../../databases/plans.ts'
import { batchOf, begin, type TestRow } from './_support.ts'

export const rowsOf = (from: number, to: number, name = '甲'): TestRow[] =>
  Array.from({ length: to - from }, (_, index) => [String(from + index), name, null])

/** Resolves when so many batches have been taken into a table that is made ahead; the ordinary way of publishing takes none. */
export function taken(batches: number): Promise<void> {
  return new Promise((resolve) => {
    armFailpoint('publish.taken', resolve, batches)
  })
}

/** A plan whose batches have landed; each but the last leaves the split unfinished. */
export async function landBatches(
  db: Database,
  spec: DatasetSpec,
  batches: readonly (readonly TestRow[])[],
): Promise<{ readonly generation: number; readonly plan: StoredPlan }> {
  const { generation, plan } = await begin(db, spec)
  const claim = await claimSplit(db, { plan: plan.plan, split: 'whole', generation })
  let first = 0
  for (const [index, rows] of batches.entries()) {
    await claim.land(batchOf(rows, { first, done: index === batches.length - 1 }))
    first += rows.length
  }
  await claim.close()
  return { generation, plan }
}

export interface PublishedRow {
  readonly id: string
  readonly name: string
  readonly xmin: string
  readonly _ordinal: number
}

export async function publishedRows(db: Database, name: string): Promise<readonly PublishedRow[]> {
  const { rows } = await db.query<PublishedRow & { [column: string]: unknown }>(
    `select id, name, xmin::text, _ordinal from replica.demo__${name} order by _ordinal`,
  )
  return rows
}

/** How many batches of an open plan are kept as they came; null where there is no place for them. */
export async function parkedBatches(db: Database, number: number): Promise<number | null> {
  const { rows: found } = await db.query<{ parked: string | null }>(`select to_regclass('landing.plan_${number}_parked') as parked`)
  if (typeof found[0]?.parked !== 'string') return null
  const { rows } = await db.query<{ count: number }>(`select count(distinct batch) as count from landing.plan_${number}_parked`)
  return rows[0]?.count ?? 0
}
