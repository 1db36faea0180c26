import { setTimeout as delay } from 'node:timers/promises'
import type { Database, OwnSession } from './database.ts'
import type { Holder } from './holder.ts'
import { sqlState, wrapError } from './wrap-error.ts'

export interface ProcessHolder {
  /** As registered at the moment: a lost session is replaced. */
  readonly holder: Extract<Holder, { kind: 'process' }>
  /** Aborted when the process can no longer show that it lives: its leases may be taken over. */
  readonly lost: AbortSignal
  close(): Promise<void>
}

/**
 * Registers this process as a run's holder: it lives as long as a session of its own does (no idle timeout). When
 * that session is lost, a new one takes its place in every lease that the run still holds.
 */
export async function processHolder(db: Database, runId: string): Promise<ProcessHolder> {
  const lost = new AbortController()
  let closing = false
  let session = await db.connect({ unbudgeted: true })
  let holder = await describe(session, runId)
  const watch = (watched: OwnSession) => {
    const onLost = () => {
      if (closing) return
      registerAnew().catch(() => lost.abort())
    }
    if (watched.lost.aborted) onLost()
    else watched.lost.addEventListener('abort', onLost, { once: true })
  }
  const registerAnew = async () => {
    await session.end()
    const next = await reconnect(db, () => closing)
    const renewed = await describe(next, runId)
    await replaceHolder(next, holder, renewed)
    holder = renewed
    session = next
    if (closing) await next.end()
    else watch(next)
  }
  watch(session)
  return {
    get holder() {
      return holder
    },
    lost: lost.signal,
    async close() {
      closing = true
      await session.end()
    },
  }
}

/** Leases that another run has taken meanwhile carry another holder and are left alone: the generation keeps us out. */
async function replaceHolder(session: OwnSession, before: Holder, renewed: Holder): Promise<void> {
  for (;;) {
    try {
      await session.query('update guiji.lease set holder = $1 where holder = $2', [JSON.stringify(renewed), JSON.stringify(before)])
      return
    } catch (error) {
      // our own publication may hold the lease's row for long
      if (sqlState(error) === '55P03') continue
      await session.end()
      throw error
    }
  }
}

/** A restarting server is given a minute. */
async function reconnect(db: Database, isClosing: () => boolean): Promise<OwnSession> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.connect({ unbudgeted: true })
    } catch (error) {
      if (attempt === 20 || isClosing()) throw error
      await delay(3_000, undefined, { ref: false })
    }
  }
}

async function describe(session: OwnSession, runId: string): Promise<Extract<Holder, { kind: 'process' }>> {
  try {
    const { rows } = await session.query<{ start: string }>(
      'select backend_start::text as start from pg_stat_activity where pid = pg_backend_pid()',
    )
    return { kind: 'process', pid: session.pid, start: rows[0]?.start ?? '', runId }
  } catch (error) {
    await session.end()
    throw wrapError(error, 'register process')
  }
}
