import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { benchLoad } from './_bench.ts'

describe('the bench `load`', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.close())

  test('does every case beside its floor, counts every row, and tells what it ran on', async () => {
    const options = ['--rows', '2000', '--cursor-rows', '2500,5000', '--only', 'files,table,cursor']
    const { stdout, result } = await benchLoad(options, database.url)
    const { lines, machine } = result
    expect(lines.map(({ what, against }) => `${what} / ${against}`)).toEqual([
      'first load of a file / psql \\copy + upsert',
      '1% of the rows changed / psql \\copy + upsert',
      'a file published already / psql \\copy + upsert',
      'first load of a table / psql | psql + upsert',
      '2500 changed rows of 2500 by cursor / two seconds',
      '5000 changed rows of 5000 by cursor / the same out of the smallest',
    ])
    for (const { seconds, wallSeconds, peakBytes, againstSeconds, what } of lines) {
      expect(seconds).toBeGreaterThan(0)
      expect(wallSeconds).toBeGreaterThan(seconds)
      expect(peakBytes).toBeGreaterThan(40e6)
      expect(againstSeconds).toBeGreaterThan(0)
      expect(stdout).toContain(what)
    }
    expect(machine.postgres).toMatch(/^\d+/)
    expect(result.fileBytes / result.rows).toBeCloseTo(178, -1)
  }, 120_000)

  test('refuses what it cannot make sense of', async () => {
    await expect(benchLoad(['--rows', 'many'], database.url)).rejects.toThrow('--rows')
  }, 60_000)
})
