import type { Parking } from './advance.ts'
import { sendRows, signature } from './binary-copy.ts'
import type { StoredPlan } from './plans.ts'
import type { Session } from './session.ts'
import { copyStatement, landingTable, parkedTable } from './landing-table.ts'

/** Pages of this size take such a part whole: nothing is compressed, and nothing lies elsewhere with an index of its own. */
export const pageBytes = 8192
const partBytes = 8_000

/** Keeps a batch's rows as they came within its landing transaction: whole pages at once cost less than rows. The first one makes the table. */
export async function parkBatch(session: Session, { plan, no, batch, attempt }: BatchPlace, rows: Buffer, parking: Parking): Promise<void> {
  const parked = parkedTable(plan.number)
  if (!parking.hasBegun) {
    parking.hasBegun = true
    await session.query(
      `create table if not exists ${parked} (split integer not null, batch integer not null, attempt integer not null,
         part integer not null, rows bytea not null) with (autovacuum_enabled = off);
       alter table ${parked} alter column rows set storage plain`,
    )
  }
  await session.copy(
    `copy ${parked} (split, batch, attempt, part, rows) from stdin (format binary)`,
    framed([no, batch, attempt], rows, parking),
  )
}

interface BatchPlace {
  readonly plan: Pick<StoredPlan, 'number'>
  /** The split's number. */
  readonly no: number
  readonly batch: number
  readonly attempt: number
}

const columns = 5

/** COPY's binary format: a row for each part of the batch's. It lies in the room until the next one is made. */
function framed(place: readonly [number, number, number], rows: Buffer, parking: Parking): Buffer {
  const parts = Math.ceil(rows.length / partBytes)
  const size = signature.length + parts * (2 + 4 * 8 + 4) + rows.length + 2
  if (parking.room.length < size) parking.room = Buffer.allocUnsafeSlow(Math.ceil(size * 1.1))
  const { room } = parking
  let at = signature.copy(room)
  for (let part = 0; part < parts; part++) {
    at = room.writeInt16BE(columns, at)
    for (const number of [...place, part]) at = room.writeInt32BE(number, room.writeInt32BE(4, at))
    const end = Math.min((part + 1) * partBytes, rows.length)
    at = room.writeInt32BE(end - part * partBytes, at)
    at += rows.copy(room, at, part * partBytes, end)
  }
  return room.subarray(0, room.writeInt16BE(-1, at))
}

/**
 * Puts parked batches into the landing table, within the publishing transaction: those of the ledger, as a split may have
 * begun anew since. They were taken as rows before, so none is refused. The table itself goes with the landing table.
 */
export async function unpark(session: Session, { plan, number, spec }: Pick<StoredPlan, 'plan' | 'number' | 'spec'>): Promise<void> {
  const parked = parkedTable(number)
  const { rows: found } = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [parked])
  if (found[0]?.exists !== true) return
  // each batch is looked for among all of them
  await session.query(`create index on ${parked} (split, batch, attempt, part)`)
  const { rows: places } = await session.query<{ split: number; batch: number; attempt: number }>(
    'select split, batch, attempt from guiji.ledger where plan = $1 order by split, batch',
    [plan],
  )
  for (const { split, batch, attempt } of places) {
    const { rows } = await session.query<{ rows: Buffer }>(
      `select rows from ${parked} where split = $1 and batch = $2 and attempt = $3 order by part`,
      [split, batch, attempt],
    )
    if (rows.length === 0) continue
    await sendRows(session, copyStatement(spec.table, landingTable(number)), Buffer.concat(rows.map((part) => part.rows)))
  }
}
