import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { columns } from './_people.ts'
import { withClient } from './_servers.ts'

const run = promisify(execFile)

/** What people write by hand: the file by psql's \copy into a staging table, then one upsert in key order that leaves equal rows alone. */
export interface Floor {
  readonly copySeconds: number
  readonly upsertSeconds: number
  readonly seconds: number
}

const names = columns.map((column) => `"${column}"`)
const key = names[0] ?? ''
const others = names.slice(1)
const dates = new Set(['出生日期', '变更日期'])
const typed = columns.map((column) => (dates.has(column) ? `"${column}"::date` : `"${column}"`))

/** The staging table, all text, and the table proper, with types and its key. */
export async function makeFloorTables(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(`create table staging (${names.map((name) => `${name} text`).join(', ')})`)
    const proper = columns.map((column) => `"${column}" ${dates.has(column) ? 'date' : 'text'}`)
    await client.query(`create table register (${proper.join(', ')}, primary key (${key}))`)
  })
}

/** One load of a CSV file. Throws where there is no psql on PATH: there is no other way by hand. */
export async function loadByHand(databaseUrl: string, file: string, rows: number): Promise<Floor> {
  const quoted = `'${file.replaceAll("'", "''")}'`
  return timeFloor(databaseUrl, rows, () =>
    psql(databaseUrl, `\\copy staging from ${quoted} with (format csv, header true, encoding 'UTF8')`),
  )
}

/** One load of the table `source` of another database, through a pipe between two psql. */
export async function carryByHand(sourceUrl: string, databaseUrl: string, rows: number): Promise<Floor> {
  const pipe = `psql "$SOURCE" -qX -c 'copy (select ${names.join(', ')} from source) to stdout' | psql "$TARGET" -qX -v ON_ERROR_STOP=1 -c 'copy staging from stdin'`
  return timeFloor(databaseUrl, rows, async () => {
    await run('bash', ['-o', 'pipefail', '-c', pipe], { env: { ...process.env, SOURCE: sourceUrl, TARGET: databaseUrl } })
  })
}

async function timeFloor(databaseUrl: string, rows: number, copy: () => Promise<void>): Promise<Floor> {
  return withClient(databaseUrl, async (client) => {
    await client.query('truncate staging')
    const started = performance.now()
    await copy()
    const copied = performance.now()
    await client.query(
      `insert into register select ${typed.join(', ')} from staging order by ${key}
       on conflict (${key}) do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
       where (${others.map((name) => `register.${name}`).join(', ')}) is distinct from (${others.map((name) => `excluded.${name}`).join(', ')})`,
    )
    const ended = performance.now()
    const counted = await client.query<{ rows: string }>('select count(*) as rows from register')
    if (Number(counted.rows[0]?.rows) !== rows) throw new Error(`by hand: ${counted.rows[0]?.rows ?? ''} rows of ${rows}`)
    return {
      copySeconds: (copied - started) / 1000,
      upsertSeconds: (ended - copied) / 1000,
      seconds: (ended - started) / 1000,
    }
  })
}

export async function psql(databaseUrl: string, command: string): Promise<void> {
  await run('psql', [databaseUrl, '--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--command', command])
}

export async function has(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  )
}
