import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from '../core/activities.ts'
import type { ErrorRecord } from '../core/errors.ts'
import type { Database } from '../databases/database.ts'
import type { AssetStatus } from '../databases/runs.ts'
import type { Progress, ProgressView } from './progress.ts'

export interface RunsWatch {
  /** A stage that the run itself has told; surer than what the control tables show. */
  tell(asset: string, stage: Stage): void
  /** Assets whose open plan waits for a person, as last seen. */
  waiting(): readonly string[]
  /** Assets under way and not waiting, as last seen. */
  working(): readonly string[]
  /** What stopped the runs that failed, by asset, as last seen. */
  failures(): ReadonlyMap<string, ErrorRecord>
  /** Looks once more, then stops. */
  stop(): Promise<void>
}

const pauseMs = 400

/**
 * Shows the runs that begin from now on, or are under way, by looking into the control tables: that works the same for runs on
 * Temporal, in another process and in this one. Rows are those of committed batches.
 */
export async function watchRuns(database: Database, view: ProgressView): Promise<RunsWatch> {
  const { assetStatus } = await import('../databases/runs.ts')
  const before = new Map(
    (await assetStatus(database)).map(({ asset, lastRun }) => [asset, lastRun?.outcome === null ? null : lastRun?.run]),
  )
  const told = new Map<string, Stage>()
  const landingSince = new Map<string, number>()
  let waiting: readonly string[] = []
  let working: readonly string[] = []
  let failures: ReadonlyMap<string, ErrorRecord> = new Map()
  const stopping = new AbortController()

  const look = async () => {
    const current = (await assetStatus(database)).filter(({ asset, lastRun }) => lastRun !== null && lastRun.run !== before.get(asset))
    waiting = current.filter((status) => status.waiting).map(({ asset }) => asset)
    working = current.filter((status) => !status.waiting && status.lastRun?.outcome === null).map(({ asset }) => asset)
    failures = new Map(current.flatMap((status) => failureOf(status)))
    for (const status of current) view.update(await progressOf(status))
  }
  const progressOf = async (status: AssetStatus): Promise<Progress> => {
    const { asset, lastRun, openPlan } = status
    if (lastRun !== null && lastRun.outcome !== null) {
      const rows = lastRun.counts?.read ?? 0
      const seconds = Math.max(0.001, (Date.parse(lastRun.endedAt ?? lastRun.startedAt) - Date.parse(lastRun.startedAt)) / 1000)
      return { asset, stage: 'done', rows, rowsPerSecond: rows / seconds, outcome: lastRun.outcome }
    }
    const rows = openPlan === null ? 0 : await landedRows(database, openPlan)
    if (rows > 0 && !landingSince.has(asset)) landingSince.set(asset, Date.now() - pauseMs)
    const seconds = (Date.now() - (landingSince.get(asset) ?? Date.now())) / 1000
    return { asset, stage: stageOf(status, told.get(asset)), rows, rowsPerSecond: seconds > 0 ? rows / seconds : 0 }
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      // Progress is for the eye: a look that fails must not end the run.
      await look().catch(() => undefined)
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const looping = loop()
  return {
    tell: (asset, stage) => void told.set(asset, stage),
    waiting: () => waiting,
    working: () => working,
    failures: () => failures,
    async stop() {
      stopping.abort()
      await looping
      await look().catch(() => undefined)
      view.close()
    },
  }
}

function stageOf({ waiting, openPlan, lastRun }: AssetStatus, told: Stage | undefined): Stage {
  if (waiting) return 'waiting'
  if (told !== undefined) return told
  if (openPlan !== null) return 'land'
  return lastRun?.kind === 'library' ? 'consolidate' : 'plan'
}

function failureOf({ asset, lastRun }: AssetStatus): [string, ErrorRecord][] {
  if (lastRun === null || lastRun.outcome !== 'failed' || lastRun.error === null) return []
  return [[asset, lastRun.error as unknown as ErrorRecord]]
}

async function landedRows(database: Database, plan: string): Promise<number> {
  const { sumLedger } = await import('../databases/ledger.ts')
  return (await database.pooled('progress', (session) => sumLedger(session, plan))).read
}
