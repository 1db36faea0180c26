import { defineErrors } from '../core/errors.ts'
import type { Database } from './database.ts'
import { failpoint } from './failpoints.ts'
import type { Holder, TemporalHolder } from './holder.ts'
import type { Held } from './lease-row.ts'
import { raiseGeneration } from './take-over.ts'

export type { Holder, TemporalHolder } from './holder.ts'

const errors = defineErrors({
  ASSET_BUSY: {
    recovery: 'abort',
    message: { zh: '{asset} 正由另一次运行处理（{holder}）', en: '{asset} is being worked on by another run ({holder})' },
    remedy: {
      zh: '等它结束，或在 Temporal 界面终止它；确认持有者已不存在而租约仍在时，由运维解除租约',
      en: 'wait for its end, or terminate it in the Temporal UI; when the holder is certainly gone and the lease is not, an operator breaks the lease',
    },
  },
})

export interface LeaseRequest {
  readonly asset: string
  readonly holder: Holder
  /** Whether Temporal says that this run is closed; "not found" counts only on the recorded cluster. */
  isClosed(holder: TemporalHolder): Promise<boolean>
}

const attempts = 10

/**
 * Takes an asset for a run and gives the lease's generation. The same run asking again gets the same one. A holder
 * loses it only when it is closed, never by age. Throws ASSET_BUSY (another run holds it), LEASE_BLOCKED.
 */
export async function acquireLease(db: Database, { asset, holder, isClosed }: LeaseRequest): Promise<{ readonly generation: number }> {
  await db.query('insert into guiji.lease (asset) values ($1) on conflict do nothing', [asset])
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const seen = await readLease(db, asset)
    if (seen.holder !== null && seen.holder.kind === holder.kind && seen.holder.runId === holder.runId) {
      if (await keepLease(db, { asset, generation: seen.generation }, holder)) return { generation: seen.generation }
      continue
    }
    if (seen.holder !== null && !(await hasEnded(db, seen.holder, isClosed)))
      throw errors('ASSET_BUSY', { asset, holder: nameOf(seen.holder) })
    await failpoint('lease.before-take')
    const generation = await raiseGeneration(db, { asset, generation: seen.generation }, holder)
    if (generation !== null) return { generation }
  }
  throw errors('ASSET_BUSY', { asset, holder: 'several runs at once' })
}

/** Gives the asset back; nothing happens when another run has taken over meanwhile. */
export async function releaseLease(db: Database, { asset, generation }: Held): Promise<void> {
  await db.query('update guiji.lease set holder = null, at = now() where asset = $1 and generation = $2', [asset, generation])
}

/** An operator takes the asset from its holder, whatever state that is in; the fence keeps out what it may still do. */
export async function breakLease(
  db: Database,
  { asset, by, reason }: { readonly asset: string; readonly by: string; readonly reason: string },
): Promise<void> {
  for (;;) {
    const seen = await readLease(db, asset)
    if ((await raiseGeneration(db, { asset, generation: seen.generation }, null, `${by}: ${reason}`)) !== null) return
  }
}

export interface LeaseState {
  readonly generation: number
  readonly holder: Holder | null
}
export async function readLease(db: Database, asset: string): Promise<LeaseState> {
  const { rows } = await db.query<{ generation: number; holder: Holder | null }>(
    'select generation, holder from guiji.lease where asset = $1',
    [asset],
  )
  return rows[0] ?? { generation: 0, holder: null }
}

/** A retried activity, or a process that lost its lease session and registers anew. */
async function keepLease(db: Database, { asset, generation }: Held, holder: Holder): Promise<boolean> {
  const { count } = await db.query(`update guiji.lease set holder = $3 where asset = $1 and generation = $2 and holder->>'runId' = $4`, [
    asset,
    generation,
    JSON.stringify(holder),
    holder.runId,
  ])
  return count === 1
}

async function hasEnded(db: Database, holder: Holder, isClosed: LeaseRequest['isClosed']): Promise<boolean> {
  if (holder.kind === 'temporal') return isClosed(holder)
  // of another role's session one sees only that it is there, which must count as alive
  const { count } = await db.query(
    'select 1 from pg_stat_activity where pid = $1 and (backend_start = $2::timestamptz or backend_start is null)',
    [holder.pid, holder.start],
  )
  return count === 0
}

function nameOf(holder: Holder): string {
  return holder.kind === 'temporal' ? `${holder.workflowId} ${holder.runId}` : `process, session ${holder.pid}`
}
