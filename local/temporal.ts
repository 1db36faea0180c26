import { spawn } from 'node:child_process'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineErrors } from '../core/errors.ts'
import type { Log } from '../core/values.ts'
import { searchAttributes } from '../worker/search-attributes.ts'
import { withLock } from './lock.ts'
import { freePort, isListening } from './ports.ts'
import { readJson, writePrivateJson } from './private-file.ts'
import { commandOf, endProcess, endWithThisProcess, isAlive, until } from './processes.ts'

const errors = defineErrors({
  LOCAL_TEMPORAL_FAILED: {
    recovery: 'abort',
    message: { zh: '本地 Temporal 未能启动：{why}', en: 'the local Temporal did not start: {why}' },
    remedy: {
      zh: '查看 {log}；若数据文件损坏，删除 {data}；或设置 TEMPORAL_ADDRESS，或加 --in-process',
      en: 'read {log}; delete {data} if it is damaged; or set TEMPORAL_ADDRESS, or use --in-process',
    },
  },
})

/** A Temporal server that belongs to one project. */
export interface LocalTemporal {
  readonly address: string
  /** Where a browser finds it. */
  readonly ui: string
  readonly namespace: string
  /** Another process started it and will stop it. */
  readonly shared: boolean
  /** Ends the server if this process started it, or took it over from one that is gone. */
  stop(): Promise<void>
}
interface Server {
  readonly pid: number
  readonly port: number
  readonly uiPort: number
}

const startSeconds = 60
const namespace = 'default'

/**
 * The project's own Temporal server with UI, its history in `<root>/.guiji/temporal.db`: found where it runs, else started
 * from `program`. A server whose starter was killed is taken over. Throws LOCAL_TEMPORAL_FAILED, LOCAL_BUSY.
 */
export async function startLocalTemporal(options: {
  readonly program: string
  readonly root: string
  readonly log: Log
}): Promise<LocalTemporal> {
  const folder = join(resolve(options.root), '.guiji')
  await mkdir(folder, { recursive: true })
  return withLock(join(folder, 'temporal.lock'), 2 * startSeconds * 1000, async () => {
    const stateFile = join(folder, 'temporal.json')
    const state = (await readJson(stateFile)) ?? {}
    const known: Server = { pid: Number(state['pid']), port: Number(state['port']), uiPort: Number(state['uiPort']) }
    const running = await findRunning(folder, known)
    const server = running ?? (await start(options.program, folder, known))
    const starter = Number(state['starter'])
    const shared = running !== null && starter !== process.pid && isAlive(starter)
    if (!shared) await writePrivateJson(stateFile, { ...server, starter: process.pid })
    options.log.info({ port: server.port, uiPort: server.uiPort, shared: shared ? 'yes' : 'no' }, 'local Temporal is ready')
    return serve(server, shared)
  })
}

function serve({ pid, port, uiPort }: Server, shared: boolean): LocalTemporal {
  const letLive = shared ? () => undefined : endWithThisProcess(pid, 'SIGTERM')
  let stopping: Promise<void> | null = null
  const stop = async () => {
    if (shared) return
    await endProcess(pid, 15_000)
    letLive()
  }
  return {
    address: `127.0.0.1:${String(port)}`,
    ui: `http://127.0.0.1:${String(uiPort)}`,
    namespace,
    shared,
    stop: () => (stopping ??= stop()),
  }
}

/** The server that works on the project's file, if it answers; one that does not is ended, as the file takes only one. */
async function findRunning(folder: string, known: Server): Promise<Server | null> {
  if (!Number.isSafeInteger(known.pid) || !isAlive(known.pid)) return null
  if (!(await commandOf(known.pid)).includes(join(folder, 'temporal.db'))) return null
  if (await until(() => answers(known.port), 5000, 200)) return known
  await endProcess(known.pid, 2000)
  return null
}

async function start(program: string, folder: string, known: Server): Promise<Server> {
  const log = join(folder, 'temporal.log')
  const data = join(folder, 'temporal.db')
  let why = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    const earlier = attempt === 0 && known.port > 0
    const port = await freePort(...(earlier ? [known.port, 7233] : attempt === 0 ? [7233] : []))
    const uiPort = await freePort(...(earlier ? [known.uiPort, 8233] : attempt === 0 ? [8233] : []))
    const { pid, ended } = await launch(program, [...flags(data), '--port', String(port), '--ui-port', String(uiPort)], log)
    let gone = false
    void ended.then(() => (gone = true))
    if (await until(() => gone || answers(port), startSeconds * 1000, 100)) {
      if (!gone) return { pid, port, uiPort }
    } else {
      await endProcess(pid, 5000)
    }
    why = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-3).join('\n')
  }
  throw errors('LOCAL_TEMPORAL_FAILED', { why, log, data })
}

function flags(data: string): readonly string[] {
  const attributes = searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`])
  return ['server', 'start-dev', '--ip', '127.0.0.1', '--db-filename', data, '--log-level', 'error', ...attributes]
}

async function launch(program: string, parameters: readonly string[], log: string): Promise<{ pid: number; ended: Promise<void> }> {
  // a person's own profile for Temporal's command must not lead this server astray
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')))
  const output = await open(log, 'w', 0o600)
  try {
    const child = spawn(program, parameters, { env, detached: true, stdio: ['ignore', output.fd, output.fd] })
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve()
      })
      child.once('error', () => {
        resolve()
      })
    })
    child.unref()
    return { pid: child.pid ?? -1, ended }
  } finally {
    await output.close()
  }
}

async function answers(port: number): Promise<boolean> {
  if (!(await isListening(port))) return false
  const { Connection } = await import('@temporalio/client')
  const connection = Connection.lazy({ address: `127.0.0.1:${String(port)}` })
  try {
    const { workflowService } = connection
    await connection.withDeadline(Date.now() + 2000, () => workflowService.describeNamespace({ namespace }))
    return true
  } catch {
    return false
  } finally {
    await connection.close()
  }
}
