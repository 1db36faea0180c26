import type { Parking } from './advance.ts'
import type { StoredPlan } from './plans.ts'
import type { Session } from './session.ts'
import { copyStatement, landingTable, parkedTable } from './landing-table.ts'

/** Pages of this size take such a part whole: nothing is compressed, and nothing lies elsewhere with an index of its own. */
export const pageBytes = 8192
const partBytes = 8_000

/** Keeps a batch's COPY text within its landing transaction: whole pages at once cost less than its rows. The first one makes the table. */
export async function parkBatch(session: Session, { plan, no, batch, attempt }: BatchPlace, text: Buffer, parking: Parking): Promise<void> {
  const parked = parkedTable(plan.number)
  if (!parking.hasBegun) {
    parking.hasBegun = true
    await session.query(
      `create table if not exists ${parked} (split integer not null, batch integer not null, attempt integer not null,
         part integer not null, text bytea not null) with (autovacuum_enabled = off);
       alter table ${parked} alter column text set storage plain`,
    )
  }
  await session.copy(
    `copy ${parked} (split, batch, attempt, part, text) from stdin (format binary)`,
    framed([no, batch, attempt], text, parking),
  )
}

interface BatchPlace {
  readonly plan: Pick<StoredPlan, 'number'>
  /** The split's number. */
  readonly no: number
  readonly batch: number
  readonly attempt: number
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const columns = 5

/** COPY's binary format: a row for each part of the text. It lies in the room until the next one is made. */
function framed(place: readonly [number, number, number], text: Buffer, parking: Parking): Buffer {
  const parts = Math.ceil(text.length / partBytes)
  const size = signature.length + parts * (2 + 4 * 8 + 4) + text.length + 2
  if (parking.room.length < size) parking.room = Buffer.allocUnsafeSlow(Math.ceil(size * 1.1))
  const { room } = parking
  let at = signature.copy(room)
  for (let part = 0; part < parts; part++) {
    at = room.writeInt16BE(columns, at)
    for (const number of [...place, part]) at = room.writeInt32BE(number, room.writeInt32BE(4, at))
    const end = Math.min((part + 1) * partBytes, text.length)
    at = room.writeInt32BE(end - part * partBytes, at)
    at += text.copy(room, at, part * partBytes, end)
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
    const { rows } = await session.query<{ text: Buffer }>(
      `select text from ${parked} where split = $1 and batch = $2 and attempt = $3 order by part`,
      [split, batch, attempt],
    )
    if (rows.length === 0) continue
    await session.copy(copyStatement(spec.table, landingTable(number)), Buffer.concat(rows.map(({ text }) => text)))
  }
}
