import type { Plan } from '../../core/connector.ts'
import type { Counts, Verdict } from '../../core/activities.ts'
import type { DatasetSpec, LibrarySpec, TableColumn } from '../../core/spec.ts'
import type { Json } from '../../core/values.ts'
import { checkPlan } from '../../databases/check.ts'
import { claimSplit, type Claim, type LandingBatch, type QuarantinedRow } from '../../databases/claim.ts'
import { openDatabase, type Database } from '../../databases/database.ts'
import { acquireLease } from '../../databases/leases.ts'
import { storePlan, type StoredPlan } from '../../databases/plans.ts'
import { prepareDatabase } from '../../databases/prepare.ts'
import { publishPlan } from '../../databases/publish.ts'
import { readRow } from '../../transforms/row-bytes.ts'
import { testDatabase } from '../_support/postgres.ts'
import { writeRows } from '../_support/row-bytes.ts'

export interface Prepared {
  readonly db: Database
  readonly url: string
  close(): Promise<void>
}
export async function preparedDatabase(): Promise<Prepared> {
  const database = await testDatabase()
  const db = await openDatabase({ url: database.url, build: 'test', maxConnections: 24 })
  await prepareDatabase(db)
  return {
    db,
    url: database.url,
    async close() {
      await db.close()
      await database.close()
    },
  }
}

export function column(name: string, sql: TableColumn['sql']['sql'] | TableColumn['sql'] = 'text', nullable = true): TableColumn {
  return { name, sql: (typeof sql === 'string' ? { sql } : sql) as TableColumn['sql'], nullable, comment: `字段 ${name}` }
}

const noLimits: DatasetSpec['limits'] = { quarantinedRows: null, quarantinedShare: null, removedRows: null, removedShare: null }

/** A dataset `demo.<name>` of id (key), name and amount. */
export function dataset(name: string, changes: Partial<DatasetSpec> = {}): DatasetSpec {
  return {
    ...{ kind: 'dataset', asset: `demo.${name}`, agency: 'demo', name, mode: 'snapshot', holds: 'all', source: null },
    connection: { id: 'demo', agency: 'demo', connector: 'csv', settings: null },
    ...{
      fields: [],
      lists: {},
      version: null,
      where: null,
      deletes: null,
      absent: 'keep',
      write: 'merge',
      deletion: 'hard',
      drift: 'evolve',
      indexes: [],
      rules: [],
      limits: noLimits,
      feeds: [],
      parallel: 1,
    },
    table: {
      ...{ schema: 'replica', name: `demo__${name}`, comment: `资源 ${name}`, key: ['id'] },
      columns: [column('id', 'text', false), column('name'), column('amount', { sql: 'numeric', precision: 6, scale: 2 })],
    },
    ...changes,
  } as DatasetSpec
}

/** A dataset with a version column `changed` (date) behind the others. */
export function versioned(name: string, changes: Partial<DatasetSpec> = {}): DatasetSpec {
  const base = dataset(name, changes)
  return { ...base, version: 'changed', table: { ...base.table, columns: [...base.table.columns, column('changed', 'date')] } }
}

export type Cells = readonly (string | null)[]
export const deleted = Symbol('deleted')
/** Values in the order of the table's columns; a leading `deleted` makes a tombstone. */
export type TestRow = Cells | readonly [typeof deleted, ...(string | null)[]]

/** Of `dataset` and `versioned`. */
const usual = [column('id'), column('name'), column('amount', { sql: 'numeric', precision: 6, scale: 2 }), column('changed', 'date')]

export function batchOf(
  rows: readonly TestRow[],
  {
    split = 0,
    first = 0,
    done = true,
    quarantined = [],
    filtered = 0,
    position,
    ordinals,
    lines,
    columns = usual,
  }: {
    split?: number
    first?: number
    done?: boolean
    quarantined?: readonly QuarantinedRow[]
    filtered?: number
    position?: Json
    ordinals?: readonly number[]
    lines?: readonly number[]
    columns?: readonly TableColumn[]
  } = {},
): LandingBatch {
  const ordinalOf = (i: number) => ordinals?.[i] ?? first + i
  const written = writeRows(
    split,
    columns,
    rows.map((row, i) => {
      const isDeleted = row[0] === deleted
      return {
        ordinal: ordinalOf(i),
        deleted: isDeleted,
        values: (isDeleted ? row.slice(1) : row) as Cells,
        ...(lines === undefined ? {} : { line: lines[i] }),
      }
    }),
  )
  const read = rows.length + quarantined.length + filtered
  return {
    ...{ rows: written, count: rows.length, quarantined, read, filtered, done, fixes: {}, warnings: {}, warned: [] },
    position: position ?? { row: first + read },
    nextOrdinal: first + read,
    refused: (row, code) => rejected(readRow(row, 0, []).ordinal, code, null),
  }
}

