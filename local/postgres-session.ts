import type { Client } from 'pg'
import { localRole } from './postgres-cluster.ts'

/** What a server said instead of a result. */
export type Answer = 'ready' | 'unreachable' | 'refused'

/** Runs `body` in a session of its own. A server that is not there or still starts is `unreachable`, one that knows another password `refused`. */
export async function connectTo<T>(
  at: { readonly port: number; readonly password: string; readonly database: string },
  body: (client: Client) => Promise<T>,
): Promise<T | 'unreachable' | 'refused'> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ ...at, user: localRole, host: '127.0.0.1', connectionTimeoutMillis: 5000 })
  // a server that stops ends idle sessions; that is no reason to end this process
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    const code = (error as { code?: unknown }).code
    return typeof code === 'string' && code.startsWith('28') ? 'refused' : 'unreachable'
  }
  try {
    return await body(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
