import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './_house-table.ts'

const passing = { status: 'passed', fullName: 'holds' }
const clean = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [file('a', 'passed', [passing])] }

test('tests are added to the checks before them', () => {
  expect(count(clean, 0, [5, 0, 0])).toEqual({ last: '12 passed, 0 failed, 3 skipped', status: 0, named: [] })
})

test('a check that failed before the tests fails the whole', () => {
  expect(count(clean, 0, [4, 1, 0])).toMatchObject({ last: '11 passed, 1 failed, 3 skipped', status: 1 })
})

test('a failed test is named', () => {
  const report = {
    ...clean,
    numFailedTests: 1,
    testResults: [file('a', 'failed', [passing, { status: 'failed', fullName: 'loses nothing' }])],
  }
  expect(count(report, 1, [5, 0, 0])).toEqual({
    last: '12 passed, 1 failed, 3 skipped',
    status: 1,
    named: ['FAILED tests/a.test.ts > loses nothing'],
  })
})

test('a test file that cannot be loaded is a failure', () => {
  expect(count({ ...clean, testResults: [file('a', 'failed', [])] }, 1, [5, 0, 0])).toMatchObject({
    last: '12 passed, 1 failed, 3 skipped',
    status: 1,
  })
})

test('an exit code without a failed test is a failure', () => {
  expect(count(clean, 1, [5, 0, 0])).toMatchObject({ last: '12 passed, 1 failed, 3 skipped', status: 1 })
})

test('tests that left no report are a failure', () => {
  expect(count(null, 0, [5, 0, 0])).toMatchObject({ last: '5 passed, 1 failed, 0 skipped', status: 1 })
})

function file(name: string, status: string, assertionResults: readonly { status: string; fullName: string }[]) {
  return { name: join(root, `tests/${name}.test.ts`), status, assertionResults }
}

function count(report: object | null, exitCode: number, before: readonly number[]) {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-count-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'tests.json')
  if (report !== null) writeFileSync(path, JSON.stringify(report))
  const call = [join(root, 'scripts/count-checks.mjs'), path, String(exitCode), ...before.map(String)]
  const { stdout, status } = spawnSync(process.execPath, call, { cwd: root, encoding: 'utf8' })
  const lines = stdout.trimEnd().split('\n')
  return { last: lines.at(-1), status, named: lines.slice(0, -1) }
}
