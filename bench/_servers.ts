import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { findTemporal } from '../local/find-temporal.ts'
import { startLocalPostgres } from '../local/postgres.ts'
import { startLocalTemporal } from '../local/temporal.ts'

const log = { info: () => undefined }

export interface BenchPostgres {
  readonly version: string
  /** Makes an empty database and gives its address. */
  database(name: string): Promise<string>
  /**
   * Does what earlier work left for the server to do, so that the next is not slowed by it: cleans up, as autovacuum has a day
   * later, and writes out, where the role may.
   */
  settle(): Promise<void>
  /** Drops the databases that were made. */
  close(): Promise<void>
}

/** The server that GUIJI_BENCH_POSTGRES names (a role that may make databases), else an embedded one of the bench's own. */
export async function openPostgres(scratch: string): Promise<BenchPostgres> {
  const named = process.env['GUIJI_BENCH_POSTGRES']
  if (named !== undefined && named !== '') return open(named, () => Promise.resolve())
  const folder = join(scratch, 'postgres')
  await mkdir(folder)
  const local = await startLocalPostgres({ root: folder, log })
  return open(local.url, () => local.stop())
}

async function open(url: string, stop: () => Promise<void>): Promise<BenchPostgres> {
  const made: string[] = []
  const run = (sql: string) => withClient(url, (client) => client.query<{ version: string }>(sql))
  const addressOf = (name: string) => {
    const address = new URL(url)
    address.pathname = `/${name}`
    return address.href
  }
  const { rows } = await run(`select current_setting('server_version') as version`)
  return {
    version: rows[0]?.version ?? '',
    async database(name) {
      const unique = `bench_${name}_${process.pid}_${made.length}`
      await run(`create database ${unique} template template0 encoding 'UTF8'`)
      made.push(unique)
      return addressOf(unique)
    },
    async settle() {
      for (const name of made) await withClient(addressOf(name), (client) => client.query('vacuum'))
      await run('checkpoint').catch(() => undefined)
    },
    async close() {
      for (const name of made) await run(`drop database if exists ${name} with (force)`)
      await stop()
    },
  }
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A Temporal server whose program is there already; null where there is none. */
export async function openTemporal(scratch: string): Promise<{ readonly address: string; stop(): Promise<void> } | null> {
  const found = await findTemporal({ env: process.env, allowDownload: false, allowBuild: false })
  if (found.kind === 'none') return null
  if (found.kind === 'address') return { address: found.address, stop: () => Promise.resolve() }
  const root = join(scratch, 'temporal')
  await mkdir(root)
  return startLocalTemporal({ program: found.path, root, log })
}
