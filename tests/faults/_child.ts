import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { until } from '../../local/processes.ts'

export type Request =
  | { readonly do: 'open'; readonly root: string; readonly url: string; readonly source: string }
  | { readonly do: 'close' | 'release' | 'disarm' | 'sweep' }
  /** `name[@n]:kill`, `:stop`, `:error` or `:hold`, which waits for `release`. */
  | { readonly do: 'arm'; readonly text: string }
  | { readonly do: 'run' | 'consolidate' | 'break' | 'abandon'; readonly asset: string }
  /** A worker on this queue, until the project is closed. */
  | { readonly do: 'work'; readonly address: string; readonly namespace: string; readonly cluster: string; readonly queue: string }
  | {
      readonly do: 'activity'
      readonly name: 'begin' | 'plan' | 'land' | 'check' | 'publish' | 'acknowledge' | 'finish'
      readonly input: unknown
    }
export type Message =
  | { readonly reached: string }
  /** The code of an error after which the run tries again by itself. */
  | { readonly met: string }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly code: string; readonly told: string }

/** What a request came to; `gone`: the process ended before it had answered; `not tried`: this machine cannot do it. */
export type Answer =
  | { readonly end: 'done'; readonly value: unknown }
  | { readonly end: 'failed'; readonly code: string; readonly told: string }
  | { readonly end: 'gone' | 'not tried' }

export interface Child {
  readonly pid: number
  readonly isAlive: () => boolean
  ask(request: Request): Promise<Answer>
  /** Resolves when a failpoint that holds is reached; false when it is not within the time, or the process has gone. */
  reaches(name: string, timeoutMs: number): Promise<boolean>
  /** What its runs met and went on after, since last asked. */
  met(): readonly string[]
  signal(signal: NodeJS.Signals): void
  /** Whether it stands still, by the system's own word. */
  isStopped(): boolean
  kill(): Promise<void>
}

/** Starts the bundle of `_runner.ts`, with pieces and batches of `batchBytes`. */
export async function startChild(bundle: string, batchBytes: number): Promise<Child> {
  const process_ = spawn(process.execPath, [bundle], {
    env: { ...process.env, NODE_ENV: 'test', GUIJI_BATCH_BYTES: String(batchBytes), GUIJI_FAILPOINTS: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  process_.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
  const waiting = new Map<number, (answer: Answer) => void>()
  const reached = new Set<string>()
  const met: string[] = []
  let alive = true
  let requests = 0
  const exited = new Promise<void>((resolve) => {
    process_.once('exit', () => {
      alive = false
      for (const settle of waiting.values()) settle({ end: 'gone' })
      waiting.clear()
      resolve()
    })
  })
  process_.on('error', () => undefined)
  process_.on('message', (message: Message) => {
    if ('reached' in message) {
      reached.add(message.reached)
      return
    }
    if ('met' in message) {
      met.push(message.met)
      return
    }
    const settle = waiting.get(message.id)
    waiting.delete(message.id)
    settle?.('code' in message ? { end: 'failed', code: message.code, told: message.told } : { end: 'done', value: message.value })
  })
  const reaches = async (name: string, timeoutMs: number) => {
    await until(() => reached.has(name) || !alive, timeoutMs, 5)
    return reached.delete(name)
  }
  if (!(await reaches('ready', 60_000))) throw new Error(`the runner did not start: ${said}`)
  return {
    pid: process_.pid!,
    isAlive: () => alive,
    reaches,
    met: () => met.splice(0),
    ask: (request) =>
      new Promise((resolve) => {
        if (!alive) {
          resolve({ end: 'gone' })
          return
        }
        const id = ++requests
        waiting.set(id, resolve)
        process_.send({ ...request, id }, () => undefined)
      }),
    signal: (signal) => void process_.kill(signal),
    isStopped: () => {
      try {
        const stat = readFileSync(`/proc/${String(process_.pid)}/stat`, 'latin1')
        return stat.charAt(stat.lastIndexOf(')') + 2) === 'T'
      } catch {
        return false
      }
    },
    async kill() {
      process_.kill('SIGKILL')
      await exited
    },
  }
}
