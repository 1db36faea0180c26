import { spawn, type SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import type { PostgresPrograms } from './postgres-programs.ts'
import { commandOf, isAlive } from './processes.ts'

/** The role that owns a local server. */
export const localRole = 'guiji'

/** A local server's files: programs, account and data folder. */
export interface Cluster {
  readonly programs: PostgresPrograms
  readonly account: Account | null
  readonly data: string
  readonly log: string
}

/** Makes the data folder; one that was left half made is made anew. UTF-8 with the C locale, so that keys sort alike on every machine. */
export async function initialise(cluster: Cluster, password: string): Promise<void> {
  const fresh = `${cluster.data}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true, mode: 0o700 })
  const secret = await mkdtemp(join(tmpdir(), 'guiji-'))
  const passwordFile = join(secret, randomBytes(6).toString('hex'))
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    for (const path of [fresh, secret, passwordFile]) await giveTo(cluster.account, path)
    await finished(cluster, cluster.programs.initdb, [
      `--pgdata=${fresh}`,
      `--username=${localRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--lc-messages=C',
      '--no-instructions',
    ])
  } finally {
    await rm(secret, { recursive: true, force: true })
  }
  await rename(fresh, cluster.data)
}

/** Starts the server as a process of its own; it is ready when it takes connections. */
export async function launch(cluster: Cluster, port: number): Promise<{ readonly pid: number; readonly ended: Promise<void> }> {
  const settings = {
    ...{ listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', lc_messages: 'C', timezone: 'UTC' },
    // a refused statement is logged with the values that were refused, which are personal data; guiji tells the rest itself
    ...{ log_min_messages: 'log', log_min_error_statement: 'panic', log_error_verbosity: 'terse' },
  }
  const log = await open(cluster.log, 'a', 0o600)
  try {
    const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = spawn(cluster.programs.postgres, ['-D', cluster.data, ...parameters], {
      ...optionsFor(cluster),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    const ended = new Promise<void>((resolve) => {
      server.once('exit', () => {
        resolve()
      })
      server.once('error', () => {
        resolve()
      })
    })
    server.unref()
    return { pid: server.pid ?? -1, ended }
  } finally {
    await log.close()
  }
}

/** Fast shutdown: sessions are ended, what was committed is written. */
export async function shutDown(cluster: Cluster): Promise<void> {
  await finished(cluster, cluster.programs.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast', '-w', '-t', '60', '-s'])
}

/** The server that works on the data folder, whoever started it; the mark of one that is gone is removed. */
export async function findRunning(cluster: Cluster): Promise<{ readonly pid: number; readonly port: number } | null> {
  const mark = join(cluster.data, 'postmaster.pid')
  const lines = (await readFile(mark, 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  if (isAlive(pid)) {
    const command = await commandOf(pid)
    if (command === '' || command.includes('postgres')) return { pid, port: Number(lines[3]) }
  }
  // PostgreSQL refuses to start while the id that it finds here belongs to any process, as ids do again after a reboot
  await rm(mark, { force: true })
  return null
}

/** The last lines that the server wrote. */
export async function lastWords(cluster: Cluster): Promise<string> {
  const text = await readFile(cluster.log, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-5).join('\n')
}

export async function giveTo(account: Account | null, path: string): Promise<void> {
  if (account === null) return
  await chown(path, account.uid, account.gid)
}

function optionsFor(cluster: Cluster): SpawnOptions {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')))
  const { account } = cluster
  return { cwd: dirname(cluster.data), env: { ...env, LC_ALL: 'C' }, ...(account === null ? {} : { uid: account.uid, gid: account.gid }) }
}

async function finished(cluster: Cluster, program: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(program, parameters, { ...optionsFor(cluster), stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2000)))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(said.trim() === '' ? `${program} ended with ${String(code)}` : said.trim())
}
