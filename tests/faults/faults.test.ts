import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controls } from './_controls.ts'
import type { Results } from './_results.ts'
import { faults } from './_spec.ts'

/** The short form of `npm run faults`: each fault once, and every control. */
const cases = faults.length + 1

describe('the faults suite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-faults-'))
  let results: Results
  let output = ''
  beforeAll(() => {
    const file = join(folder, 'results.json')
    const command = [join(import.meta.dirname, '../../scripts/faults.mjs'), '--cases', String(cases), '--seed', '5', '--json', file]
    const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 280_000 })
    output = stdout + stderr
    results = JSON.parse(readFileSync(file, 'utf8')) as Results
  }, 300_000)
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('finds no row lost, doubled, out of order or visible before its publication, whatever goes wrong', () => {
    expect(results.cases.flatMap(({ spec, problems }) => problems.map((problem) => [spec.number, spec.fault, problem]))).toEqual([])
    expect(new Set(results.cases.map(({ spec }) => spec.fault))).toEqual(new Set([...faults, 'temporal']))
    expect(results.cases.every(({ samples }) => samples > 0)).toBe(true)
  })

  it('notices each control by what stands in the tables', () => {
    expect(results.controls.map(({ name, noticed }) => [name, noticed !== null])).toEqual(controls.map(({ name }) => [name, true]))
  })

  it('prints cases, failures and seed', () => {
    expect(output).toContain(`${String(cases)} cases, 0 failed, seed 5`)
  })

  it('has tried a full disk', (context) => {
    const untried = results.cases.some(({ ends }) => 'not tried' in ends)
    context.skip(untried, 'this account may not mount a small file system')
    expect(results.cases.some(({ spec }) => spec.fault === 'disk full')).toBe(true)
  })
})
