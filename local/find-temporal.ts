import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { buildTemporal } from './build-temporal.ts'
import { downloadTemporal } from './download-temporal.ts'
import { onPath, temporalVersion, type Environment, type Step, type Tried } from './temporal-step.ts'

export type { Tried }

const run = promisify(execFile)

export type TemporalFound =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'none'; readonly tried: readonly Tried[] }
export interface FindProgress {
  readonly step: 'download' | 'build'
  readonly elapsedSeconds: number
  readonly estimatedSeconds: number
}
export interface FindOptions {
  readonly env: Environment
  /** Where a program is kept once it was had. Default: guiji's folder in the user's cache. */
  readonly cacheDir?: string
  readonly allowDownload?: boolean
  readonly allowBuild?: boolean
  onProgress?(progress: FindProgress): void
}

/** A Temporal server to use or a program to start one with, whichever comes first: address, PATH, cache, download, build. */
export async function findTemporal(options: FindOptions): Promise<TemporalFound> {
  const { env } = options
  const address = env['TEMPORAL_ADDRESS']
  if (address !== undefined && address !== '') return { kind: 'address', address }
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal'
  const target = join(options.cacheDir ?? userCache(env), `temporal-${temporalVersion}`, name)
  for (const path of [...onPath(name, env), target]) if (await works(path)) return { kind: 'program', path }
  const step = (kind: FindProgress['step']): Step => ({
    env,
    target,
    report: (elapsedSeconds, estimatedSeconds) => options.onProgress?.({ step: kind, elapsedSeconds, estimatedSeconds }),
  })
  const tried: Tried[] = [notInstalled]
  if (options.allowDownload !== false) {
    const failure = await downloadTemporal(step('download'))
    if (failure === null) return { kind: 'program', path: target }
    tried.push(failure)
  }
  if (options.allowBuild !== false) {
    const failure = await buildTemporal(step('build'))
    if (failure === null) return { kind: 'program', path: target }
    tried.push(failure)
  }
  return { kind: 'none', tried }
}

const notInstalled: Tried = {
  what: 'path',
  why: {
    zh: 'PATH 与缓存中没有 temporal 程序，也没有设置 TEMPORAL_ADDRESS',
    en: 'no temporal program on PATH or in the cache, and TEMPORAL_ADDRESS is not set',
  },
  remedy: {
    zh: '安装 Temporal CLI，或把 TEMPORAL_ADDRESS 设为已有的服务器',
    en: "install Temporal's CLI, or set TEMPORAL_ADDRESS to a server that you have",
  },
}

/** The folder for things that can be had again. */
export function userCache(env: Environment): string {
  const home = env['HOME'] ?? homedir()
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'guiji', 'Cache')
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'guiji')
  const base = env['XDG_CACHE_HOME']
  // a relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification)
  return join(base !== undefined && isAbsolute(base) ? base : join(home, '.cache'), 'guiji')
}

/** Whether the file is there and starts: another system's program in a shared home does not. */
async function works(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    await run(path, ['--version'], { timeout: 20_000 })
    return true
  } catch {
    return false
  }
}
