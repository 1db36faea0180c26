import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
let folder = ''

beforeAll(async () => {
  await run(process.execPath, [join(root, 'scripts', 'build.mjs')])
  folder = await mkdtemp(join(tmpdir(), 'guiji-start-'))
}, 120_000)

/** Packages that the built command loads for these words. */
async function packagesOf(words: readonly string[]): Promise<string[]> {
  const trace = join(folder, 'trace')
  await writeFile(trace, '')
  const hook = join(import.meta.dirname, '_trace-loads.mjs')
  await run(process.execPath, ['--import', hook, join(root, 'dist', 'cli', 'main.js'), ...words], {
    cwd: folder,
    env: { ...process.env, GUIJI_TRACE_LOADS: trace },
  })
  const loaded = (await readFile(trace, 'utf8')).split('\n')
  expect(loaded.some((url) => url.endsWith('/cli/main.js'))).toBe(true)
  const packages = loaded.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
  return [...new Set(packages)]
}

// Drivers, Temporal, ajv, yaml and the rest would each cost more than the whole start.
test.each([
  [['--help']],
  [['--version']],
  [['help', 'run']],
  [['demo', '--help', '--lang', 'zh']],
  [['completion', 'bash']],
  [['completion', '--complete', 'asset']],
  [['completion', '--complete', 'type']],
])('guiji %j loads no package but commander', async (words) => {
  expect(await packagesOf(words)).toEqual(['commander'])
})

test('the build leaves no import of a .ts file', async () => {
  const dist = join(root, 'dist')
  const files = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js'))
  const wrong: string[] = []
  for (const file of files) {
    const text = await readFile(join(dist, file), 'utf8')
    if (/\bimport\((['"])\.[^'"]*\.ts\1\)/.test(text)) wrong.push(file)
  }
  expect(wrong).toEqual([])
})
