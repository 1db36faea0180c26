import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a process used, from its start to its end. */
export interface Usage {
  readonly peakBytes: number
  readonly userSeconds: number
  readonly systemSeconds: number
  readonly wallSeconds: number
}
export interface Guiji {
  readonly child: ChildProcess
  /** Settles when the process has ended well. Rejects, with its last words, when it has not. */
  readonly ended: Promise<{ readonly stdout: string; readonly usage: Usage }>
}

/** The built command in a process of its own, whose usage is told at its end. `root`: the repository; `scratch`: a folder of the bench's own. */
export function startGuiji(
  { root, scratch }: { readonly root: string; readonly scratch: string },
  args: readonly string[],
  env: { readonly [name: string]: string },
): Guiji {
  const to = join(scratch, `usage-${args[0] ?? ''}-${Date.now()}.json`)
  const reporter = `${pathToFileURL(join(root, 'bench/_report-usage.mjs')).href}?${new URLSearchParams({ to }).toString()}`
  const child = spawn(process.execPath, ['--import', reporter, join(root, 'dist/cli/main.js'), ...args], {
    cwd: scratch,
    env: { ...process.env, ...env, NO_COLOR: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let stdout = ''
  let lastWords = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-2000)))
  const ended = once(child, 'close').then(async ([code, signal]) => {
    if (code !== 0) throw new Error(`guiji ${args.join(' ')} ended with ${String(code ?? signal)}:\n${lastWords}\n${stdout.slice(-2000)}`)
    return { stdout, usage: JSON.parse(await readFile(to, 'utf8')) as Usage }
  })
  // who waits for something else first must not be ended by it
  ended.catch(() => undefined)
  return { child, ended }
}
