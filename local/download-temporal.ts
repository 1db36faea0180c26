import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { temporalVersion, type Step, type Tried } from './temporal-step.ts'

const limitSeconds = 20

/** Runs in a process of its own, since the SDK's download can't be called off. It proves the program by starting it once. */
const script = `
  const { TestWorkflowEnvironment } = await import(process.argv[1])
  const executable = { type: 'cached-download', version: process.argv[2], downloadDir: process.argv[3] }
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable, log: { format: 'pretty', level: 'error' } } })
  await environment.teardown()
`

/** The SDK's own download, given 20 seconds. Gives null when the program stands at the step's target, else why not. */
export async function downloadTemporal(step: Step): Promise<Tried | null> {
  const started = Date.now()
  const timer = setInterval(() => {
    step.report((Date.now() - started) / 1000, limitSeconds)
  }, 1000)
  try {
    const folder = dirname(step.target)
    await mkdir(folder, { recursive: true })
    const fresh = await mkdtemp(join(folder, 'download-'))
    try {
      return await downloadInto(fresh, step)
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error))
  } finally {
    clearInterval(timer)
  }
}

async function downloadInto(fresh: string, step: Step): Promise<Tried | null> {
  const why = await runScript(fresh, step)
  const file = (await readdir(fresh)).find((name) => !name.includes('download'))
  if (why !== null || file === undefined) return failed(why ?? 'no program came')
  await chmod(join(fresh, file), 0o755)
  await rename(join(fresh, file), step.target)
  return null
}

/** Gives null on success, else the SDK's last words without the address that it asked. */
async function runScript(folder: string, step: Step): Promise<string | null> {
  const testing = pathToFileURL(createRequire(import.meta.url).resolve('@temporalio/testing')).href
  const parameters = ['--input-type=module', '-e', script, testing, `v${temporalVersion}`, folder]
  const env = { ...step.env, NODE_OPTIONS: undefined }
  const child = spawn(process.execPath, parameters, { env, detached: process.platform !== 'win32', stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000)))
  let late = false
  const limit = setTimeout(() => {
    late = true
    endGroup(child.pid)
  }, limitSeconds * 1000)
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => {
      resolve(null)
    })
    child.once('close', resolve)
  })
  clearTimeout(limit)
  if (code === 0) return null
  if (late) return `not within ${String(limitSeconds)} s`
  const message = said.split('\n').find((line) => line.includes('Error')) ?? `ended with ${String(code)}`
  return (
    message
      .replace(/^\[?Error: |\]$/g, '')
      .split(': ')
      .at(-1) ?? message
  )
}

/** The script may have started the server that it downloaded. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function failed(why: string): Tried {
  return {
    what: 'download',
    why: { zh: `下载 Temporal 未成功：${why}`, en: `Temporal could not be downloaded: ${why}` },
    remedy: {
      zh: `联网后再试，或把 Temporal CLI ${temporalVersion} 的程序放到 PATH 中`,
      en: `try again with a network, or put the program of Temporal's CLI ${temporalVersion} on PATH`,
    },
  }
}
