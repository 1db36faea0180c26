import { expect } from 'vitest'
import { testDatabase } from '../_support/postgres.ts'
import { benchLoad } from '../bench/_bench.ts'
import { longSuite } from './_suite.ts'

/** Peak memory of the process that runs the activities, in bytes, whatever the number of rows. */
const limits: { readonly [host: string]: number } = { 'in-process': 300e6, worker: 400e6 }
const rows = 1_000_000

longSuite(Object.keys(limits), async (host) => {
  const database = await testDatabase()
  try {
    const only = host === 'worker' ? 'worker' : 'files'
    const { stdout, stderr, result } = await benchLoad(['--rows', String(rows), '--only', only], database.url)
    process.stdout.write(stdout)
    const [measured] = result.lines
    if (measured === undefined) throw new Error(`nothing was measured: ${stderr}`)
    expect(measured.peakBytes).toBeLessThan(limits[host] ?? 0)
  } finally {
    await database.close()
  }
})
