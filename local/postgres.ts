import { randomBytes } from 'node:crypto'
import { access, mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineErrors, GuijiError } from '../core/errors.ts'
import type { Log } from '../core/values.ts'
import { serverAccount } from './account.ts'
import { dataFolder } from './data-folder.ts'
import { withLock } from './lock.ts'
import { freePort } from './ports.ts'
import { findRunning, giveTo, initialise, lastWords, launch, localRole, shutDown, type Cluster } from './postgres-cluster.ts'
import { findPostgresPrograms } from './postgres-programs.ts'
import { connectTo, type Answer } from './postgres-session.ts'
import { readJson, writePrivate, writePrivateJson } from './private-file.ts'
import { endProcess, endWithThisProcess, isAlive, until } from './processes.ts'

const errors = defineErrors({
  LOCAL_POSTGRES_FAILED: {
    recovery: 'abort',
    message: { zh: '本地 PostgreSQL 未能启动：{why}', en: 'the local PostgreSQL did not start: {why}' },
    remedy: {
      zh: '查看 {log}；磁盘满则腾出空间；或在 guiji.yaml 的 database 写一个 PostgreSQL 的地址；不要这些数据了就删除 {data}',
      en: "read {log}; free disk space if it is full; or give a PostgreSQL's address as `database` in guiji.yaml; delete {data} if its data is no longer wanted",
    },
  },
  LOCAL_POSTGRES_VERSION: {
    recovery: 'abort',
    message: {
      zh: '{data} 由 PostgreSQL {found} 建立，现在安装的是 {installed}',
      en: '{data} was made by PostgreSQL {found}, installed is {installed}',
    },
    remedy: {
      zh: '装回旧版本；或删除 {data} 后重新运行，数据会重新汇集',
      en: 'install the earlier version again; or delete {data} and run again: the data is collected anew',
    },
  },
  DATABASE_NAME_BAD: {
    recovery: 'abort',
    message: { zh: '不能用作数据库名：{name}', en: 'not a name for a database: {name}' },
    remedy: {
      zh: '用小写字母、数字和下划线，字母开头，最多 63 个',
      en: 'use lower-case letters, digits and underscores, a letter first, at most 63',
    },
  },
})

const usualPort = 54329
const startSeconds = 60

/** A PostgreSQL that belongs to one project. */
export interface LocalPostgres {
  /** The database `guiji`. */
  readonly url: string
  readonly port: number
  /** Another process started it and will stop it. */
  readonly shared: boolean
  databaseUrl(name: string): string
  /** Makes the database where it is missing, and writes its address to `.guiji/local/<name>.url`. */
  createDatabase(name: string): Promise<string>
  /** Ends the server if this process started it, or took it over from one that is gone. */
  stop(): Promise<void>
}

/**
 * The project's own PostgreSQL, in `<root>/.guiji/postgres`: found where it runs, else started. A server whose starter was
 * killed is taken over. Throws LOCAL_POSTGRES_MISSING, LOCAL_POSTGRES_VERSION, LOCAL_POSTGRES_FAILED, LOCAL_BUSY.
 */
export async function startLocalPostgres({ root, log }: { readonly root: string; readonly log: Log }): Promise<LocalPostgres> {
  const folder = join(resolve(root), '.guiji')
  await mkdir(folder, { recursive: true })
  return withLock(join(folder, 'postgres.lock'), 2 * startSeconds * 1000, async () => {
    const account = await serverAccount()
    const programs = await findPostgresPrograms(account)
    const data = join(await dataFolder(folder, account), 'postgres')
    const cluster: Cluster = { programs, account, data, log: join(folder, 'postgres.log') }
    try {
      return await open(cluster, folder, log)
    } catch (error) {
      if (error instanceof GuijiError) throw error
      throw failed(cluster, error instanceof Error ? error.message : String(error))
    }
  })
}

async function open(cluster: Cluster, folder: string, log: Log): Promise<LocalPostgres> {
  const stateFile = join(folder, 'postgres.json')
  const state = (await readJson(stateFile)) ?? {}
  const password = typeof state['password'] === 'string' ? state['password'] : randomBytes(18).toString('base64url')
  const remember = (port: number, starter: number) => writePrivateJson(stateFile, { password, port, data: cluster.data, starter })
  if (!(await exists(join(cluster.data, 'PG_VERSION')))) {
    log.info({ data: cluster.data }, 'making a local PostgreSQL')
    await remember(usualPort, process.pid)
    await initialise(cluster, password)
  }
  await checkVersion(cluster)
  const running = await findRunning(cluster)
  let pid: number
  let port: number
  let shared = false
  if (running !== null) {
    ;({ pid, port } = running)
    await ready(cluster, running, password)
    const starter = Number(state['starter'])
    shared = starter !== process.pid && isAlive(starter)
    if (!shared) await remember(port, process.pid)
  } else {
    ;({ pid, port } = await start(cluster, Number(state['port'] ?? usualPort), password))
    await remember(port, process.pid)
  }
  log.info({ port, shared: shared ? 'yes' : 'no' }, 'local PostgreSQL is ready')
  return serve({ cluster, folder, password, port, pid, shared })
}

