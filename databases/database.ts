import type { Client, ClientConfig, Pool, QueryResultRow } from 'pg'
import { Secret } from '../core/config.ts'
import { defineErrors } from '../core/errors.ts'
import { openVault, type Vault } from '../core/vault.ts'
import type { Advance } from './advance.ts'
import { createSession, type Result, type Session } from './session.ts'
import { wrapError } from './wrap-error.ts'
import { literal } from './_sql.ts'

const errors = defineErrors({
  DATABASE_ADDRESS: {
    recovery: 'abort',
    message: {
      zh: '目标数据库的地址不是 postgres:// 地址（内容不予显示）',
      en: 'the address of the target database is no postgres:// address (not shown)',
    },
    remedy: {
      zh: '写成 postgres://用户:密码@主机:端口/库；密码里的 @ / : # 和空格要转义，如 @ 写 %40。地址取自 guiji.yaml 的 database 或 GUIJI_DATABASE_URL',
      en: 'write postgres://user:password@host:port/database; escape @ / : # and spaces in the password, @ as %40. The address comes from `database` in guiji.yaml or GUIJI_DATABASE_URL',
    },
  },
})

/** A connection of one's own, for leases, batches and publishing; never shared, closed by whoever opened it. */
export interface OwnSession extends Session {
  readonly pid: number
  /** Aborted when the connection is lost. */
  readonly lost: AbortSignal
  /** Drops the connection without a word; what waits for it fails. */
  destroy(): void
  end(): Promise<void>
}
/** The target database: its control tables (schema `guiji`) stand beside the data. */
export interface Database {
  /** The running build, written with certificates and the version row. */
  readonly build: string
  /** Keeps quarantined rows unreadable at rest. */
  readonly vault: Vault
  /** One statement on a pooled connection. */
  query<T extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Result<T>>
  /** Several statements on one pooled connection; for what needs no lease. */
  pooled<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T>
  /** Waits while `maxConnections` are in use; `unbudgeted` for the few that live as long as a run. */
  connect(options?: { readonly unbudgeted?: boolean }): Promise<OwnSession>
  /** One that nothing else needs now, else null. */
  connectSpare(): Promise<OwnSession | null>
  /** Publications that this process has begun while their plans land, by plan. */
  readonly advances: Map<string, Advance>
  close(): Promise<void>
}
export interface DatabaseOptions {
  readonly url: string | Secret
  readonly build: string
  /** Pooled and own connections together, default 20. */
  readonly maxConnections?: number
  readonly applicationName?: string
  /** Without one, quarantined rows are stored as they are. */
  readonly vault?: Vault
}

const poolShare = 4

/** Opens the database without connecting yet. Direct connections only: a transaction pooler breaks session state. Throws DATABASE_ADDRESS. */
export async function openDatabase({
  url,
  build,
  maxConnections = 20,
  applicationName = 'guiji',
  vault = openVault,
}: DatabaseOptions): Promise<Database> {
  const pg = (await import('pg')).default
  const prepared = `${settings}; set guiji.build = ${literal(build)}`
  const config: ClientConfig = {
    connectionString: requireAddress(url instanceof Secret ? url.reveal() : url),
    application_name: applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    connectionTimeoutMillis: 15_000,
    types: { getTypeParser: (oid, format) => parserOf(oid) ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown) },
  }
  const pool = new pg.Pool({
    ...config,
    max: Math.min(poolShare, Math.max(1, maxConnections - 1)),
    allowExitOnIdle: true,
    idleTimeoutMillis: 30_000,
    onConnect: async (client) => void (await client.query(prepared)),
  })
  pool.on('error', () => undefined)
  const places = createPlaces(Math.max(1, maxConnections - poolShare))
  const advances = new Map<string, Advance>()
  const connect = async (give: () => void) => {
    try {
      return await own(new pg.Client(config), prepared, vault, give)
    } catch (error) {
      give()
      throw wrapError(error, 'connect')
    }
  }
  return {
    build,
    vault,
    query: (sql, values) => pooled(pool, vault, 'query', (session) => session.query(sql, values)),
    pooled: (operation, work) => pooled(pool, vault, operation, work),
    connect: async (options) => connect(options?.unbudgeted === true ? () => undefined : await places.take()),
    async connectSpare() {
      const give = places.takeSpare()
      return give === null ? null : connect(give)
    },
    advances,
    async close() {
      await Promise.all([...advances.values()].map((advance) => advance.giveUp()))
      await pool.end()
    },
  }
}

/** The driver takes any text for an address and makes a host's name of it. */
function requireAddress(url: string): string {
  // an unescaped / ends the host, so the @ that was meant to begin it stands in the path
  const isWhole = /^postgres(?:ql)?:\/\/\S+$/.test(url) && URL.canParse(url) && !new URL(url).pathname.includes('@')
  if (!isWhole) throw errors('DATABASE_ADDRESS')
  return url
}

/**
 * A backend whose client is gone ends within seconds, and forgotten transactions do not hold locks. Where the platform
 * cannot watch its client (no POLLRDHUP) keepalives must do.
 */
const settings = `
  set timezone = 'Asia/Shanghai'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
  set lock_timeout = '30s'; set statement_timeout = '60s'; set idle_in_transaction_session_timeout = '60s'; set idle_session_timeout = 0;
  set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
  do $$ begin perform set_config('client_connection_check_interval', '10s', false); exception when others then null; end $$`

const asNumber = (text: string) => Number(text)
const asText = (text: string) => text
/** Bigints here are counts and numbers of plans, far below 2^53; a JS Date would lose microseconds and zones. */
function parserOf(oid: number): ((text: string) => unknown) | undefined {
  if (oid === 20) return asNumber
  return oid === 1082 || oid === 1083 || oid === 1114 || oid === 1184 ? asText : undefined
}

async function pooled<T>(pool: Pool, vault: Vault, operation: string, work: (session: Session) => Promise<T>): Promise<T> {
  let client
  try {
    client = await pool.connect()
  } catch (error) {
    throw wrapError(error, 'connect')
  }
  let broken = false
  const onError = () => void (broken = true)
  client.on('error', onError)
  try {
    return await work(createSession(client, vault))
  } catch (error) {
    throw wrapError(error, operation)
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

async function own(client: Client, prepared: string, vault: Vault, give: () => void): Promise<OwnSession> {
  const lost = new AbortController()
  let ended = false
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  let pid = 0
  try {
    await client.connect()
    await client.query(prepared)
    pid = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  return {
    ...createSession(client, vault),
    pid,
    lost: lost.signal,
    destroy() {
      const { connection } = client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
      connection.stream.destroy()
    },
    async end() {
      if (ended) return
      ended = true
      await client.end().catch(() => undefined)
      give()
    },
  }
}

/** The budget of connections: whoever finds none free waits in turn. */
function createPlaces(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  const give = () => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  return {
    async take(): Promise<() => void> {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return give
    },
    /** None unless more than half of them are free: what can do without must not keep others waiting. */
    takeSpare(): (() => void) | null {
      if (free * 2 <= count) return null
      free--
      return give
    },
  }
}
