import { setTimeout as delay } from 'node:timers/promises'
import { defineErrors } from '../core/errors.ts'
import type { Database, OwnSession } from './database.ts'
import { failpoint } from './failpoints.ts'
import type { Held } from './lease-row.ts'
import type { Holder } from './holder.ts'
import { sqlState, wrapError } from './wrap-error.ts'

const errors = defineErrors({
  LEASE_BLOCKED: {
    recovery: 'retry',
    message: { zh: '{asset} 的租约被数据库会话 {sessions} 锁住', en: 'the lease of {asset} is locked by database sessions {sessions}' },
    remedy: {
      zh: '会自动重试；若持续出现，在 pg_stat_activity 中查看这些会话并由管理员结束',
      en: 'it is tried again by itself; if it goes on, look the sessions up in pg_stat_activity and have an administrator end them',
    },
  },
})

const attempts = 5
const lockTimeoutMs = 2_000

/**
 * Ends the sessions that earlier generations have recorded and raises the generation, all of it only while the
 * generation is still the one seen. Gives the new generation, or null when somebody else was faster.
 */
export async function raiseGeneration(
  db: Database,
  seen: Held,
  holder: Holder | null,
  broken: string | null = null,
): Promise<number | null> {
  const session = await db.connect({ unbudgeted: true })
  try {
    for (let attempt = 1; ; attempt++) {
      await terminateRecorded(session, seen)
      await failpoint('take-over.terminated')
      const watch = watchBlockers(db, session)
      try {
        const { rows } = await session.query<{ generation: number }>(
          `update guiji.lease set generation = generation + 1, holder = $3, broken = $4, at = now()
           where asset = $1 and generation = $2 returning generation`,
          [seen.asset, seen.generation, holder === null ? null : JSON.stringify(holder), broken],
        )
        return rows[0]?.generation ?? null
      } catch (error) {
        if (sqlState(error) !== '55P03') throw error
        if (attempt === attempts) throw errors('LEASE_BLOCKED', { asset: seen.asset, sessions: [...watch.found].join(', ') })
      } finally {
        await watch.stop()
      }
    }
  } catch (error) {
    throw wrapError(error, 'take over')
  } finally {
    await session.end()
  }
}

/** Ends what earlier holders may still be doing, and forgets sessions that are gone; waits up to 5 s for each. */
async function terminateRecorded(session: OwnSession, { asset, generation }: Held): Promise<void> {
  await session.query(`set lock_timeout = ${lockTimeoutMs}`)
  await session.query(
    `select pg_terminate_backend(s.pid, 5000) from guiji.session s join pg_stat_activity a on a.pid = s.pid and a.backend_start = s.start
     where s.asset = $1 and s.generation <= $2 and s.pid <> pg_backend_pid()`,
    [asset, generation],
  )
  await session.query(
    `delete from guiji.session s where s.asset = $1 and s.generation <= $2
       and not exists (select from pg_stat_activity a where a.pid = s.pid and a.backend_start = s.start)`,
    [asset, generation],
  )
}

/** Who holds the lock that we wait for: seen only while we wait. */
function watchBlockers(db: Database, session: OwnSession) {
  const blockers = new Set<number>()
  const stop = new AbortController()
  const watching = (async () => {
    for (;;) {
      await delay(lockTimeoutMs / 4, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted) return
      const { rows } = await db.query<{ pid: number }>('select unnest(pg_blocking_pids($1)) as pid', [session.pid])
      for (const row of rows) blockers.add(row.pid)
    }
  })().catch(() => undefined)
  return {
    found: blockers,
    async stop() {
      stop.abort()
      await watching
    },
  }
}