/** Starts the server; a port that another program takes in between costs another try. */
async function start(cluster: Cluster, preferred: number, password: string): Promise<{ pid: number; port: number }> {
  await giveTo(cluster.account, cluster.data)
  let why = ''
  for (let attempt = 0; attempt < 4; attempt++) {
    const port = await freePort(...(attempt === 0 ? [preferred, usualPort] : []))
    const server = await launch(cluster, port)
    const gone = server.ended.then(() => 'gone' as const)
    const outcome = await Promise.race([gone, ready(cluster, { pid: server.pid, port }, password)])
    if (outcome !== 'gone') return { pid: server.pid, port }
    why = await lastWords(cluster)
    // the last processes of a server that was killed take a moment to notice it
    await new Promise((resolve) => setTimeout(resolve, 500 * (attempt + 1)))
  }
  throw failed(cluster, why)
}

async function ready(cluster: Cluster, { pid, port }: { pid: number; port: number }, password: string): Promise<void> {
  let answer: Answer = 'unreachable'
  await until(async () => {
    answer = (await connectTo({ port, password, database: 'postgres' }, () => Promise.resolve('ready' as const))) ?? answer
    return answer !== 'unreachable' || !isAlive(pid)
  }, startSeconds * 1000)
  if ((answer as Answer) === 'ready') return
  if ((answer as Answer) === 'refused') throw failed(cluster, 'the password in .guiji/postgres.json is not that of the data')
  throw failed(cluster, await lastWords(cluster))
}

interface Running {
  readonly cluster: Cluster
  readonly folder: string
  readonly password: string
  readonly port: number
  readonly pid: number
  readonly shared: boolean
}

async function serve({ cluster, folder, password, port, pid, shared }: Running): Promise<LocalPostgres> {
  const databaseUrl = (name: string) => `postgresql://${localRole}:${password}@127.0.0.1:${String(port)}/${checkedName(name)}`
  const publishUrl = (name: string) => writePrivate(join(folder, 'local', `${name}.url`), databaseUrl(name))
  const query = async (text: string): Promise<readonly string[]> => {
    const rows = await connectTo({ port, password, database: 'postgres' }, async (client) =>
      (await client.query<{ name: string }>(text)).rows.map((row) => row.name),
    )
    if (typeof rows === 'string') throw failed(cluster, rows)
    return rows
  }
  const names = () => query("select datname as name from pg_database where not datistemplate and datname <> 'postgres'")
  const createDatabase = async (name: string) => {
    const quoted = `"${checkedName(name)}"`
    if (!(await names()).includes(name)) {
      await query(`create database ${quoted}`).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error
      })
    }
    await publishUrl(name)
    return databaseUrl(name)
  }
  // the port may be another one than last time
  for (const name of await names()) await publishUrl(name)
  const url = await createDatabase('guiji')
  const letLive = shared ? () => undefined : endWithThisProcess(pid, 'SIGINT')
  let stopping: Promise<void> | null = null
  const stop = async () => {
    if (shared) return
    await shutDown(cluster).catch(() => endProcess(pid, 5000, 'SIGQUIT'))
    letLive()
  }
  return { url, port, shared, databaseUrl, createDatabase, stop: () => (stopping ??= stop()) }
}

async function checkVersion(cluster: Cluster): Promise<void> {
  const found = (await readFile(join(cluster.data, 'PG_VERSION'), 'utf8')).trim()
  const installed = cluster.programs.major
  if (found !== installed) throw errors('LOCAL_POSTGRES_VERSION', { data: cluster.data, found, installed })
}

function checkedName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw errors('DATABASE_NAME_BAD', { name })
  return name
}

function isDuplicate(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === '42P04' || code === '23505'
}

function failed(cluster: Cluster, why: string): GuijiError {
  return errors('LOCAL_POSTGRES_FAILED', { why, log: cluster.log, data: cluster.data })
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
