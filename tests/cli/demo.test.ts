import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
let folder = ''

beforeAll(async () => {
  await run(process.execPath, [join(root, 'scripts', 'build.mjs')])
  folder = await mkdtemp(join(tmpdir(), 'guiji-demo-'))
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function demo(...more: readonly string[]) {
  const { GUIJI_DATABASE_URL: _, TEMPORAL_ADDRESS: __, ...env } = process.env
  const words = [join(root, 'dist', 'cli', 'main.js'), 'demo', '--dir', join(folder, 'copy'), '--rows', '600', '--in-process', ...more]
  return run(process.execPath, words, { cwd: folder, env })
}

interface Shown {
  readonly assets: readonly { readonly asset: string; readonly outcome: string; readonly [term: string]: unknown }[]
  readonly balanced: boolean
  readonly temporal: unknown
  readonly database: string
}

test('the demo works on a copy of the example, balances, and finds everything unchanged the second time', async () => {
  const first = await demo('--json')
  const shown = JSON.parse(first.stdout) as Shown
  expect(shown.assets).toHaveLength(13)
  for (const { outcome } of shown.assets) expect(outcome).toBe('published')
  expect(shown.balanced).toBe(true)
  expect(shown.temporal).toBeNull()
  expect(shown.database).not.toMatch(/:[^/@]+@/)
  expect(first.stderr).toMatch(/^base\.population +published/m)

  const second = JSON.parse((await demo('--json')).stdout) as Shown
  for (const { inserted, updated, deleted, removed } of second.assets) expect([inserted, updated, deleted, removed]).toEqual([0, 0, 0, 0])
  expect(second.assets.filter(({ outcome }) => outcome === 'unchanged').length).toBeGreaterThan(10)

  // Without --keep the servers are gone; what was loaded can be looked at all the same.
  const status = await run(process.execPath, [join(root, 'dist', 'cli', 'main.js'), 'status', '--lang', 'zh'], {
    cwd: join(folder, 'copy'),
  })
  expect(status.stdout).toMatch(/^service\.old_age_allowance +无变化/m)
}, 180_000)
