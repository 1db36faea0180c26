import { GuijiError } from '../core/errors.ts'
import type { Database } from './database.ts'
import { failpoint } from './failpoints.ts'
import { landingTable, standingTable } from './landing-table.ts'
import { guarded, lockLease } from './lease-row.ts'
import { readPlan, requireOpen, requirePlan, type StoredPlan } from './plans.ts'
import type { Session } from './session.ts'
import { landingStale } from './standing.ts'
import { qualified } from './_sql.ts'

/** The split's row is locked already, so what an earlier attempt committed is seen whole by these statements. */
export async function beginAnew(session: Session, plan: StoredPlan, no: number): Promise<void> {
  await session.query(`delete from ${landingTable(plan.number)} where _split = $1`, [no])
  // kept where a plan has one split only
  await session.query(`drop table if exists ${standingTable(plan.number)}`)
  await session.query('delete from guiji.ledger where plan = $1 and split = $2', [plan.plan, no])
  await session.query('delete from guiji.quarantine where plan = $1 and split = $2', [plan.plan, no])
  await session.query('update guiji.split set position = null, next_ordinal = 0, batch = 0, done = false where plan = $1 and no = $2', [
    plan.plan,
    no,
  ])
}

/**
 * Throws what `work` throws; where that is LANDING_STALE, every split of the plan begins anew first, and nothing is compared again.
 * Whoever tries once more after a death in between hears the same: the plan must land.
 */
export async function orLandAnew<T>(db: Database, request: PlanAndGeneration, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const known = error instanceof GuijiError ? error : null
    if (known?.code === 'LANDING_STALE') await landAnew(db, request, known.details['cause'] === 'repeated')
    if (known?.code === 'SPLITS_UNFINISHED') await requireComparable(db, request.plan)
    throw error
  }
}

/** Throws LANDING_STALE where the plan had to land anew and has not yet. */
async function requireComparable(db: Database, id: string): Promise<void> {
  const { isComparable, spec } = await readPlan(db, id)
  if (isComparable === false) throw landingStale(id, qualified(spec.table))
}

interface PlanAndGeneration {
  readonly plan: string
  /** The lease's. */
  readonly generation: number
}

/** `repeats`: its source brings keys twice, which the asset's next plans are told. */
async function landAnew(db: Database, { plan: id, generation }: PlanAndGeneration, repeats: boolean): Promise<void> {
  const asset = id.slice(0, id.lastIndexOf('@'))
  await guarded(db, { asset, generation, plan: id }, 'land anew', (session) =>
    session.transaction({ operation: 'land anew', timeoutMs: 10 * 60_000 }, async () => {
      await lockLease(session, { asset, generation }, 'no key update')
      await requireOpen(session, id)
      const plan = await requirePlan(session, id)
      for (const { no } of plan.splits) await beginAnew(session, plan, no)
      const { rows } = await session.query<{ bounds: object }>('select bounds from guiji.plan where plan = $1', [id])
      await session.query('update guiji.plan set bounds = $2 where plan = $1', [
        id,
        JSON.stringify({ ...rows[0]?.bounds, isComparable: false, repeats }),
      ])
      await failpoint('land-anew.before-commit')
    }),
  )
  await failpoint('land-anew.committed')
}
