import type { Difference } from '../core/drift.ts'
import type { Column } from '../core/values.ts'
import { refusePersonal } from './answers.ts'
import type { Database } from './database.ts'
import type { StoredPlan } from './plans.ts'
import type { Session } from './session.ts'

/** A source's columns as they were accepted last. */
export interface AcceptedColumns {
  readonly columns: readonly Column[]
  /** Names that the dataset knows and the source no longer has. */
  readonly dropped: readonly string[]
}
/** A change of a source's columns: accepted, or waiting for a person. */
export interface DriftLine extends AcceptedColumns {
  readonly asset: string
  readonly differences: readonly Difference[]
  /** The plan that accepted them by being published. */
  readonly plan: string | null
  readonly by: string | null
  readonly reason: string | null
  readonly seenAt: string
  readonly acceptedAt: string | null
}
type Reader = Pick<Session, 'query'>

const lineColumns = `asset, columns, differences, dropped, plan, by, reason, seen_at::text as "seenAt", accepted_at::text as "acceptedAt"`

/** Null where nothing was accepted yet. What was published before columns were kept counts by its plan. */
export async function acceptedColumns(db: Reader, asset: string): Promise<AcceptedColumns | null> {
  const { rows } = await db.query<AcceptedColumns & { [column: string]: unknown }>(
    `select columns, dropped from guiji.source_columns where asset = $1 and accepted_at is not null order by id desc limit 1`,
    [asset],
  )
  if (rows[0] !== undefined) return rows[0]
  const published = await db.query<{ columns: readonly Column[] }>(
    `select p.bounds -> 'available' as columns from guiji.asset a join guiji.plan p on p.number = a.published where a.asset = $1`,
    [asset],
  )
  const columns = published.rows[0]?.columns ?? []
  return columns.length === 0 ? null : { columns, dropped: [] }
}

/** Writes down what a person has to accept; it takes the place of what waited before. */
export async function keepPending(
  db: Database,
  { asset, columns, dropped, differences }: Pick<DriftLine, 'asset' | 'columns' | 'dropped' | 'differences'>,
): Promise<void> {
  await db.query(
    `insert into guiji.source_columns (asset, columns, differences, dropped) values ($1, $2, $3, $4)
     on conflict (asset) where accepted_at is null do update
       set columns = excluded.columns, differences = excluded.differences, dropped = excluded.dropped, seen_at = now()`,
    [asset, JSON.stringify(columns), JSON.stringify(differences), JSON.stringify(dropped)],
  )
}

/** A person accepts what waits; gives it, or null where nothing does. Throws ANSWER_PERSONAL. */
export async function acceptPending(
  db: Database,
  { asset, by, reason }: { readonly asset: string; readonly by: string; readonly reason: string },
): Promise<DriftLine | null> {
  refusePersonal(asset, [by, reason])
  const { rows } = await db.query<DriftLine & { [column: string]: unknown }>(
    `update guiji.source_columns set accepted_at = now(), by = $2, reason = $3 where asset = $1 and accepted_at is null returning ${lineColumns}`,
    [asset, by, reason],
  )
  return rows[0] ?? null
}

/** What waits first, then what was accepted, the latest first. */
export async function listDrift(db: Database, asset: string | null): Promise<readonly DriftLine[]> {
  const { rows } = await db.query<DriftLine & { [column: string]: unknown }>(
    `select ${lineColumns} from guiji.source_columns where ($1::text is null or asset = $1) and (accepted_at is null or json_array_length(differences) > 0)
     order by accepted_at is not null, accepted_at desc, asset`,
    [asset],
  )
  return rows
}

/** Within the publishing transaction: what a plan has read by is accepted from now on; not so what it only quarantined. */
export async function acceptPublished(session: Session, { plan, asset, spec, available, drift }: StoredPlan): Promise<void> {
  if (spec.kind !== 'dataset' || available.length === 0 || drift?.quarantines === true) return
  const accepted = await acceptedColumns(session, asset)
  const dropped = drift?.dropped ?? []
  const { count: waited } = await session.query('delete from guiji.source_columns where asset = $1 and accepted_at is null', [asset])
  const { count: kept } = await session.query('select 1 from guiji.source_columns where asset = $1 limit 1', [asset])
  if (waited === 0 && kept > 0 && accepted !== null && isSame(accepted, { columns: available, dropped })) return
  await session.query(
    `insert into guiji.source_columns (asset, columns, differences, dropped, plan, by, reason, accepted_at)
     select $1, $2, $3, $4, $5, a.by, a.reason, now()
     from (select 1) one left join guiji.answer a on a.plan = $5 and a.approve and a.ledger_digest = 'asks:SOURCE_DRIFTED'`,
    [asset, JSON.stringify(available), JSON.stringify(drift?.differences ?? []), JSON.stringify(dropped), plan],
  )
}

function isSame(a: AcceptedColumns, b: AcceptedColumns): boolean {
  const text = ({ columns, dropped }: AcceptedColumns) => JSON.stringify([columns.map(({ name, type }) => [name, type]), dropped])
  return text(a) === text(b)
}
