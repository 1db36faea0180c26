import type { AssetKind, Counts, Outcome, RunIdentity, Stage } from '../core/activities.ts'
import type { Json } from '../core/values.ts'
import type { Database } from './database.ts'
import type { Holder } from './holder.ts'

export interface NewRun {
  readonly run: RunIdentity
  readonly asset: string
  readonly kind: AssetKind
  readonly generation: number
}
export interface RunEnd {
  readonly run: RunIdentity
  readonly asset: string
  readonly kind: AssetKind
  readonly generation: number
  readonly outcome: Outcome
  readonly stage: Stage
  readonly plan: string | null
  readonly counts: Counts | null
  readonly error: Json
  readonly note: string | null
  /** Instants. */
  readonly startedAt: string
  readonly endedAt: string
}
export interface RunRow {
  readonly run: string
  readonly asset: string
  readonly kind: AssetKind
  readonly host: RunIdentity
  readonly generation: number | null
  readonly stage: Stage
  /** Null while it runs. */
  readonly outcome: Outcome | null
  readonly plan: string | null
  readonly counts: Counts | null
  readonly error: Json
  readonly note: string | null
  readonly startedAt: string
  readonly endedAt: string | null
}

/** Writes down that a run has begun; a retried call changes nothing. */
export async function startRun(db: Database, { run, asset, kind, generation }: NewRun): Promise<void> {
  await db.query(
    `insert into guiji.run (run, asset, kind, host, generation, stage, started_at) values ($1, $2, $3, $4, $5, 'lease', now())
     on conflict (run, asset) do update set generation = excluded.generation`,
    [run.runId, asset, kind, JSON.stringify(run), generation],
  )
}

/** Writes down how a run has ended, also of one that never began. */
export async function finishRun(db: Database, end: RunEnd): Promise<void> {
  const { run, asset, kind, generation, stage, outcome, plan, counts, error, note, startedAt, endedAt } = end
  await db.query(
    `insert into guiji.run (run, asset, kind, host, generation, stage, outcome, plan, counts, error, note, started_at, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (run, asset) do update set stage = $6, outcome = $7, plan = $8, counts = $9, error = $10, note = $11, started_at = $12, ended_at = $13`,
    [
      ...[run.runId, asset, kind, JSON.stringify(run), generation, stage, outcome, plan],
      counts === null ? null : JSON.stringify(counts),
      error === null ? null : JSON.stringify(error),
      ...[note, startedAt, endedAt],
    ],
  )
}

const runColumns = `run, asset, kind, host, generation, stage, outcome, plan, counts, error, note,
  to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt",
  to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endedAt"`

/** The latest runs first. */
export async function listRuns(
  db: Database,
  options: { readonly asset?: string; readonly limit?: number } = {},
): Promise<readonly RunRow[]> {
  const { rows } = await db.query<RunRow & { [column: string]: unknown }>(
    `select ${runColumns} from guiji.run where $1::text is null or asset = $1 order by started_at desc, run limit $2`,
    [options.asset ?? null, options.limit ?? 50],
  )
  return rows
}

export interface AssetStatus {
  readonly asset: string
  readonly holder: Holder | null
  readonly generation: number
  /** The unfinished plan. */
  readonly openPlan: string | null
  /** The open plan's verdict asks, and nobody has answered. */
  readonly waiting: boolean
  readonly publishedAt: string | null
  readonly lastRun: RunRow | null
}

/** Where every asset stands that was ever run. */
export async function assetStatus(db: Database): Promise<readonly AssetStatus[]> {
  const { rows } = await db.query<AssetStatus & { [column: string]: unknown }>(
    `select l.asset, l.holder, l.generation, p.plan as "openPlan",
       coalesce(json_array_length(v.questions) > 0 and a.plan is null, false) as waiting,
       to_char(published.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt",
       (select row_to_json(r) from (select ${runColumns} from guiji.run where asset = l.asset order by started_at desc limit 1) r) as "lastRun"
     from guiji.lease l left join guiji.plan p on p.asset = l.asset and p.state = 'open' left join guiji.verdict v on v.plan = p.plan
     left join guiji.answer a on a.plan = v.plan and a.ledger_digest = v.ledger_digest left join guiji.asset published on published.asset = l.asset
     order by l.asset`,
  )
  return rows
}
