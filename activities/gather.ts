import { setImmediate } from 'node:timers/promises'
import type { Session } from '../core/connector.ts'
import type { Json } from '../core/values.ts'
import type { Claim, LandingBatch } from '../databases/claim.ts'
import type { RowCompiler } from '../transforms/compile-rows.ts'
import { createCompiledRows, type CompiledRows } from '../transforms/compiled-rows.ts'
import { batchBytes } from './batch-size.ts'

/** A batch ends when it is full or after so much time, whichever comes first. */
const batchMs = 2_000
/** Rejected rows take no bytes of a batch, but many times their memory. */
const batchRejects = 10_000

export interface Gathered {
  readonly batches: number
  readonly read: number
  readonly landed: number
  readonly quarantined: number
}

/**
 * Reads a claimed split to its end: pieces are transformed as they come and gathered into batches; the next batch is
 * read and transformed while the one before lands. Ends with a batch that is marked done.
 */
export async function gatherSplit(
  session: Pick<Session<Json, Json, Json>, 'read'>,
  split: Json,
  claim: Claim,
  compiler: RowCompiler,
  context: { readonly signal: AbortSignal; heartbeat(details?: Json): void },
): Promise<Gathered> {
  const totals = { batches: 0, read: 0, landed: 0, quarantined: 0 }
  // One batch ahead: the landing under way. Its failure is kept until the next turn looks at it.
  let landing: Promise<void> = Promise.resolve()
  const land = (batch: LandingBatch) => {
    landing = claim.land(batch, context.signal).then((result) => {
      totals.batches++
      totals.read += batch.read
      totals.landed += result.landed
      totals.quarantined += result.quarantined
      context.heartbeat({ read: totals.read })
    })
    landing.catch(() => undefined)
  }
  let spare: Buffer | undefined
  let rows = createCompiledRows()
  let ordinal = claim.nextOrdinal
  let position = claim.position
  let startedMs = performance.now()
  for await (const piece of session.read(split, claim.position, context.signal)) {
    compiler.compile(piece, ordinal, rows)
    ordinal += piece.rows.length + (piece.rejects?.length ?? 0)
    position = piece.position
    // A source that always has something ready would keep the batch before from being sent.
    await setImmediate()
    const isFull = rows.bytes >= batchBytes || rows.quarantined.length >= batchRejects
    if (!isFull && performance.now() - startedMs < batchMs) continue
    await landing
    const full = rows
    // the batch before has landed, so its room is free
    rows = createCompiledRows(spare)
    spare = full.room()
    land(asBatch(compiler, full, position, ordinal, false))
    startedMs = performance.now()
  }
  await landing
  land(asBatch(compiler, rows, position, ordinal, true))
  await landing
  return totals
}

function asBatch(compiler: RowCompiler, rows: CompiledRows, position: Json, nextOrdinal: number, done: boolean): LandingBatch {
  return {
    rows: rows.rows(),
    count: rows.count,
    quarantined: rows.quarantined,
    read: rows.read,
    filtered: rows.filtered,
    position,
    nextOrdinal,
    done,
    fixes: Object.fromEntries(rows.fixes),
    warnings: Object.fromEntries(rows.warnings),
    warned: rows.warned,
    refused: (row, code) => compiler.refuse(rows, row, code),
  }
}
