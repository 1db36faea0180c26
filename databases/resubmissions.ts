import { defineErrors } from '../core/errors.ts'
import type { Column, Json } from '../core/values.ts'
import type { Database } from './database.ts'
import { entryOrigin } from './entries.ts'
import { openContents, openJson, sealJson, type QuarantinePlace } from './sealed-rows.ts'
import type { Session } from './session.ts'

const errors = defineErrors({
  RESUBMISSION_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有第 {id} 号更正', en: 'there is no resubmission {id}' },
    remedy: {
      zh: '重新提交：guiji quarantine submit 或 guiji quarantine replay',
      en: 'submit again: guiji quarantine submit or guiji quarantine replay',
    },
  },
  RESUBMISSION_OVERTAKEN: {
    recovery: 'abort',
    message: {
      zh: '第 {id} 号更正中有 {count} 行此时已结案',
      en: '{count} rows of resubmission {id} have been closed meanwhile',
    },
    remedy: {
      zh: '这些行已由后来的数据或另一次更正取代；重新导出更正表，或重新回放',
      en: 'later data or another correction has taken their place; export the sheet anew, or replay again',
    },
  },
})

/** A part of a resubmission: rows that have the same source columns. */
export interface ResubmissionPart {
  readonly columns: readonly Column[]
  readonly rows: number
}
export interface Resubmission {
  readonly id: number
  readonly asset: string
  readonly kind: 'submitted' | 'replayed'
  readonly parts: readonly ResubmissionPart[]
}
/** A quarantined row on its way back; `values` are its corrected source values by column, null where they are those of the entry. */
export interface ResubmittedRow {
  readonly part: number
  /** Its place in the part, from 0. */
  readonly ordinal: number
  readonly entry: QuarantinePlace
  readonly values: Json
}
export interface NewResubmission extends Omit<Resubmission, 'id'> {
  readonly by: string
  readonly reason: string
  readonly rows: readonly ResubmittedRow[]
}

const pageRows = 5_000
/** No connector's split has a member of this name. */
const mark = 'guiji:resubmission'

/** Stores rows that are to go through the line again; gives the resubmission's number. */
export async function storeResubmission(db: Database, { asset, kind, parts, by, reason, rows }: NewResubmission): Promise<number> {
  return db.pooled('submit', (session) =>
    session.transaction({ operation: 'submit', timeoutMs: 10 * 60_000 }, async () => {
      const made = await session.query<{ id: number }>(
        'insert into guiji.resubmission (asset, kind, by, reason, parts) values ($1, $2, $3, $4, $5) returning id',
        [asset, kind, by, reason, JSON.stringify(parts)],
      )
      const id = made.rows[0]?.id ?? 0
      for (let from = 0; from < rows.length; from += pageRows) await storeRows(session, id, rows.slice(from, from + pageRows))
      return id
    }),
  )
}

async function storeRows(session: Session, id: number, rows: readonly ResubmittedRow[]): Promise<void> {
  const sealed = rows.map(({ part, ordinal, values }) =>
    values === null ? null : JSON.stringify(sealJson(session.vault, aboutValues(id, part, ordinal), values)),
  )
  await session.query(
    `insert into guiji.resubmitted (resubmission, part, ordinal, plan, split, from_ordinal, origin_number, origin_split, origin_ordinal, values)
     select $1, r.part, r.place, q.plan, q.split, q.ordinal, o.number, o.split, o.ordinal, r.values
     from unnest($2::integer[], $3::bigint[], $4::text[], $5::integer[], $6::bigint[], $7::json[]) as r (part, place, plan, split, ordinal, values)
     join guiji.quarantine q on q.plan = r.plan and q.split = r.split and q.ordinal = r.ordinal ${entryOrigin}`,
    [
      id,
      rows.map(({ part }) => part),
      rows.map(({ ordinal }) => ordinal),
      rows.map(({ entry }) => entry.plan),
      rows.map(({ entry }) => entry.split),
      rows.map(({ entry }) => entry.ordinal),
      sealed,
    ],
  )
}

/** Throws RESUBMISSION_UNKNOWN, RESUBMISSION_OVERTAKEN (not all of its rows are open any more). */
export async function requireResubmission(db: Database, id: number): Promise<Resubmission> {
  const { rows } = await db.query<{ id: number; asset: string; kind: Resubmission['kind']; parts: readonly ResubmissionPart[] }>(
    'select id, asset, kind, parts from guiji.resubmission where id = $1',
    [id],
  )
  const [found] = rows
  if (found === undefined) throw errors('RESUBMISSION_UNKNOWN', { id })
  const closed = await db.query(
    `select 1 from guiji.resubmitted s join guiji.quarantine q on q.plan = s.plan and q.split = s.split and q.ordinal = s.from_ordinal
     where s.resubmission = $1 and q.state <> 'open'`,
    [id],
  )
  if (closed.count > 0) throw errors('RESUBMISSION_OVERTAKEN', { id, count: closed.count })
  return found
}

export interface ReturnedRow {
  readonly ordinal: number
  readonly locator: string
  readonly deleted: boolean
  /** Source values by column, as `raw` has them. */
  readonly values: { readonly [column: string]: Json }
}

/** A part's rows after a place in it, in their order. Throws QUARANTINE_SEALED. */
export async function readResubmitted(
  db: Database,
  { id, part, after, limit }: { readonly id: number; readonly part: number; readonly after: number; readonly limit: number },
): Promise<readonly ReturnedRow[]> {
  const { rows } = await db.query<QuarantinePlace & { place: number; locator: string; deleted: boolean; values: Json; raw: Json }>(
    `select s.ordinal as place, q.plan, q.split, q.ordinal, q.locator, q.deleted, s.values, q.raw
     from guiji.resubmitted s join guiji.quarantine q on q.plan = s.plan and q.split = s.split and q.ordinal = s.from_ordinal
     where s.resubmission = $1 and s.part = $2 and s.ordinal > $3 order by s.ordinal limit $4`,
    [id, part, after, limit],
  )
  return rows.map(({ place, locator, deleted, values, raw, ...entry }) => ({
    ...{ ordinal: place, locator, deleted },
    values: (values === null
      ? openContents(db.vault, entry, { raw, reasons: [] }).raw
      : openJson(db.vault, aboutValues(id, part, place), values)) as ReturnedRow['values'],
  }))
}

/** Which resubmission a plan's split reads; null for one of a source. */
export function resubmissionOf(split: Json): { readonly id: number; readonly part: number } | null {
  const { [mark]: resubmission, part } = (split ?? {}) as { readonly [name: string]: Json }
  return typeof resubmission === 'number' && typeof part === 'number' ? { id: resubmission, part } : null
}

/** What `resubmissionOf` reads. */
export function resubmissionSplit(id: number, part: number): Json {
  return { [mark]: id, part }
}

function aboutValues(id: number, part: number, ordinal: number): string {
  return `resubmission ${id}:${part}:${ordinal}`
}
