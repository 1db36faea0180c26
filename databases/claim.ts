import { defineErrors, type GuijiError } from '../core/errors.ts'
import type { Json } from '../core/values.ts'
import type { Advance } from './advance.ts'
import { beginAnew } from './begin-anew.ts'
import type { Database, OwnSession } from './database.ts'
import { startComparison, type Comparison } from './compare-published.ts'
import { failpoint } from './failpoints.ts'
import { landBatch, type LandingBatch } from './land-batch.ts'
import { completeLandingTable } from './landing-table.ts'
import { pageBytes } from './parked.ts'
import { closeGuarded, lockLease, openGuarded } from './lease-row.ts'
import { readPlan, requireOpen, type StoredPlan } from './plans.ts'
import { startAdvance } from './publish-ahead.ts'
import { resubmissionOf } from './resubmissions.ts'
import { sqlState, wrapError } from './wrap-error.ts'

export type { LandingBatch, WarnedRow } from './land-batch.ts'
export type { QuarantinedRow } from './store-quarantined.ts'

const errors = defineErrors({
  SPLIT_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '计划 {plan} 没有分片 {split}', en: 'plan {plan} has no split {split}' },
    remedy: { zh: '重新运行该资产', en: 'run the asset again' },
  },
  CLAIM_BROKEN: {
    recovery: 'retry',
    message: { zh: '分片 {split} 的认领在出错后不能继续', en: 'the claim of split {split} cannot go on after an error' },
    remedy: { zh: '会自动重新认领', en: 'it is claimed again by itself' },
  },
})

/** For an attempt whose session has ended while it read: what the reading threw then says nothing of the source. */
export function claimBroken(split: string): GuijiError {
  return errors('CLAIM_BROKEN', { split })
}

/** One attempt at a split: only the latest can commit. */
export interface Claim {
  readonly attempt: number
  /** The stored plan: specification, split and bounds are taken from here. */
  readonly plan: StoredPlan
  readonly splitNo: number
  /** Where reading goes on; null at the beginning. */
  readonly position: Json | null
  /** The ordinal of the next row handed over. */
  readonly nextOrdinal: number
  readonly done: boolean
  /** Aborted when a later attempt, or a run that took over, has ended this one's database session. */
  readonly lost: AbortSignal
  /** One transaction, called in turn. Throws SPLIT_FENCED, LEASE_LOST, PLAN_ENDED; after an error only `close` is left. */
  land(batch: LandingBatch, signal?: AbortSignal): Promise<{ readonly landed: number; readonly quarantined: number }>
  close(): Promise<void>
}
export interface ClaimRequest {
  readonly plan: string
  /** The split's id. */
  readonly split: string
  /** The lease's generation, which may be later than the plan's. */
  readonly generation: number
}

const lockTimeoutMs = 2_000
const attempts = 5

/**
 * Claims a split: ends what the earlier attempt may still be doing and takes the position from the row. A split that
 * cannot be resumed begins anew. Throws LEASE_LOST, PLAN_ENDED, PLAN_UNKNOWN, SPLIT_UNKNOWN.
 */
export async function claimSplit(db: Database, request: ClaimRequest): Promise<Claim> {
  const plan = await readPlan(db, request.plan)
  const split = plan.splits.find(({ id }) => id === request.split)
  if (split === undefined) throw errors('SPLIT_UNKNOWN', { plan: request.plan, split: request.split })
  // waited for once its session was ended, should it hang
  const givenUp = db.advances.get(plan.plan)?.giveUp()
  const session = await openGuarded(db, { asset: plan.asset, generation: request.generation, plan: plan.plan })
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        const claimed = await claim(db, session, plan, split.no, request)
        await givenUp
        return claimed
      } catch (error) {
        if (sqlState(error) !== '55P03' || attempt === attempts) throw error
      }
    }
  } catch (error) {
    await closeGuarded(session)
    throw wrapError(error, 'claim')
  }
}

