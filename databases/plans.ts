import type { Plan } from '../core/connector.ts'
import type { Difference } from '../core/drift.ts'
import type { DatasetSpec, ServiceSpec } from '../core/spec.ts'
import { defineErrors } from '../core/errors.ts'
import type { Column, Json, Reason } from '../core/values.ts'
import { refusePersonal } from './answers.ts'
import { closeAbandoned } from './close-abandoned.ts'
import type { Database } from './database.ts'
import { failpoint } from './failpoints.ts'
import { createLandingTable, landingTables } from './landing-table.ts'
import { guarded, lockLease, type Held } from './lease-row.ts'
import type { Session } from './session.ts'
import { literal } from './_sql.ts'

const errors = defineErrors({
  PLAN_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有计划 {plan}', en: 'there is no plan {plan}' },
    remedy: { zh: '用 guiji status 查看资产的计划', en: 'see the plans of assets with guiji status' },
  },
  PLAN_OPEN: {
    recovery: 'retry',
    message: { zh: '{asset} 还有未完成的计划', en: '{asset} has an unfinished plan' },
    remedy: { zh: '会自动重试并接着未完成的计划', en: 'it is tried again by itself and goes on with the unfinished plan' },
  },
  PLAN_ENDED: {
    recovery: 'abort',
    message: { zh: '计划 {plan} 已结束（{state}）', en: 'plan {plan} has ended ({state})' },
    remedy: { zh: '重新运行该资产，会制定新的计划', en: 'run the asset again, it makes a new plan' },
  },
})

export type PlanState = 'open' | 'published' | 'abandoned'
export interface StoredSplit {
  readonly no: number
  readonly id: string
  readonly columns: readonly Column[]
  /** The source's count, where it gives one. */
  readonly rows: number | null
  readonly split: Json
  readonly done: boolean
}
/** A plan as it was stored: nothing is read from disk any more. */
export interface StoredPlan extends Bounds {
  /** `<asset>@<generation>` */
  readonly plan: string
  /** Its place in the order of an asset's plans. */
  readonly number: number
  readonly asset: string
  /** The generation that made it; a later one may finish it. */
  readonly generation: number
  readonly mode: string
  readonly spec: DatasetSpec | ServiceSpec
  readonly specDigest: string
  readonly state: PlanState
  readonly splits: readonly StoredSplit[]
  readonly drift: PlanDrift | null
}
/** How the source's columns differed from the accepted ones when the plan was made. */
export interface PlanDrift {
  readonly differences: readonly Difference[]
  /** Names that the source no longer has: an optional field that reads one of them has no value. */
  readonly dropped: readonly string[]
  /** Every row of the plan goes to the quarantine. */
  readonly quarantines: boolean
}
interface Bounds {
  readonly until: Json | null
  readonly complete: boolean
  /** Rows of the whole plan by the source's own count. */
  readonly rows: number | null
  readonly resumable: boolean
  /** Whether its rows may be held against the published ones while they land; plans of an earlier build say nothing of it. */
  readonly isComparable?: boolean
  /** Whether keys come twice in this source, which would then be read twice: found when its rows, or those of the plan before, were compared. */
  readonly repeats?: boolean
  readonly asks: Reason | null
  readonly available: readonly Column[]
  readonly receivedAt: string | null
  readonly covers: { readonly from: string; readonly to: string } | null
}
export interface NewPlan extends Held {
  readonly spec: DatasetSpec | ServiceSpec
  readonly specDigest: string
  readonly plan: Plan<Json, Json>
  readonly mode: string
  readonly drift?: PlanDrift | null
}

/**
 * Stores specification, bounds and splits and makes the landing table, in one transaction; a retried call gets what
 * is stored. Throws LEASE_LOST, PLAN_OPEN (another plan of the asset is unfinished).
 */
export async function storePlan(
  db: Database,
  { asset, generation, spec, specDigest, plan, mode, drift = null }: NewPlan,
): Promise<StoredPlan> {
  const id = `${asset}@${generation}`
  return guarded(db, { asset, generation, plan: id }, 'plan', (session) =>
    session.transaction({ operation: 'plan', timeoutMs: 60_000 }, async () => {
      await lockLease(session, { asset, generation }, 'share')
      const { rows } = await session.query<{ number: number }>(
        `insert into guiji.plan (plan, asset, generation, mode, spec, spec_digest, bounds, drift) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict do nothing returning number`,
        [
          ...[id, asset, generation, mode, JSON.stringify(spec), specDigest],
          JSON.stringify(boundsOf(plan, await repeatsKeys(session, asset, specDigest))),
          drift === null ? null : JSON.stringify(drift),
        ],
      )
      const made = rows[0]
      if (made !== undefined) {
        await storeSplits(session, id, plan)
        await createLandingTable(session, spec, made.number)
      }
      const stored = await selectPlan(session, 'p.plan = $1', id)
      if (stored === null) throw errors('PLAN_OPEN', { asset })
      await failpoint('plan.before-commit')
      return stored
    }),
  )
}

export async function openPlanOf(db: Database, asset: string): Promise<StoredPlan | null> {
  return db.pooled('plan', (session) => selectPlan(session, `p.state = 'open' and p.asset = $1`, asset))
}

/** Throws PLAN_UNKNOWN. */
export async function readPlan(db: Database, plan: string): Promise<StoredPlan> {
  return db.pooled('plan', (session) => requirePlan(session, plan))
}

