import type { Database } from '../../databases/database.ts'

/** Rows in the plan's landing table, and published ones that were passed, if any. */
export async function landedRows(db: Database, number: number): Promise<{ readonly landed: number; readonly passed: number }> {
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