interface SplitRow {
  attempt: number
  position: string | null
  next_ordinal: number
  batch: number
  done: boolean
  /** The asset has not been published before, and the server's pages take what batches are kept in. */
  first: boolean
  /** By this specification it was published last. */
  same: boolean
}

async function claim(db: Database, session: OwnSession, plan: StoredPlan, no: number, { generation, split }: ClaimRequest): Promise<Claim> {
  await terminateEarlier(session, plan.plan, no)
  const options = { operation: 'claim', timeoutMs: 10 * 60_000, lockTimeoutMs }
  const row = await session.transaction(options, async () => {
    await lockLease(session, { asset: plan.asset, generation }, 'share')
    await requireOpen(session, plan.plan)
    const { rows } = await session.query<SplitRow>(
      `update guiji.split set attempt = attempt + 1 where plan = $1 and no = $2
       returning attempt, position::text as position, next_ordinal, batch, done,
         not exists (select from guiji.asset where asset = $3 and published is not null)
           and current_setting('block_size')::integer = ${pageBytes} as first,
         exists (select from guiji.asset where asset = $3 and published is not null and spec_digest = $4) as same`,
      [plan.plan, no, plan.asset, plan.specDigest],
    )
    let row = rows[0]
    if (row === undefined) throw errors('SPLIT_UNKNOWN', { plan: plan.plan, split })
    if (!plan.resumable && !row.done && row.batch > 0) {
      await beginAnew(session, plan, no)
      row = { ...row, position: null, next_ordinal: 0, batch: 0 }
    }
    await completeLandingTable(session, plan.number)
    await session.query('update guiji.session set split = $1, attempt = $2 where pid = pg_backend_pid()', [no, row.attempt])
    await failpoint('claim.before-commit')
    return row
  })
  const { attempt } = row
  let { batch } = row
  let broken = false
  let isDone = row.done
  let advance: Advance | null = null
  let comparison: Comparison | null = null
  return {
    attempt,
    plan,
    splitNo: no,
    position: row.position === null ? null : (JSON.parse(row.position) as Json),
    nextOrdinal: row.next_ordinal,
    done: row.done,
    lost: session.lost,
    async land(landing, signal) {
      signal?.throwIfAborted()
      if (broken) throw errors('CLAIM_BROKEN', { split })
      broken = true
      if (batch === 0 && !landing.done && isPlain(plan)) {
        const request = { plan, generation, split: no, attempt }
        if (row.first) advance = startAdvance(db, request)
        if (row.same && mayCompare(plan)) comparison = startComparison(db, request)
      }
      const place = { plan, no, split, generation, attempt, batch: batch + 1 }
      const landed = await landBatch(session, place, landing, { advance, comparison })
      batch++
      isDone = landing.done
      broken = false
      return landed
    },
    async close() {
      await comparison?.giveUp()
      if (!isDone) await advance?.giveUp()
      await closeGuarded(session)
    },
  }
}

/** Where one split brings all there is of a dataset's rows, none of them a deletion, and they stand for themselves. */
function isPlain({ spec, splits }: StoredPlan): boolean {
  if (spec.kind !== 'dataset' || splits.length !== 1 || spec.deletes !== null || spec.mode === 'changes') return false
  return resubmissionOf(splits[0]?.split ?? null) === null
}

/** Where the whole comes again, most of it may be what was published. */
function mayCompare({ spec, complete, isComparable, repeats }: StoredPlan): boolean {
  const write = spec.kind === 'dataset' ? spec.write : null
  return complete && isComparable === true && repeats !== true && (write === 'merge' || write === 'history') && spec.table.key.length > 0
}

/** A client stopped in the middle of a COPY is freed by no timeout, only by ending its backend. */
async function terminateEarlier(session: OwnSession, plan: string, no: number): Promise<void> {
  await session.query(
    `select pg_terminate_backend(s.pid, 5000) from guiji.session s join pg_stat_activity a on a.pid = s.pid and a.backend_start = s.start
     where s.plan = $1 and s.split = $2 and s.pid <> pg_backend_pid()`,
    [plan, no],
  )
  await failpoint('claim.terminated')
}
