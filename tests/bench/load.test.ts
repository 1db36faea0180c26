import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { benchLoad } from './_bench.ts'

describe('the bench `load`', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.close())

  test('loads every row, holds it against a plain copy, and tells what it ran on', async () => {
    const { stdout, result } = await benchLoad(['--rows', '2000', '--host', 'in-process'], database.url)
    const { measured, copied, machine } = result
    expect(measured).toMatchObject([{ host: 'in-process', inserted: 2000 }])
    for (const { seconds, wallSeconds, peakBytes } of measured) {
      expect(seconds).toBeGreaterThan(0)
      expect(wallSeconds).toBeGreaterThan(seconds)
      expect(peakBytes).toBeGreaterThan(40e6)
    }
    expect(copied.seconds).toBeGreaterThan(0)
    expect(machine.postgres).toMatch(/^\d+/)
    expect(result.fileBytes / result.rows).toBeCloseTo(178, -1)
    expect(stdout).toContain('guiji in process')
    expect(stdout).toContain(copied.by)
  }, 120_000)

  test('refuses what it cannot make sense of', async () => {
    await expect(benchLoad(['--rows', 'many'], database.url)).rejects.toThrow('--rows')
  }, 60_000)
})
