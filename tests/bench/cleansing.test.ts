import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const repository = join(import.meta.dirname, '../..')

interface CleansingResult {
  readonly rows: number
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly load: readonly number[] }
  readonly measured: readonly { readonly name: string; readonly seconds: number; readonly perSecond: number; readonly cpuSeconds: number }[]
}

it('bench cleansing accepts every number and row, ours and the rivals, and tells how fast', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-bench-result-'))
  try {
    const json = join(folder, 'cleansing.json')
    const call = [join(repository, 'scripts/bench.mjs'), 'cleansing', '--rows', '3000', '--rounds', '2', '--json', json]
    const { stdout } = await promisify(execFile)(process.execPath, call)
    const { rows, machine, measured } = JSON.parse(await readFile(json, 'utf8')) as CleansingResult
    expect(rows).toBe(3000)
    expect(machine.cpu).not.toBe('')
    expect(machine.load).toHaveLength(3)
    expect(measured.map(({ name }) => name)).toEqual([
      'resident number, validated and normalised',
      'resident number, whole result with facts',
      'npm idcard verify',
      'npm validator isIdentityCard',
      'USCC, validated and normalised',
      'person row of 10 fields, ready for COPY',
    ])
    for (const { name, seconds, perSecond, cpuSeconds } of measured) {
      expect([seconds > 0, perSecond > 0, cpuSeconds > 0], name).toEqual([true, true, true])
      expect(stdout).toContain(name)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
