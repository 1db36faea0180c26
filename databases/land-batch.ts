import { webcrypto } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { defineErrors } from '../core/errors.ts'
import type { Json } from '../core/values.ts'
import type { Compared, Comparison } from './compare-published.ts'
import { copyRows, type Copied } from './copy-rows.ts'
import type { OwnSession } from './database.ts'
import { failpoint } from './failpoints.ts'
import type { Advance } from './advance.ts'
import { copyStatement, landingTable } from './landing-table.ts'
import { judgeLease, leaseLock } from './lease-row.ts'
import { parkBatch } from './parked.ts'
import { judgeState, planState, type PlanState, type StoredPlan } from './plans.ts'
import type { Result } from './session.ts'
import { keepStanding } from './standing.ts'
import { storeQuarantined, type QuarantinedRow } from './store-quarantined.ts'
import { isTransient, wrapError } from './wrap-error.ts'

const errors = defineErrors({
  SPLIT_FENCED: {
    recovery: 'retry',
    message: {
      zh: '分片 {split} 已被更晚的尝试认领（本次为第 {attempt} 次）',
      en: 'split {split} was claimed by a later attempt (this is attempt {attempt})',
    },
    remedy: {
      zh: '无需处理：更晚的尝试从数据库记录的位点继续',
      en: 'nothing to do: the later attempt goes on from the position in the database',
    },
  },
})

/** A row that was landed with a warning. */
export interface WarnedRow {
  readonly ordinal: number
  readonly locator: string
  readonly field: string
  readonly code: string
}
/** One transaction's worth of a split, complete in memory. */
export interface LandingBatch {
  /** Rows of COPY's binary format, without its header and end: split, ordinal, deleted, line, then the table's columns. */
  readonly rows: Buffer
  readonly count: number
  readonly quarantined: readonly QuarantinedRow[]
  /** Rows and rejects handed over by the connector. */
  readonly read: number
  readonly filtered: number
  /** After the last row. */
  readonly position: Json
  readonly nextOrdinal: number
  /** The split ends with this batch. */
  readonly done: boolean
  readonly fixes: { readonly [code: string]: number }
  readonly warnings: { readonly [code: string]: number }
  /** The first rows that each warning concerns, without values. */
  readonly warned: readonly WarnedRow[]
  /** The quarantine entry of a row that PostgreSQL refuses. */
  refused(row: Buffer, code: string): QuarantinedRow
}
export interface Place {
  readonly plan: StoredPlan
  readonly no: number
  readonly split: string
  readonly generation: number
  readonly attempt: number
  /** The number that this batch gets, from 1. */
  readonly batch: number
}

export interface LandedBatch {
  readonly landed: number
  readonly quarantined: number
}

/** What may spare work, where it goes well. */
export interface Shortcuts {
  readonly advance: Advance | null
  readonly comparison: Comparison | null
}

const tries = 3
const timeoutMs = 10 * 60_000

/**
 * Lands a batch in one transaction: rows, quarantine, ledger line and position together; refused rows go to quarantine.
 * `advance` takes the rows into the publication that it prepares: then they are kept here as they came.
 * `comparison` tells which of them are published already, and need not land once more.
 */
export async function landBatch(session: OwnSession, place: Place, batch: LandingBatch, shortcuts: Shortcuts): Promise<LandedBatch> {
  const { advance, comparison } = shortcuts
  // on another thread, while the rows are sent and the next batch is transformed
  const digest = webcrypto.subtle.digest('SHA-256', batch.rows).then((bytes) => Buffer.from(bytes).toString('hex'))
  const compared = (await comparison?.compare(batch.rows, batch.count)) ?? null
  for (let attempt = 1; ; attempt++) {
    try {
      return await session.transaction({ operation: 'land', timeoutMs, opening: openingOf(place) }, (opened) =>
        land(session, place, batch, digest, opened, advance, compared),
      )
    } catch (error) {
      // it may have taken what did not land
      await advance?.giveUp()
      if (!isTransient(error) || attempt === tries) throw wrapError(error, 'land')
      await delay(200 * attempt)
    }
  }
}

/**
 * What comes first, as one message: while the next batch is transformed, every message waits for its turn. The plan's
 * state is read after the lease is locked, as each statement has a snapshot of its own.
 */
