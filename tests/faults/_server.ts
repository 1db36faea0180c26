import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { serverAccount } from '../../local/account.ts'
import { freePort } from '../../local/ports.ts'
import { giveTo, initialise, localRole, type Cluster } from '../../local/postgres-cluster.ts'
import { findPostgresPrograms } from '../../local/postgres-programs.ts'
import { isAlive, until } from '../../local/processes.ts'

const password = 'faults'

/** A PostgreSQL of the suite's own, which may be stopped at any moment. */
export interface FaultServer {
  readonly port: number
  readonly account: { readonly uid: number; readonly gid: number } | null
  url(database: string, port?: number): string
  /** One statement or several on the administrator's database. */
  administer(sql: string, database?: string): Promise<void>
  /** Immediate stop, as of a machine that loses its processes, and the start after it. */
  stopAtOnce(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function openServer(): Promise<FaultServer> {
  const account = await serverAccount()
  const programs = await findPostgresPrograms(account)
  const folder = await mkdtemp(join(tmpdir(), 'guiji-faults-'))
  await giveTo(account, folder)
  await chmod(folder, 0o700)
  const cluster: Cluster = { programs, account, data: join(folder, 'data'), log: join(folder, 'log') }
  await initialise(cluster, password)
  const port = await freePort()
  let running: ChildProcess | null = null
  const url = (database: string, at = port) => `postgresql://${localRole}:${password}@127.0.0.1:${at}/${database}`
  const start = async () => {
    // what the processes wrote survives them: only the machine itself never fails here
    const settings = [
      'fsync=off',
      'full_page_writes=off',
      'max_connections=100',
      'shared_buffers=64MB',
      'autovacuum=off',
      'listen_addresses=127.0.0.1',
    ]
    const flags = [...settings, `port=${port}`, 'unix_socket_directories=', 'lc_messages=C'].flatMap((setting) => ['-c', setting])
    const log = await open(cluster.log, 'a', 0o600)
    running = spawn(programs.postgres, ['-D', cluster.data, ...flags], {
      ...{ cwd: folder, stdio: ['ignore', log.fd, log.fd], env: { ...process.env, LC_ALL: 'C' } },
      ...(account === null ? {} : account),
    })
    await log.close()
    const answers = () =>
      connected(url('postgres'), () => Promise.resolve(true)).catch(() => {
        if (running?.exitCode !== null) throw new Error('PostgreSQL did not start')
        return false
      })
    if (!(await until(answers, 60_000))) throw new Error('PostgreSQL does not answer')
  }
  const stop = async (signal: NodeJS.Signals) => {
    const { pid } = running ?? {}
    if (pid === undefined) return
    running?.kill(signal)
    await until(() => !isAlive(pid), 30_000, 10)
  }
  await start()
  return {
    ...{ port, account, url, start },
    administer: (sql, database = 'postgres') =>
      connected(url(database), async (client) => {
        await client.query(sql)
      }),
    stopAtOnce: () => stop('SIGQUIT'),
    async close() {
      await stop('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url)
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Bigints as text; a lost connection is told by the next statement. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'faults' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
