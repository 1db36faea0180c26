import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const repository = join(import.meta.dirname, '../..')

export interface LoadResult {
  readonly rows: number
  readonly fileBytes: number
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly postgres: string }
  readonly lines: readonly {
    readonly what: string
    readonly seconds: number
    readonly against: string
    readonly againstSeconds: number
    readonly goal: number
    readonly wallSeconds: number
    readonly peakBytes: number
  }[]
}

/** `npm run bench -- load`, as a person calls it, against the given server. */
export async function benchLoad(
  options: readonly string[],
  postgres: string,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly result: LoadResult }> {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-bench-result-'))
  try {
    const json = join(folder, 'load.json')
    const call = [join(repository, 'scripts/bench.mjs'), 'load', ...options, '--json', json]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, call, {
      env: { ...process.env, GUIJI_BENCH_POSTGRES: postgres },
    })
    return { stdout, stderr, result: JSON.parse(await readFile(json, 'utf8')) as LoadResult }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
