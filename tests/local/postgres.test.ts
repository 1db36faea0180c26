import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startLocalPostgres, type LocalPostgres } from '../../local/postgres.ts'
import { isAlive, until } from '../../local/processes.ts'

const root = mkdtempSync(join(tmpdir(), 'guiji-postgres-'))
const log = { info: () => undefined }
const started: LocalPostgres[] = []
const start = async () => {
  const server = await startLocalPostgres({ root, log })
  started.push(server)
  return server
}
const serverPid = async () => {
  const { data } = JSON.parse(await readFile(join(root, '.guiji', 'postgres.json'), 'utf8')) as { data: string }
  return Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0])
}
const ask = async (url: string, text: string): Promise<unknown> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return Object.values((await client.query<{ [name: string]: unknown }>(text)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

afterAll(async () => {
  for (const server of started) await server.stop()
  const state = await readFile(join(root, '.guiji', 'postgres.json'), 'utf8').catch(() => '{}')
  const { data } = JSON.parse(state) as { data?: string }
  if (data !== undefined) await rm(data, { recursive: true, force: true })
  await rm(root, { recursive: true, force: true })
})

test('a server is made, keeps its data, is shared while it runs and stopped only by who started it', { timeout: 120_000 }, async () => {
  await chmod(root, 0o755)
  const first = await start()
  expect(
    await ask(first.url, "select current_setting('server_encoding') || ' ' || datcollate from pg_database where datname = 'guiji'"),
  ).toBe('UTF8 C')
  const sample = await first.createDatabase('sample_market')
  await ask(sample, 'create table t as select 7 as n')
  await expect(ask(sample, "select '510184190704309827x'::bigint")).rejects.toMatchObject({ code: '22P02' })
  expect(await readFile(join(root, '.guiji', 'postgres.log'), 'utf8')).not.toContain('190704309827')
  const urlFile = join(root, '.guiji', 'local', 'sample_market.url')
  expect(await readFile(urlFile, 'utf8')).toBe(sample)
  expect((await stat(urlFile)).mode & 0o777).toBe(0o600)
  expect((await stat(join(root, '.guiji', 'postgres.json'))).mode & 0o777).toBe(0o600)

  const second = await start()
  expect(second.port).toBe(first.port)
  await second.stop() // the same process: it may
  expect(isAliveSoon(await serverPid().catch(() => 0))).toBe(false)

  // the port is taken meanwhile: another one, and the address file follows
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(first.port, '127.0.0.1', resolve))
  const third = await start()
  squatter.close()
  expect(third.port).not.toBe(first.port)
  expect(await readFile(urlFile, 'utf8')).toContain(`:${String(third.port)}/`)
  expect(await ask(third.databaseUrl('sample_market'), 'select n from t')).toBe(7)
  await expect(third.createDatabase('No Such')).rejects.toMatchObject({ code: 'DATABASE_NAME_BAD' })
  await third.stop()
  await third.stop()
})

test('a server whose starter was killed is taken over; one whose starter lives is only shared', { timeout: 120_000 }, async () => {
  const starter = startElsewhere()
  const port = await starter.port
  const shared = await start()
  expect([shared.port, shared.shared]).toEqual([port, true])
  await shared.stop()
  const pid = await serverPid()
  expect(isAlive(pid)).toBe(true)

  starter.kill()
  await until(() => !isAlive(starter.pid), 5000)
  const adopted = await start()
  expect([adopted.port, adopted.shared]).toEqual([port, false])
  await adopted.stop()
  expect(await until(() => !isAlive(pid), 5000)).toBe(true)
})

test('a mark left by a server that was killed does not stand in the way', { timeout: 60_000 }, async () => {
  const server = await start()
  const pid = await serverPid()
  process.kill(pid, 'SIGKILL')
  await until(() => !isAlive(pid), 5000)
  const again = await start()
  expect(await ask(again.url, 'select 1')).toBe(1)
  await again.stop()
  await server.stop()
})

test('under root, a project that its account cannot reach has its data elsewhere', { timeout: 60_000 }, async (context) => {
  if (process.getuid?.() !== 0) context.skip()
  const hidden = mkdtempSync(join(tmpdir(), 'guiji-hidden-'))
  await mkdir(join(hidden, '.guiji'))
  const server = await startLocalPostgres({ root: hidden, log })
  expect(await ask(server.url, 'select 1')).toBe(1)
  await server.stop()
  const { data } = JSON.parse(await readFile(join(hidden, '.guiji', 'postgres.json'), 'utf8')) as { data: string }
  expect(data.startsWith('/var/lib/guiji/')).toBe(true)
  await rm(join(data, '..'), { recursive: true, force: true })
  await rm(hidden, { recursive: true, force: true })
})

function isAliveSoon(pid: number): boolean {
  return pid > 0 && isAlive(pid)
}

/** Starts the server from another process, which runs the built or the source form of the same module. */
function startElsewhere(): { pid: number; port: Promise<number>; kill(): void } {
  const script = `
    const { build } = await import('esbuild')
    const out = process.argv[1]
    await build({ entryPoints: [${JSON.stringify(join(import.meta.dirname, '../../local/postgres.ts'))}], outfile: out, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
    const { startLocalPostgres } = await import(out)
    const server = await startLocalPostgres({ root: ${JSON.stringify(root)}, log: { info() {} } })
    console.log(server.port)
    setInterval(() => {}, 1000)`
  const out = join(import.meta.dirname, `../../node_modules/.guiji-test-${String(process.pid)}.mjs`)
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, out], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(Number(chunk.toString('utf8')))
    })
    child.once('exit', () => {
      reject(new Error('the other process ended'))
    })
  })
  return {
    pid: child.pid ?? -1,
    port,
    kill: () => {
      child.kill('SIGKILL')
      void rm(out, { force: true })
    },
  }
}
