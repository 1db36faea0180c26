import { expect, it } from 'vitest'
import { gatherSplit } from '../../activities/gather.ts'
import type { Piece, Session } from '../../core/connector.ts'
import type { Json } from '../../core/values.ts'
import type { Claim, LandingBatch } from '../../databases/claim.ts'
import type { RowCompiler } from '../../transforms/compile-rows.ts'

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
  const compiler = {
    compile({ rows }, first, out) {
      for (const [index] of rows.entries())
        out.quarantined.push({ ordinal: first + index, locator: '', reasons: [], raw: null, key: null, deleted: false })
      out.read += rows.length
    },
  } as RowCompiler
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
