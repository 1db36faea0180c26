import { registerRows } from './_people.ts'
import { townFiles, type Town } from './_town.ts'

export const asset = 'police.register'
export const fileCount = 6
export const rowsPerFile = 8_000

/** The town's register with room in its quarantine for the people made here. */
export const roomyRegister = {
  'catalog/police/register.yaml': (townFiles['catalog/police/register.yaml'] ?? '').replace('rows: 2 ', 'rows: 5000 '),
}

/** Six days of changes, 48,000 rows. */
export async function fillDrop(town: Town): Promise<void> {
  for (let day = 1; day <= fileCount; day++) {
    const date = `2026-11-${String(day).padStart(2, '0')}`
    await town.drop(date.replaceAll('-', ''), registerRows(day, date, rowsPerFile, (day - 1) * rowsPerFile))
  }
}

/** Everything that a run leaves behind and that must not depend on how often it was disturbed. */
export async function remains(town: Town): Promise<unknown> {
  return {
    replica: await town.rows(
      `select count(*) as count, sum(hashtextextended(concat_ws('|', id_number, name, changed_on, _split, _ordinal), 0)::numeric)::text as digest
       from replica.police__register`,
    ),
    quarantine: await town.rows('select split, ordinal, locator, codes from guiji.quarantine order by 1, 2'),
    ledger: await town.rows(
      `select split, sum(read)::int as read, sum(filtered)::int as filtered, sum(quarantined)::int as quarantined, sum(landed)::int as landed
       from guiji.ledger group by split order by split`,
    ),
    queue: await town.rows('select count(distinct key) as keys from guiji.queue'),
    // which files were published; plan and stamps differ with the run
    cursor: await town.rows(
      `select f->>'name' as name, f->>'digest' as digest from guiji.asset, json_array_elements(cursor->'files') f where asset = '${asset}' order by 1`,
    ),
    open: await town.rows(`select plan from guiji.plan where state = 'open'`),
    landing: await town.rows(`select tablename from pg_tables where schemaname = 'landing'`),
  }
}

/** What an undisturbed run in this process leaves behind. */
export async function undisturbed(open: () => Promise<Town>): Promise<unknown> {
  const town = await open()
  try {
    await fillDrop(town)
    await town.run([asset], false)
    return await remains(town)
  } finally {
    await town.close()
  }
}
