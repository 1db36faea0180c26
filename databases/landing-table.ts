import type { DatasetSpec, ServiceSpec, TableSpec } from '../core/spec.ts'
import type { Database } from './database.ts'
import type { Session } from './session.ts'
import { createTable } from './create-table.ts'
import { indexable, indexableCondition } from './indexable.ts'
import { identifier, list, qualified } from './_sql.ts'

/** A plan's landing table, by the plan's number. */
export function landingTable(number: number): string {
  return qualified({ schema: 'landing', name: tableName(number) })
}

/** Where batches are kept as they came while their rows go straight into a first publication. */
export function parkedTable(number: number): string {
  return qualified({ schema: 'landing', name: `${tableName(number)}_parked` })
}

/** Where is kept which published rows came again, and stand. */
export function standingTable(number: number): string {
  return qualified({ schema: 'landing', name: `${tableName(number)}_standing` })
}

/** All that a plan may have there, for `drop table if exists`. */
export function landingTables(number: number): string {
  return `${landingTable(number)}, ${parkedTable(number)}, ${standingTable(number)}`
}

function tableName(number: number): string {
  return `plan_${number}`
}

/** Logged and without indexes; what a published row must fulfil is demanded here, where one bad row can still be quarantined. */
export async function createLandingTable(session: Session, spec: DatasetSpec | ServiceSpec, number: number): Promise<void> {
  const { columns, key } = spec.table
  const required = columns
    .filter((column) => !column.nullable && !key.includes(column.name))
    .map((column) => `${identifier(column.name)} is not null`)
  const fits = indexableCondition(spec)
  await createTable(session, {
    ...{ schema: 'landing', name: tableName(number), comment: spec.asset, passing: true },
    columns: [
      { name: '_split', type: 'integer', required: true },
      { name: '_ordinal', type: { sql: 'bigint' }, required: true },
      { name: '_deleted', type: { sql: 'boolean' }, required: true },
      { name: '_line', type: 'integer', required: false },
      ...columns.map(({ name, sql }) => ({ name, type: sql, required: key.includes(name) })),
    ],
    checks: {
      ...(required.length === 0 ? {} : { required: `_deleted or (${required.join(' and ')})` }),
      ...(fits === null ? {} : { [indexable]: fits }),
    },
  })
}

/** A plan that an earlier version has made may still be open: its table gets what rows carry by now. */
export async function completeLandingTable(session: Session, number: number): Promise<void> {
  const { rows } = await session.query<{ complete: boolean }>(
    `select exists (select from pg_attribute where attrelid = to_regclass($1) and attname = '_line') or to_regclass($1) is null as complete`,
    [landingTable(number)],
  )
  if (rows[0]?.complete === false) await session.query(`alter table ${landingTable(number)} add column if not exists _line integer`)
}

/** COPY of a batch's rows, in the order in which they are written, into a landing table or one with its columns. */
export function copyStatement(table: TableSpec, into: string): string {
  const names = ['_split', '_ordinal', '_deleted', '_line', ...table.columns.map((column) => column.name)]
  return `copy ${into} (${list(names)}) from stdin (format binary)`
}

export interface Landed {
  readonly landed: number
  /** Landed rows that report a deletion. */
  readonly tombstones: number
}

/** Counts the rows of a landing table, or of one that stands for it. */
export async function countLanded(session: Session, landing: string): Promise<Landed> {
  const { rows } = await session.query<Landed & { [column: string]: unknown }>(
    `select count(*) as landed, count(*) filter (where _deleted) as tombstones from ${landing}`,
  )
  const [counts] = rows
  if (counts === undefined) throw new Error('no counts')
  return counts
}

/**
 * Drops landing tables of plans that are published or abandoned; gives how many. A table that somebody is reading is
 * left for the next time.
 */
export async function sweepLanding(db: Database): Promise<number> {
  return db.pooled('sweep', async (session) => {
    const { rows } = await session.query<{ number: number }>(
      `select distinct p.number from guiji.plan p
       join pg_class c on c.relname in ('plan_' || p.number, 'plan_' || p.number || '_parked', 'plan_' || p.number || '_standing') and c.relnamespace = 'landing'::regnamespace
       where p.state in ('published', 'abandoned') order by p.number`,
    )
    let dropped = 0
    for (const { number } of rows) {
      const options = { operation: 'sweep', timeoutMs: 60_000, lockTimeoutMs: 1_000 }
      dropped += await session
        .transaction(options, () => session.query(`drop table if exists ${landingTables(number)}`))
        .then(() => 1)
        .catch(() => 0)
    }
    return dropped
  })
}
