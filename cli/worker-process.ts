import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineErrors } from '../core/errors.ts'
import type { Project } from '../project/open-project.ts'
import type { TemporalPlace } from './temporal.ts'

const errors = defineErrors({
  WORKER_FAILED: {
    recovery: 'abort',
    message: { zh: '工作进程未能启动', en: 'the worker did not start' },
    remedy: { zh: '查看 {log}。', en: 'See {log}.' },
  },
})

export interface WorkerProcess {
  readonly pid: number
  /** Aborted when the worker has ended, wished or not. */
  readonly ended: AbortSignal
  /** Asks it to leave; after half a minute it is made to. */
  stop(): Promise<void>
}

const readySeconds = 60
const leaveSeconds = 30

/** `guiji worker` as a process of its own, ready to work. It ends when this process does, however that ends. Throws WORKER_FAILED. */
export async function startWorkerProcess(project: Project, place: TemporalPlace, databaseUrl: string): Promise<WorkerProcess> {
  const folder = join(project.root, '.guiji')
  await mkdir(folder, { recursive: true })
  const log = join(folder, 'worker.log')
  const output = await open(log, 'w', 0o600)
  const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, main, 'worker', '--project', project.root, '--lang', project.lang], {
    env: { ...project.env, TEMPORAL_ADDRESS: place.address, GUIJI_DATABASE_URL: databaseUrl },
    // A process group of its own: Ctrl-C must reach it only through us, after the run that it works on has been let go.
    detached: true,
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
  })
  await output.close()
  const ended = new AbortController()
  child.once('exit', () => {
    ended.abort()
  })
  child.once('error', () => {
    ended.abort()
  })
  const stop = async () => {
    if (ended.signal.aborted) return
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), leaveSeconds * 1000)
    await new Promise<void>((resolve) => {
      ended.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    clearTimeout(force)
  }
  const deadline = AbortSignal.any([ended.signal, AbortSignal.timeout(readySeconds * 1000)])
  try {
    await once(child, 'message', { signal: deadline })
  } catch {
    await stop()
    throw errors('WORKER_FAILED', { found: await lastWords(log), log })
  }
  return { pid: child.pid ?? -1, ended: ended.signal, stop }
}

async function lastWords(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n')
  return lines.slice(-6).join('\n')
}
