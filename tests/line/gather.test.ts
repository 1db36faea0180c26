import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { gatherSplit } from '../../activities/gather.ts'
import type { Piece, Session } from '../../core/connector.ts'
import type { Json } from '../../core/values.ts'
import type { Claim, LandingBatch } from '../../databases/claim.ts'
import type { RowCompiler } from '../../transforms/compile-rows.ts'

/** Takes every row for a bad one. */
const compiler = {
  compile({ rows }, first, out) {
    for (const [index] of rows.entries())
      out.quarantined.push({ ordinal: first + index, locator: '', reasons: [], raw: null, key: null, deleted: false })
    out.read += rows.length
  },
} as RowCompiler

it('a source of nothing but bad rows is landed in batches that memory holds', async () => {
  const pieces = 100
  const rowsOfPiece = 1_000
  const session = {
    async *read(): AsyncGenerator<Piece<Json>> {
      for (let piece = 1; piece <= pieces; piece++) {
        await Promise.resolve()
        yield { rows: Array.from({ length: rowsOfPiece }, () => ['x']), position: piece, bytes: 64, locate: String }
      }
    },
  } as unknown as Session<Json, Json, Json>
  const batches: LandingBatch[] = []
  const claim = {
    position: null,
    nextOrdinal: 0,
    land(batch) {
      batches.push(batch)
      return Promise.resolve({ landed: 0, quarantined: batch.quarantined.length })
    },
  } as Claim
  const gathered = await gatherSplit(session, null, claim, compiler, { signal: new AbortController().signal, heartbeat: () => undefined })
  expect(gathered).toMatchObject({ read: pieces * rowsOfPiece, quarantined: pieces * rowsOfPiece })
  expect(Math.max(...batches.map(({ quarantined }) => quarantined.length))).toBeLessThan(12_000)
  expect(batches.map(({ done }) => done).lastIndexOf(false)).toBe(batches.length - 2)
})

it('a source that is never waited for leaves the batch before its turns of the loop', async () => {
  let landing = false
  let readMeanwhile = 0
  const session = {
    async *read(): AsyncGenerator<Piece<Json>> {
      for (let piece = 1; piece <= 40; piece++) {
        if (landing) readMeanwhile++
        await Promise.resolve()
        yield { rows: Array.from({ length: 1_000 }, () => ['x']), position: piece, bytes: 64, locate: String }
      }
    },
  } as unknown as Session<Json, Json, Json>
  const claim = {
    position: null,
    nextOrdinal: 0,
    async land({ quarantined }) {
      landing = true
      for (let turn = 0; turn < 3; turn++) await setImmediate()
      landing = false
      return { landed: 0, quarantined: quarantined.length }
    },
  } as Claim
  await gatherSplit(session, null, claim, compiler, { signal: new AbortController().signal, heartbeat: () => undefined })
  expect(readMeanwhile).toBeGreaterThan(0)
  // a batch has eleven pieces, and it has landed long before the next one is full
  expect(readMeanwhile).toBeLessThan(15)
})
