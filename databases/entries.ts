import type { Column, Json, Reason } from '../core/values.ts'
import type { Database } from './database.ts'
import type { QuarantineFilter } from './quarantine.ts'
import { openContents, type QuarantinePlace } from './sealed-rows.ts'

/** A quarantined row with its values, for correction. */
export interface CorrectableEntry extends QuarantinePlace {
  readonly asset: string
  readonly locator: string
  readonly reasons: readonly Reason[]
  readonly raw: Json
  readonly state: string
  /** Columns of the split that it came from. */
  readonly columns: readonly Column[]
}

/**
 * Joins, to a quarantine entry `q`, the place in the source's order that its row counts for, as `o` (number, split,
 * ordinal): its own, or, of a corrected row that was rejected again, the one that the row had first.
 */
export const entryOrigin = `
  join guiji.plan qp on qp.plan = q.plan
  left join guiji.resubmission qs on qs.plan = q.plan
  left join guiji.resubmitted qr on qr.resubmission = qs.id and qr.part = q.split and qr.ordinal = q.ordinal
  cross join lateral (select coalesce(qr.origin_number, qp.number) as number, coalesce(qr.origin_split, q.split) as split,
    coalesce(qr.origin_ordinal, q.ordinal) as ordinal) o`

const columns = 'q.plan, q.split, q.ordinal, q.asset, q.locator, q.reasons, q.raw, q.state, s.columns'
const splits = 'join guiji.split s on s.plan = q.plan and s.no = q.split'
const pageRows = 10_000

type EntryRow = CorrectableEntry & { [column: string]: unknown }

/** Open entries of an asset's published plans (what was rejected with its whole plan stays rejected), in the order in which the source gave their rows, page by page. Throws QUARANTINE_SEALED. */
export async function* readOpenEntries(
  db: Database,
  { asset, plan, code }: QuarantineFilter & { readonly asset: string },
): AsyncGenerator<readonly CorrectableEntry[], void, undefined> {
  let after: readonly (number | string)[] = [-1, -1, -1, '', -1, -1]
  for (;;) {
    const { rows } = await db.query<EntryRow & { o_number: number; o_split: number; o_ordinal: number }>(
      `select ${columns}, o.number as o_number, o.split as o_split, o.ordinal as o_ordinal from guiji.quarantine q ${entryOrigin} ${splits}
       where q.asset = $1 and q.state = 'open' and qp.state = 'published' and ($2::text is null or q.plan = $2) and ($3::text is null or q.codes @> array[$3])
         and (o.number, o.split, o.ordinal, q.plan, q.split, q.ordinal) > ($4::bigint, $5::integer, $6::bigint, $7::text, $8::integer, $9::bigint)
       order by o.number, o.split, o.ordinal, q.plan, q.split, q.ordinal limit ${pageRows}`,
      [asset, plan ?? null, code ?? null, ...after],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map((row) => opened(db, row))
    after = [last.o_number, last.o_split, last.o_ordinal, last.plan, last.split, last.ordinal]
  }
}

/** The entries at these places, open or closed, in the same order; what is not there is left out. Throws QUARANTINE_SEALED. */
export async function findEntries(db: Database, places: readonly QuarantinePlace[]): Promise<readonly CorrectableEntry[]> {
  const { rows } = await db.query<EntryRow>(
    `select ${columns} from unnest($1::text[], $2::integer[], $3::bigint[]) as w (plan, split, ordinal)
     join guiji.quarantine q on q.plan = w.plan and q.split = w.split and q.ordinal = w.ordinal ${entryOrigin} ${splits}
     order by o.number, o.split, o.ordinal, q.plan, q.split, q.ordinal`,
    [places.map(({ plan }) => plan), places.map(({ split }) => split), places.map(({ ordinal }) => ordinal)],
  )
  return rows.map((row) => opened(db, row))
}

function opened(db: Database, { plan, split, ordinal, asset, locator, reasons, raw, state, columns }: EntryRow): CorrectableEntry {
  const place = { plan, split, ordinal }
  return { ...place, asset, locator, state, columns, ...openContents(db.vault, place, { raw, reasons }) }
}
