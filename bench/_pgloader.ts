import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { columns } from './_people.ts'
import { withClient } from './_servers.ts'

/** pgloader's raw load of the file into a table of text columns, in seconds. */
export async function loadByPgloader(scratch: string, databaseUrl: string, file: string, rows: number): Promise<number> {
  await withClient(databaseUrl, (client) => client.query(`create table raw (${columns.map((column) => `"${column}" text`).join(', ')})`))
  const command = join(scratch, 'pgloader.load')
  await writeFile(
    command,
    `load csv from '${file}' into ${databaseUrl}?tablename=raw
     with skip header = 1, fields terminated by ',', fields optionally enclosed by '"' ;`,
  )
  const started = performance.now()
  await promisify(execFile)('pgloader', [command], { maxBuffer: 2 ** 26 })
  const seconds = (performance.now() - started) / 1000
  await withClient(databaseUrl, async (client) => {
    const counted = await client.query<{ rows: string }>('select count(*) as rows from raw')
    if (Number(counted.rows[0]?.rows) !== rows) throw new Error(`pgloader: ${counted.rows[0]?.rows ?? ''} rows of ${rows}`)
  })
  return seconds
}
