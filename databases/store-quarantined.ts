import type { Json, Reason } from '../core/values.ts'
import type { StoredPlan } from './plans.ts'
import { sealContents } from './sealed-rows.ts'
import type { Session } from './session.ts'

/** A rejected row with all its reasons. `raw` holds only columns that fields name; `key` is a JSON array of clean key values, null when unreadable. */
export interface QuarantinedRow {
  readonly ordinal: number
  readonly locator: string
  readonly reasons: readonly Reason[]
  readonly raw: Json
  readonly key: string | null
  /** The row reports a deletion. */
  readonly deleted?: boolean
}

/** Stores a batch's rejected rows, within its transaction; gives their number. */
export async function storeQuarantined(session: Session, plan: StoredPlan, no: number, rows: readonly QuarantinedRow[]): Promise<number> {
  const contents = rows.map((row) => sealContents(session.vault, { plan: plan.plan, split: no, ordinal: row.ordinal }, row))
  const { count } = await session.query(
    `insert into guiji.quarantine (plan, split, ordinal, asset, locator, codes, reasons, raw, key, deleted)
     select $1, $2, ordinal, $3, locator, string_to_array(codes, ','), reasons, raw, key, deleted
     from unnest($4::bigint[], $5::text[], $6::text[], $7::json[], $8::json[], $9::text[], $10::boolean[])
       as q (ordinal, locator, codes, reasons, raw, key, deleted)`,
    [
      ...[plan.plan, no, plan.asset],
      rows.map(({ ordinal }) => ordinal),
      // A locator may quote a key of the source, and PostgreSQL's text has no U+0000.
      rows.map(({ locator }) => locator.replaceAll('\0', '\u{fffd}')),
      rows.map(({ reasons }) => [...new Set(reasons.map(({ code }) => code))].join(',')),
      contents.map(({ reasons }) => JSON.stringify(reasons)),
      contents.map(({ raw }) => JSON.stringify(raw)),
      contents.map(({ key }) => key),
      rows.map(({ deleted }) => deleted === true),
    ],
  )
  return count
}
