import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const command = join(import.meta.dirname, '../../dist/cli/main.js')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The built guiji command, as a user starts it. */
export function startGuiji(
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): ChildProcess & { readonly finished: Promise<Finished> } {
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return Object.assign(child, { finished })
}
