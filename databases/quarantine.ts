import type { Json, Reason } from '../core/values.ts'
import type { Database } from './database.ts'
import { openContents, type QuarantinePlace } from './sealed-rows.ts'

export type { QuarantinePlace } from './sealed-rows.ts'

export interface QuarantineLine extends QuarantinePlace {
  readonly asset: string
  /** `residents.csv:1042` */
  readonly locator: string
  readonly reasons: readonly Omit<Reason, 'suggestion'>[]
  readonly at: string
  /** `closed` once the row has arrived right, its correction has gone through, or a person has dismissed it. */
  readonly state: 'open' | 'closed'
  readonly how: 'arrived' | 'submitted' | 'replayed' | 'abandoned' | 'reread' | 'dismissed' | null
  /** The plan that closed it, or who dismissed it. */
  readonly closedBy: string | null
  readonly closedAt: string | null
}
export interface QuarantineEntry extends QuarantineLine {
  /** Their suggestions are values too. */
  readonly reasons: readonly Reason[]
  /** As the source gave it: personal data. */
  readonly raw: Json
}
export interface QuarantineFilter {
  readonly asset?: string
  readonly plan?: string
  /** A reason's code. */
  readonly code?: string
  /** Closed entries too. */
  readonly closed?: boolean
  readonly limit?: number
}

const condition = `($1::text is null or q.asset = $1) and ($2::text is null or q.plan = $2) and ($3::text is null or q.codes @> array[$3]) and ($4::boolean or q.state = 'open')`
const columns =
  'q.plan, q.split, q.ordinal, q.asset, q.locator, q.reasons, q.at::text as at, q.state, q.how, q.closed_by as "closedBy", q.closed_at::text as "closedAt"'

/** The latest plans first, rows in their order, without values. */
export async function listQuarantine(
  db: Database,
  { asset, plan, code, closed = false, limit = 100 }: QuarantineFilter = {},
): Promise<readonly QuarantineLine[]> {
  const { rows } = await db.query<QuarantineLine & { [column: string]: unknown }>(
    `select ${columns} from guiji.quarantine q join guiji.plan p using (plan) where ${condition} order by p.number desc, q.split, q.ordinal limit $5`,
    [asset ?? null, plan ?? null, code ?? null, closed, limit],
  )
  return rows.map((line) => ({
    ...line,
    reasons: line.reasons.map(({ code, field }) => (field === undefined ? { code } : { code, field })),
  }))
}

/** A landed row that a warning concerns (Articles 27 and 41: told to its agency, never corrected here). */
export interface WarnedLine extends QuarantinePlace {
  readonly asset: string
  readonly locator: string
  readonly field: string
  readonly code: string
}

/** Rows with warnings, the latest plans first: a sample, at most 20 of each batch, field and code. */
export async function listWarned(db: Database, { asset, plan, code, limit = 100 }: QuarantineFilter = {}): Promise<readonly WarnedLine[]> {
  const { rows } = await db.query<{
    plan: string
    split: number
    asset: string
    warned: readonly Omit<WarnedLine, 'plan' | 'split' | 'asset'>[]
  }>(
    `select l.plan, l.split, p.asset, l.warned from guiji.ledger l join guiji.plan p using (plan)
     where ($1::text is null or p.asset = $1) and ($2::text is null or l.plan = $2) and l.warnings <> '{}'
     order by p.number desc, l.split, l.batch limit 10000`,
    [asset ?? null, plan ?? null],
  )
  return rows
    .flatMap(({ warned, ...place }) => warned.map((row) => ({ ...place, ...row })))
    .filter((row) => code === undefined || row.code === code)
    .slice(0, limit)
}

export interface ReasonCount {
  readonly asset: string
  readonly plan: string
  readonly code: string
  readonly count: number
}

/** How many rows each reason has; a row with several reasons counts for each. */
export async function countQuarantine(
  db: Database,
  { asset, plan, code, closed = false }: QuarantineFilter = {},
): Promise<readonly ReasonCount[]> {
  const { rows } = await db.query<ReasonCount & { [column: string]: unknown }>(
    `select q.asset, q.plan, c.code, count(*) as count from guiji.quarantine q join guiji.plan p using (plan), unnest(q.codes) c (code)
     where ${condition} group by q.asset, q.plan, p.number, c.code order by p.number desc, count desc, c.code`,
    [asset ?? null, plan ?? null, code ?? null, closed],
  )
  return rows
}

/** One row with its values; null when nothing stands there. Throws QUARANTINE_SEALED. */
export async function showQuarantined(db: Database, place: QuarantinePlace): Promise<QuarantineEntry | null> {
  const { rows } = await db.query<QuarantineEntry & { [column: string]: unknown }>(
    `select ${columns}, q.raw from guiji.quarantine q where q.plan = $1 and q.split = $2 and q.ordinal = $3`,
    [place.plan, place.split, place.ordinal],
  )
  const [entry] = rows
  return entry === undefined ? null : { ...entry, ...openContents(db.vault, place, entry) }
}
