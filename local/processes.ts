import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether a process works under this id; one that has ended and only waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z'
  } catch {
    return true
  }
}

/** The command that a process was started with, so that a reused id is not taken for ours; empty when it can't be told. */
export async function commandOf(pid: number): Promise<string> {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      .replaceAll('\0', ' ')
      .trim()
  } catch {
    if (process.platform === 'win32') return ''
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
    return stdout.trim()
  }
}

/** Polls `done` until it holds; false when it still does not after `timeoutMs`. */
export async function until(done: () => boolean | Promise<boolean>, timeoutMs: number, pauseMs = 50): Promise<boolean> {
  const end = Date.now() + timeoutMs
  for (;;) {
    if (await done()) return true
    if (Date.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** Asks a process to end, and ends it by force when it has not within `graceMs`. */
export async function endProcess(pid: number, graceMs: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (!send(pid, signal)) return
  if (await until(() => !isAlive(pid), graceMs)) return
  send(pid, 'SIGKILL')
  await until(() => !isAlive(pid), 5000)
}

/**
 * Ends a server together with this process, however it ends short of SIGKILL. Servers have a process group of their own:
 * a Ctrl-C would else reach them before the work that still needs them has stopped. Gives a function that lets it live.
 */
export function endWithThisProcess(pid: number, signal: NodeJS.Signals): () => void {
  const end = () => {
    send(pid, signal)
  }
  process.on('exit', end)
  return () => {
    process.off('exit', end)
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
