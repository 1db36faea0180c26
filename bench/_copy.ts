import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { columns } from './_people.ts'

const run = promisify(execFile)

/** The plainest way to have a file in a table: what every other way is held against. */
export interface Copied {
  readonly by: 'psql \\copy' | 'COPY FROM STDIN (no psql on PATH)'
  readonly seconds: number
}

/** Copies the file, as it is, into a logged table of text columns without any index. */
export async function copyFile(databaseUrl: string, file: string, rows: number): Promise<Copied> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`create table copied (${columns.map((column) => `"${column}" text`).join(', ')})`)
    const hasPsql = await run('psql', ['--version']).then(
      () => true,
      () => false,
    )
    const started = performance.now()
    if (hasPsql) {
      const quoted = `'${file.replaceAll("'", "''")}'`
      const copy = `\\copy copied from ${quoted} with (format csv, header true, encoding 'UTF8')`
      await run('psql', [databaseUrl, '--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--command', copy])
    } else {
      await pipeline(createReadStream(file), client.query(from('copy copied from stdin with (format csv, header true)')))
    }
    const seconds = (performance.now() - started) / 1000
    const counted = await client.query<{ rows: string }>('select count(*) as rows from copied')
    if (Number(counted.rows[0]?.rows) !== rows) throw new Error(`copied ${counted.rows[0]?.rows ?? ''} rows of ${rows}`)
    return { by: hasPsql ? 'psql \\copy' : 'COPY FROM STDIN (no psql on PATH)', seconds }
  } finally {
    await client.end()
  }
}
