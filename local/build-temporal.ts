import { execFile, spawn } from 'node:child_process'
import { access, chmod, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Text } from '../core/values.ts'
import { onPath, temporalVersion, type Step, type Tried } from './temporal-step.ts'
import { withLock } from './lock.ts'

const run = promisify(execFile)
/** Measured: three minutes on two cores. */
const coreSeconds = 360
const limitSeconds = 30 * 60

/** Builds Temporal's command with an installed Go, once for all who ask at the same time. Gives null when it stands at the step's target, else why not. */
export async function buildTemporal(step: Step): Promise<Tried | null> {
  const go = await firstThatRuns(onPath(process.platform === 'win32' ? 'go.exe' : 'go', step.env), step)
  if (go === null) return failed({ zh: '没有安装 Go', en: 'Go is not installed' })
  try {
    const folder = dirname(step.target)
    await mkdir(folder, { recursive: true })
    // another process may have built it while this one waited
    await withLock(join(folder, 'build.lock'), limitSeconds * 1000, async () => (await isThere(step.target)) || buildInto(go, step))
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return failed({ zh: `用 Go 构建失败：${why}`, en: `building with Go failed: ${why}` })
  }
}

async function buildInto(go: string, step: Step): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'guiji-go-'))
  const started = Date.now()
  const timer = setInterval(() => {
    step.report((Date.now() - started) / 1000, coreSeconds / availableParallelism())
  }, 1000)
  try {
    await build(go, scratch, step)
    // copied, since the cache is often on another disk, then put in place at once
    const fresh = `${step.target}.${String(process.pid)}`
    await copyFile(join(scratch, 'bin', basename(step.target)), fresh)
    await chmod(fresh, 0o755)
    await rename(fresh, step.target)
  } finally {
    clearInterval(timer)
    await removeReadOnly(scratch)
  }
}

async function build(go: string, scratch: string, step: Step): Promise<void> {
  const env = {
    ...step.env,
    // named one by one, since `go env -w` may have set any of them for good
    GOPATH: join(scratch, 'path'),
    GOMODCACHE: join(scratch, 'modules'),
    GOCACHE: join(scratch, 'cache'),
    GOBIN: join(scratch, 'bin'),
    GOTMPDIR: scratch,
    GOOS: undefined,
    GOARCH: undefined,
    CGO_ENABLED: '0',
  }
  const parameters = ['install', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@v${temporalVersion}`]
  const child = spawn(go, parameters, { env, cwd: scratch, stdio: ['ignore', 'ignore', 'pipe'], timeout: limitSeconds * 1000 })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000)))
  const end = () => child.kill()
  process.once('exit', end)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  process.off('exit', end)
  const complaints = said.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('go: downloading'))
  if (code !== 0) throw new Error(complaints.slice(-3).join(' ') || `go ended with ${String(code)}`)
}

/** Go writes its module cache read-only; who is not root must open the folders before removing them. */
async function removeReadOnly(folder: string): Promise<void> {
  const open = async (at: string): Promise<void> => {
    await chmod(at, 0o700)
    for (const entry of await readdir(at, { withFileTypes: true })) if (entry.isDirectory()) await open(join(at, entry.name))
  }
  if ((await lstat(folder).catch(() => null)) === null) return
  await open(folder)
  await rm(folder, { recursive: true, force: true })
}

async function firstThatRuns(paths: readonly string[], step: Step): Promise<string | null> {
  for (const path of paths) {
    const runs = await run(path, ['version'], { env: { ...step.env } }).then(
      () => true,
      () => false,
    )
    if (runs) return path
  }
  return null
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

function failed(why: Text): Tried {
  return {
    what: 'build',
    why,
    remedy: {
      zh: '安装较新的 Go 后再试，或安装 Temporal CLI；现在会在本进程内运行',
      en: "install a recent Go and try again, or install Temporal's CLI; for now the run goes on in this process",
    },
  }
}
