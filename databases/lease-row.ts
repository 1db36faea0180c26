import { defineErrors } from '../core/errors.ts'
import type { Database, OwnSession } from './database.ts'
import { failpoint } from './failpoints.ts'
import type { Session } from './session.ts'
import { wrapError } from './wrap-error.ts'
import { literal } from './_sql.ts'

const errors = defineErrors({
  LEASE_LOST: {
    recovery: 'abort',
    message: {
      zh: '{asset} 已由另一次运行接管，第 {generation} 代租约失效',
      en: '{asset} was taken over by another run, lease generation {generation} has ended',
    },
    remedy: {
      zh: '无需处理：本次运行的数据没有可见，接管者会接着未完成的计划',
      en: 'nothing to do: nothing of this run is visible, and the run that took over goes on with its plan',
    },
  },
})

/** An asset under a generation of its lease. */
export interface Held {
  readonly asset: string
  readonly generation: number
}

/**
 * Locks the asset's lease row for the rest of the transaction: `share` for batches, which may run side by side,
 * `no key update` for what must be alone. Throws LEASE_LOST when another generation has begun.
 */
export async function lockLease(session: Session, held: Held, strength: 'share' | 'no key update'): Promise<void> {
  judgeLease(held, (await session.query(leaseLock(held, strength))).count)
}

/** The statement that locks it, whose rows `judgeLease` counts. */
export function leaseLock({ asset, generation }: Held, strength: 'share' | 'no key update'): string {
  return `select 1 from guiji.lease where asset = ${literal(asset)} and generation = ${generation} for ${strength}`
}

/** Throws LEASE_LOST where no row was locked. */
export function judgeLease({ asset, generation }: Held, locked: number): void {
  if (locked === 0) throw errors('LEASE_LOST', { asset, generation })
}

export interface Recorded extends Held {
  readonly plan?: string
  /** The split that it lands, and the attempt. */
  readonly split?: number
  readonly attempt?: number
}

/**
 * A connection of its own, written down before its first guarded transaction so that whoever takes the asset over can
 * terminate it. Close with `closeGuarded`.
 */
export async function openGuarded(db: Database, recorded: Recorded): Promise<OwnSession> {
  const session = await db.connect()
  try {
    await recordSession(session, recorded)
    await failpoint('session.recorded')
    return session
  } catch (error) {
    await session.end()
    throw wrapError(error, 'connect')
  }
}

export async function recordSession(session: Session, { asset, generation, plan, split, attempt }: Recorded): Promise<void> {
  await session.query(
    `insert into guiji.session (pid, start, asset, generation, plan, split, attempt)
     select pid, backend_start, $1, $2, $3, $4, $5 from pg_stat_activity where pid = pg_backend_pid()`,
    [asset, generation, plan ?? null, split ?? null, attempt ?? null],
  )
}

export async function closeGuarded(session: OwnSession): Promise<void> {
  if (!session.lost.aborted) {
    await session.query(`delete from guiji.session where pid = pg_backend_pid()`).catch(() => undefined)
  }
  await session.end()
}

/** Runs `work` on a guarded connection; errors come out as ours. */
export async function guarded<T>(
  db: Database,
  recorded: Recorded,
  operation: string,
  work: (session: OwnSession) => Promise<T>,
): Promise<T> {
  const session = await openGuarded(db, recorded)
  try {
    return await work(session)
  } catch (error) {
    throw wrapError(error, operation)
  } finally {
    await closeGuarded(session)
  }
}