/** On a session of the caller, whatever the plan's state. Throws PLAN_UNKNOWN. */
export async function requirePlan(session: Session, plan: string): Promise<StoredPlan> {
  const stored = await selectPlan(session, 'p.plan = $1', plan)
  if (stored === null) throw errors('PLAN_UNKNOWN', { plan })
  return stored
}

/** Throws PLAN_ENDED unless the plan is open; the lease must be locked before. */
export async function requireOpen(session: Session, plan: string): Promise<void> {
  const { rows } = await session.query<{ state: PlanState }>(planState(plan))
  judgeState(plan, rows[0]?.state)
}

/** The statement whose answer `judgeState` judges. */
export function planState(plan: string): string {
  return `select state from guiji.plan where plan = ${literal(plan)}`
}

/** Throws PLAN_UNKNOWN, PLAN_ENDED. */
export function judgeState(plan: string, state: PlanState | undefined): void {
  if (state === undefined) throw errors('PLAN_UNKNOWN', { plan })
  if (state !== 'open') throw errors('PLAN_ENDED', { plan, state })
}

/** What the next plan reads after: the `until` of the last published one. */
export async function cursorOf(db: Database, asset: string): Promise<Json | null> {
  const { rows } = await db.query<{ cursor: Json | null }>('select cursor from guiji.asset where asset = $1', [asset])
  return rows[0]?.cursor ?? null
}

/**
 * Gives a plan up: the lease's generation is raised and its holder cleared, so that nothing of the plan can still
 * land; its quarantine and ledger stay for reading. Calling it again changes nothing. Throws LEASE_LOST, PLAN_ENDED, ANSWER_PERSONAL.
 */
export async function abandonPlan(
  db: Database,
  { plan, generation, reason }: { readonly plan: string; readonly generation: number; readonly reason: string },
): Promise<void> {
  const stored = await readPlan(db, plan)
  if (stored.state === 'abandoned') return
  refusePersonal(plan, [reason])
  const { asset, number } = stored
  await guarded(db, { asset, generation, plan }, 'abandon', async (session) => {
    await session.query(
      `select pg_terminate_backend(s.pid, 5000) from guiji.session s join pg_stat_activity a on a.pid = s.pid and a.backend_start = s.start
       where s.asset = $1 and s.generation <= $2 and s.pid <> pg_backend_pid()`,
      [asset, generation],
    )
    await session.transaction({ operation: 'abandon', timeoutMs: 60_000 }, async () => {
      await lockLease(session, { asset, generation }, 'no key update')
      await requireOpen(session, plan)
      await session.query(`update guiji.plan set state = 'abandoned', ended_at = now(), abandoned = $2 where plan = $1`, [plan, reason])
      await closeAbandoned(session, stored)
      await session.query('update guiji.lease set generation = generation + 1, holder = null, at = now() where asset = $1', [asset])
      await failpoint('abandon.before-commit')
    })
    await failpoint('abandon.before-drop')
    await session.query(`drop table if exists ${landingTables(number)}`)
  })
}

/** Whether the plan that was published last, by the same specification, met keys that came twice, and had rows that lost to others. */
async function repeatsKeys(session: Session, asset: string, specDigest: string): Promise<boolean> {
  const { rows } = await session.query<{ repeats: boolean }>(
    `select (p.bounds->>'repeats')::boolean and (c.body->'counts'->>'superseded')::bigint > 0 as repeats
     from guiji.asset a join guiji.plan p on p.number = a.published join guiji.certificate c on c.plan = p.plan
     where a.asset = $1 and a.spec_digest = $2`,
    [asset, specDigest],
  )
  return rows[0]?.repeats === true
}

function boundsOf(plan: Plan<Json, Json>, repeats: boolean): Bounds {
  return {
    until: plan.until,
    complete: plan.complete,
    rows: plan.rows ?? null,
    resumable: plan.resumable ?? true,
    isComparable: true,
    repeats,
    asks: plan.asks ?? null,
    available: plan.available,
    receivedAt: plan.receivedAt ?? null,
    covers: plan.covers ?? null,
  }
}

async function storeSplits(session: Session, id: string, plan: Plan<Json, Json>): Promise<void> {
  for (const [no, split] of plan.splits.entries()) {
    await session.query('insert into guiji.split (plan, no, id, columns, rows, split) values ($1, $2, $3, $4, $5, $6)', [
      id,
      no,
      split.id,
      JSON.stringify(split.columns),
      split.rows ?? null,
      JSON.stringify(split.split),
    ])
  }
}

interface PlanRow {
  plan: string
  number: number
  asset: string
  generation: number
  mode: string
  spec: DatasetSpec | ServiceSpec
  spec_digest: string
  bounds: Bounds
  state: PlanState
  drift: PlanDrift | null
}

async function selectPlan(session: Session, condition: string, value: string): Promise<StoredPlan | null> {
  const { rows } = await session.query<PlanRow>(
    `select plan, number, asset, generation, mode, spec, spec_digest, bounds, state, drift from guiji.plan p where ${condition}`,
    [value],
  )
  const found = rows[0]
  if (found === undefined) return null
  const splits = await session.query<{
    no: number
    id: string
    columns: readonly Column[]
    rows: number | null
    split: Json
    done: boolean
  }>('select no, id, columns, rows, split, done from guiji.split where plan = $1 order by no', [found.plan])
  const { spec_digest: specDigest, bounds, ...plan } = found
  return { ...plan, ...bounds, specDigest, splits: splits.rows }
}
