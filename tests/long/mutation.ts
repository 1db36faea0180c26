import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { longSuite } from './_suite.ts'

const root = join(import.meta.dirname, '../..')
const report = join(root, '.guiji-long/mutation-report.json')
/** Percent of the planted errors that a test must find. */
const least = 85

/** Code only: lists as data have no behaviour. Each part is a Stryker run of its own, at most half an hour on two cores. */
const parts: { readonly [part: string]: readonly string[] } = {
  identity: ['transforms/identity/*.ts'],
  'types-a-c': ['transforms/types/[a-c]*.ts'],
  'types-d': ['transforms/types/d*.ts'],
  'types-e-l': ['transforms/types/[e-l]*.ts'],
  'types-m-o': ['transforms/types/[m-o]*.ts'],
  'types-p-z': ['transforms/types/[p-z]*.ts'],
  'cleansing-a-c': ['transforms/cleansing/[a-c]*.ts'],
  'cleansing-d': ['transforms/cleansing/d*.ts'],
  'cleansing-e-n': ['transforms/cleansing/[e-n]*.ts'],
  'cleansing-o-z': ['transforms/cleansing/[o-z]*.ts'],
  steps: ['transforms/steps/*.ts'],
  rows: ['transforms/*.ts', 'transforms/lists/divisions.ts', 'transforms/lists/regions.ts', 'transforms/lists/countries.ts'],
}
const all = 'score'

longSuite([...Object.keys(parts), all], (part) => {
  if (part === all) {
    expect(scoreOf(report)).toBeGreaterThanOrEqual(least)
    return
  }
  const mutate = [...(parts[part] ?? []), '!transforms/**/index.ts'].join(',')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', '--mutate', mutate],
    { cwd: root, encoding: 'utf8', env: { ...process.env, GUIJI_LONG: '', FORCE_COLOR: '0' }, maxBuffer: 2 ** 28 },
  )
  process.stdout.write(stdout.slice(-8000))
  expect(status, stderr.slice(-4000)).toBe(0)
})

interface Report {
  readonly files: { readonly [file: string]: { readonly mutants: readonly { readonly status: string }[] } }
}

/** Stryker's own measure: found ones (by a failing test or a loop without end) among those that could be judged. */
function scoreOf(file: string): number {
  if (!existsSync(file)) return 0
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const found = statuses.filter((status) => status === 'Killed' || status === 'Timeout').length
  const missed = statuses.filter((status) => status === 'Survived' || status === 'NoCoverage').length
  return (100 * found) / Math.max(1, found + missed)
}