export function rejected(ordinal: number, code = 'BAD', key: string | null = null): QuarantinedRow {
  return { ordinal, locator: `demo.csv:${ordinal + 2}`, reasons: [{ code, field: 'name' }], raw: { name: 'x\u0000' }, key }
}

/** Takes the lease for a run of Temporal's that nobody has closed, unless a test says so. */
export async function lease(
  db: Database,
  asset: string,
  runId: string,
  isClosed: (runId: string) => boolean = () => true,
): Promise<number> {
  const holder = { kind: 'temporal' as const, cluster: 'test', namespace: 'default', workflowId: asset, runId }
  const { generation } = await acquireLease(db, { asset, holder, isClosed: async (other) => isClosed(other.runId) })
  return generation
}

export function planOf(changes: Partial<Plan<Json, Json>> = {}): Plan<Json, Json> {
  return { available: [], splits: [{ id: 'whole', columns: [], split: null }], until: null, complete: true, ...changes }
}

let runs = 0
/** A new run's lease and plan. */
export async function begin(
  db: Database,
  spec: DatasetSpec,
  changes: Partial<Plan<Json, Json>> = {},
): Promise<{ generation: number; plan: StoredPlan }> {
  const generation = await lease(db, spec.asset, `run-${++runs}`)
  const plan = await storePlan(db, { asset: spec.asset, generation, spec, specDigest: 'digest', plan: planOf(changes), mode: spec.mode })
  return { generation, plan }
}

export async function landOnce(db: Database, plan: StoredPlan, generation: number, batch: LandingBatch, split = 'whole'): Promise<void> {
  await withClaim(db, plan, generation, (claim) => claim.land(batch), split)
}

export async function withClaim<T>(
  db: Database,
  plan: StoredPlan,
  generation: number,
  work: (claim: Claim) => Promise<T>,
  split = 'whole',
): Promise<T> {
  const claim = await claimSplit(db, { plan: plan.plan, split, generation })
  try {
    return await work(claim)
  } finally {
    await claim.close()
  }
}

/** Checks and publishes; questions are for the caller. */
export async function settle(db: Database, plan: StoredPlan, generation: number): Promise<Counts> {
  const { ledgerDigest } = await checkPlan(db, { plan: plan.plan, generation })
  return (await publishPlan(db, { plan: plan.plan, generation, ledgerDigest })).counts
}

export async function check(db: Database, plan: StoredPlan, generation: number): Promise<Verdict> {
  return checkPlan(db, { plan: plan.plan, generation })
}

/** One whole run of one batch. */
export async function load(
  db: Database,
  spec: DatasetSpec,
  rows: readonly TestRow[],
  options: Parameters<typeof batchOf>[1] & { plan?: Partial<Plan<Json, Json>> } = {},
): Promise<Counts> {
  const { plan, generation } = await begin(db, spec, options.plan)
  await landOnce(db, plan, generation, batchOf(rows, { columns: spec.table.columns, ...options }))
  return settle(db, plan, generation)
}

export async function rowsOf(db: Database, spec: { readonly table: DatasetSpec['table'] }): Promise<readonly Cells[]> {
  const names = spec.table.columns.map(({ name }) => `"${name}"::text`)
  const { rows } = await db.query<{ cells: Cells }>(
    `select array[${names.join(', ')}] as cells from ${spec.table.schema}."${spec.table.name}" order by ${spec.table.key.join(', ')}`,
  )
  return rows.map(({ cells }) => cells)
}

/** The library `base.people` of id (key), name and amount, from datasets in order of precedence; the first makes rows. */
export function library(sources: readonly DatasetSpec[], changes: Partial<LibrarySpec> = {}): LibrarySpec {
  return {
    ...{ kind: 'library', asset: 'base.people', name: '人' },
    table: {
      schema: 'base',
      name: 'people',
      comment: '人',
      key: ['id'],
      columns: [column('id', 'text', false), column('name'), column('amount', { sql: 'numeric', precision: 6, scale: 2 })],
    },
    inputs: sources.map(({ asset, table, version }, i) => ({
      dataset: asset,
      table: { schema: table.schema, name: table.name },
      key: ['id'],
      version,
      makesRows: i === 0,
    })),
    fields: ['name', 'amount'].map((name) => ({ name, from: sources.map(({ asset }) => ({ dataset: asset, column: name })) })),
    ...changes,
  }
}

export const feedsPeople: DatasetSpec['feeds'] = [{ library: 'base.people', key: ['id'] }]

/** The error's code, or what came instead. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing thrown'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
