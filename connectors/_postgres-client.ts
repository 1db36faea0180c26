import { Socket } from 'node:net'
import type { Client } from 'pg'
import { GuijiError } from '../core/errors.ts'
import { isConnectionLoss, classifySqlState, readPostgresError } from '../sql/postgres-errors.ts'
import { sourceErrors } from '../sql/source-errors.ts'
import { CopyMalformed } from './_copy-text.ts'
import { sourceTimeZone, type PostgresSettings } from './_postgres-config.ts'

/** Where an agency's database is. `server` is what messages may show. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly tls: 'off' | 'require' | 'verify'
  readonly server: string
  password(): string
}
export interface SourceClient {
  readonly client: Client
  /** Ends the session; `cut`: at once, without waiting for a statement that is still running. */
  close(cut?: boolean): Promise<void>
}

const connectTimeoutMs = 10_000

/** The address that settings describe. Throws SOURCE_SETTINGS, which never quotes the url. */
export function addressOf(settings: PostgresSettings): Address {
  const given = settings.url === undefined ? {} : readUrl(settings.url.reveal())
  const host = settings.host ?? given.host
  const database = settings.database ?? given.database
  const user = settings.user ?? given.user
  const missing = Object.entries({ host, database, user }).filter(([, value]) => value === undefined || value === '')
  if (host === undefined || database === undefined || user === undefined || missing.length > 0)
    throw sourceErrors('SOURCE_SETTINGS', { what: missing.map(([name]) => name).join(', ') })
  const port = settings.port ?? given.port ?? 5432
  const { password } = settings
  return {
    host,
    port,
    database,
    user,
    tls: settings.tls ?? given.tls ?? 'off',
    server: `${host}:${port}/${database}`,
    password: () => password?.reveal() ?? given.password ?? '',
  }
}

function readUrl(text: string): Partial<Pick<Address, 'host' | 'port' | 'database' | 'user' | 'tls'>> & { readonly password?: string } {
  try {
    const url = new URL(text)
    if (!/^postgres(?:ql)?:$/.test(url.protocol)) throw new Error('protocol')
    const mode = url.searchParams.get('sslmode')
    const tls = mode === null || mode === 'disable' ? 'off' : mode.startsWith('verify') ? 'verify' : 'require'
    return {
      host: decodeURIComponent(url.hostname.replace(/^\[|\]$/g, '')),
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      database: decodeURIComponent(url.pathname.slice(1)),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      tls,
    }
  } catch {
    // what went wrong would quote the url, and with it the password
    throw sourceErrors('SOURCE_SETTINGS', { what: 'url' })
  }
}

/** A reading session: texts come exactly as written here, whatever the server's own settings. Throws source errors. */
export async function connectSource(address: Address, signal: AbortSignal): Promise<SourceClient> {
  signal.throwIfAborted()
  const { default: pg } = await import('pg')
  const socket = new Socket()
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    // a function, because an empty password would be looked for in the environment
    password: () => address.password(),
    ssl: address.tls === 'off' ? false : { rejectUnauthorized: address.tls === 'verify' },
    stream: () => socket,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'guiji',
  })
  // a connection that breaks is told by the statement that needs it
  client.on('error', () => undefined)
  const cut = () => void socket.destroy()
  signal.addEventListener('abort', cut, { once: true })
  const close = async (now = false) => {
    signal.removeEventListener('abort', cut)
    if (now) cut()
    await client.end().catch(() => undefined)
  }
  try {
    await client.connect()
    await client.query(
      `set session characteristics as transaction read only; set client_encoding to 'UTF8'; set datestyle to 'ISO, YMD';
       set timezone to '${sourceTimeZone}'; set bytea_output to 'hex'; set extra_float_digits to 1;
       set statement_timeout to 0; set lock_timeout to '60s'`,
    )
    return { client, close }
  } catch (error) {
    await close(true)
    signal.throwIfAborted()
    throw asSourceError(error, address.server)
  }
}

/** A failure of a source's database as one of ours; `table` is what was being read. */
export function asSourceError(error: unknown, server: string, table = ''): unknown {
  if (error instanceof GuijiError || !(error instanceof Error)) return error
  if (error instanceof CopyMalformed) return sourceErrors('SOURCE_FAILED', { server, cause: error.message })
  const facts = readPostgresError(error)
  if (facts === null) {
    const { message } = error
    const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
    if (/^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/.test(code) || /support SSL/.test(message))
      return sourceErrors('SOURCE_TLS', { server, cause: code === '' ? 'no TLS' : code })
    if (/client password must be/.test(message)) return sourceErrors('SOURCE_LOGIN', { server })
    if (isConnectionLoss(error)) return sourceErrors('SOURCE_UNREACHABLE', { server, cause: code === '' ? message : code })
    return error
  }
  const { sqlState, message } = facts
  if (sqlState.startsWith('28')) return sourceErrors('SOURCE_LOGIN', { server })
  if (sqlState === '3D000') return sourceErrors('SOURCE_DATABASE_MISSING', { server })
  if (sqlState === '42P01' || sqlState === '3F000') return sourceErrors('SOURCE_TABLE_MISSING', { server, table })
  if (sqlState === '42703') return sourceErrors('SOURCE_CHANGED', { table, cause: message })
  if (sqlState === '42501') return sourceErrors('SOURCE_FORBIDDEN', { cause: message })
  if (classifySqlState(sqlState) === 'retry') return sourceErrors('SOURCE_UNREACHABLE', { server, cause: `SQLSTATE ${sqlState}` })
  return sourceErrors('SOURCE_FAILED', { server, cause: `SQLSTATE ${sqlState}` })
}