function openingOf({ plan, generation }: Place): readonly string[] {
  return [
    // Rows and position rise and fall together, so a server that loses its last seconds only reads them again.
    'set local synchronous_commit = off',
    leaseLock({ asset: plan.asset, generation }, 'share'),
    planState(plan.plan),
  ]
}

/**
 * The fence: only the latest attempt moves the position, and only from where it believes it to be. Gives the place before.
 * A position may hold a key, so it is bound: what stands in a statement's text is written to the server's log.
 */
async function movePosition(session: OwnSession, { plan, no, split, attempt, batch }: Place, landing: LandingBatch) {
  const { rows } = await session.query<{ position: string | null; ordinal: number }>(
    `with was as (
       select plan, no, position, next_ordinal from guiji.split where plan = $1 and no = $2 and attempt = $3 and batch = $4 and not done for update)
     update guiji.split s set position = $5, next_ordinal = $6, batch = s.batch + 1, done = $7 from was where s.plan = was.plan and s.no = was.no
     returning was.position::text as position, was.next_ordinal as ordinal`,
    [plan.plan, no, attempt, batch - 1, positionText(landing.position), landing.nextOrdinal, landing.done],
  )
  const [from] = rows
  if (from === undefined) throw errors('SPLIT_FENCED', { split, attempt })
  return from
}

async function land(
  session: OwnSession,
  place: Place,
  batch: LandingBatch,
  digest: Promise<string>,
  [, lease, state]: readonly Result<{ [column: string]: unknown }>[],
  advance: Advance | null,
  compared: Compared | null,
): Promise<LandedBatch> {
  const { plan, no } = place
  judgeLease({ asset: plan.asset, generation: place.generation }, lease?.count ?? 0)
  judgeState(plan.plan, state?.rows[0]?.['state'] as PlanState | undefined)
  await failpoint('land.locked')
  const from = await movePosition(session, place, batch)
  await failpoint('land.moved')
  const { count, rows } = compared ?? batch
  const copied =
    (await takeAhead(session, place, batch, advance)) ??
    (await copyRows(session, copyStatement(plan.spec.table, landingTable(plan.number)), count, rows))
  const { refused } = copied
  const landed = copied.landed + (compared?.standing ?? 0)
  await failpoint('land.copied')
  if (compared !== null) await keepStanding(session, plan.number, place.batch, compared)
  const late = refused.map(({ row, code }) => batch.refused(row, code))
  const rejected = late.length === 0 ? batch.quarantined : [...batch.quarantined, ...late]
  const lateOrdinals = new Set(late.map(({ ordinal }) => ordinal))
  const warned = batch.warned.filter(({ ordinal }) => !lateOrdinals.has(ordinal))
  const quarantined = rejected.length === 0 ? 0 : await storeQuarantined(session, plan, no, rejected)
  await failpoint('land.quarantined')
  await session.query(
    `insert into guiji.ledger (plan, split, batch, attempt, from_position, to_position, from_ordinal, to_ordinal,
       read, filtered, quarantined, landed, bytes, digest, fixes, warnings, warned)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      ...[plan.plan, no, place.batch, place.attempt, from.position, positionText(batch.position), from.ordinal, batch.nextOrdinal],
      ...[
        batch.read,
        batch.filtered,
        quarantined,
        landed,
        batch.rows.length,
        await digest,
        JSON.stringify(batch.fixes),
        JSON.stringify(batch.warnings),
        JSON.stringify(warned),
      ],
    ],
  )
  await failpoint('land.before-commit')
  return { landed, quarantined }
}

/**
 * The rows are taken while they are kept as they came. Null where they are not: nothing is being prepared, or it was given up, as
 * where PostgreSQL refuses one of them.
 */
async function takeAhead(
  session: OwnSession,
  place: Place,
  { count, rows }: LandingBatch,
  advance: Advance | null,
): Promise<Copied | null> {
  if (advance === null || advance.isOver || count === 0) return null
  await session.query('savepoint parked')
  const [landed] = await Promise.all([advance.take(count, rows), parkBatch(session, place, rows, advance.parking)])
  if (landed !== null) return { landed, refused: [] }
  await session.query('rollback to savepoint parked')
  return null
}

function positionText(position: Json): string | null {
  return position === null ? null : JSON.stringify(position)
}
