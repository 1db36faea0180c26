import type { Plan } from '../../core/connector.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Json } from '../../core/values.ts'
import type { Database } from '../../databases/database.ts'
import type { StoredPlan } from '../../databases/plans.ts'
import { batchOf, begin, settle, withClaim, type TestRow } from './_support.ts'

/** So many rows to a batch: several batches, so that a plan is worth comparing. */
const batchRows = 400

export type Begun = Readonly<{ plan: StoredPlan; generation: number }>

/** Lands rows from one of them on, batch by batch, within one claim; `until` leaves the split unfinished. */
export async function land(
  db: Database,
  { plan, generation }: Begun,
  rows: readonly TestRow[],
  { from = 0, until = rows.length }: { readonly from?: number; readonly until?: number } = {},
): Promise<void> {
  const { columns } = plan.spec.table
  await withClaim(db, plan, generation, async (claim) => {
    for (let first = from; first < until; first += batchRows) {
      const last = Math.min(first + batchRows, until)
      await claim.land(batchOf(rows.slice(first, last), { first, done: last === rows.length, columns }))
    }
  })
}

export async function landAll(
  db: Database,
  spec: DatasetSpec,
  rows: readonly TestRow[],
  changes?: Partial<Plan<Json, Json>>,
): Promise<Begun> {
  const begun = await begin(db, spec, changes)
  await land(db, begun, rows)
  return begun
}

/** Checks and publishes; the certificate's counts. */
export function settled(db: Database, { plan, generation }: Begun) {
  return settle(db, plan, generation)
}

export function asPublished(rows: readonly TestRow[]): readonly string[] {
  return rows.map((row) => row.filter((cell) => cell !== null).join(' '))
}

/** With other names at some places. */
export function renamed(rows: readonly TestRow[], ids: readonly number[]): readonly TestRow[] {
  return rows.map((row) => (ids.includes(Number(row[0])) ? [row[0] as string, '乙', null] : row))
}

/** Rows in the plan's landing table, and published ones that were passed, if any. */
export async function landedRows(db: Database, { plan: { number } }: Begun): Promise<{ readonly landed: number; readonly passed: number }> {
  const { rows: found } = await db.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
    `landing.plan_${number}_standing`,
  ])
  const passed = found[0]?.exists === true ? `(select coalesce(sum(passed), 0)::bigint from landing.plan_${number}_standing)` : '0'
  const { rows } = await db.query<{ landed: number; passed: number }>(
    `select count(*) as landed, ${passed} as passed from landing.plan_${number}`,
  )
  return rows[0] ?? { landed: -1, passed: -1 }
}

/** What a dataset's rows have published, by id. */
export async function publishedValues(db: Database, name: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ row: string }>(
    `select concat_ws(' ', id, name, amount) as row from replica.demo__${name} order by id::int`,
  )
  return rows.map(({ row }) => row)
}
