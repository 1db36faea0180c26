import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  /** A connection string with every right on the new, empty database. */
  readonly url: string
  close(): Promise<void>
}

/** A fresh, empty UTF-8 database of the run's PostgreSQL, 14 or later; `close` drops it with whoever is still connected. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await serverUrl()
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdministrator(server, async (client) => {
    const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
    const strategy = (rows[0]?.version ?? 0) >= 150_000 ? 'strategy wal_log' : ''
    await client.query(`create database ${name} template template0 encoding 'UTF8' ${strategy}`)
  })
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    close: () => asAdministrator(server, async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  }
}

async function serverUrl(): Promise<string> {
  const response = await fetch(inject('postgresDoor'))
  const text = await response.text()
  if (!response.ok) throw new Error(`no PostgreSQL for the tests: ${text}`)
  return text
}

async function asAdministrator(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
