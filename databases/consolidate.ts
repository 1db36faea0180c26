import { createHash } from 'node:crypto'
import { defineErrors } from '../core/errors.ts'
import type { LibrarySpec } from '../core/spec.ts'
import type { Database } from './database.ts'
import { failpoint } from './failpoints.ts'
import { guarded, lockLease } from './lease-row.ts'
import { createLibraryTable, existingInputs, recomputeKeys, type Recomputed } from './library-table.ts'
import { arrayOf, present } from './queue.ts'
import type { Session } from './session.ts'
import { columnOf, identifier, literal, qualified, typed } from './_sql.ts'

const errors = defineErrors({
  CONSOLIDATION_UNBALANCED: {
    recovery: 'abort',
    message: { zh: '{library} 归库不平衡：{sums}', en: 'consolidating {library} does not balance: {sums}' },
    remedy: { zh: '没有任何数据变为可见；这是程序错误，请报告', en: 'nothing became visible; this is a fault of the program: report it' },
  },
})

export interface ConsolidateRequest {
  readonly spec: LibrarySpec
  readonly generation: number
  /** Queue entries of one transaction, 50,000 at most. */
  readonly limit?: number
}
export interface Consolidated extends Recomputed {
  /** Library keys taken; each is inserted, updated, unchanged or deleted. */
  readonly taken: number
  /** Queue entries that these keys had. */
  readonly entries: number
  /** More entries wait: call again. */
  readonly more: boolean
}

const maxKeys = 50_000
const timeoutMs = 30 * 60_000

/**
 * Recomputes the library rows of changed keys, in one transaction: takes entries from the queue and deletes exactly
 * those. A library whose specification has changed recomputes every key. Throws LEASE_LOST.
 */
export async function consolidateLibrary(db: Database, { spec, generation, limit = maxKeys }: ConsolidateRequest): Promise<Consolidated> {
  const { asset } = spec
  return guarded(db, { asset, generation }, 'consolidate', (session) =>
    session.transaction({ operation: 'consolidate', timeoutMs, lockTimeoutMs: 60_000 }, async () => {
      await lockLease(session, { asset, generation }, 'share')
      // A statement of its own: what is read afterwards sees all that the last one to hold the lock has committed.
      await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`guiji:${asset}`])
      await session.query(`set local work_mem = '128MB'`)
      await failpoint('consolidate.locked')
      await enqueueWhenChanged(session, spec)
      const entries = await takeEntries(session, spec, Math.min(limit, maxKeys))
      await failpoint('consolidate.taken')
      const taken = await session.query('select 1 from key_set')
      const recomputed = await recomputeKeys(session, spec)
      const { inserted, updated, unchanged, deleted } = recomputed
      if (inserted + updated + unchanged + deleted !== taken.count) {
        throw errors('CONSOLIDATION_UNBALANCED', {
          library: asset,
          sums: `keys ${taken.count} ≠ inserted ${inserted} + updated ${updated} + unchanged ${unchanged} + deleted ${deleted}`,
        })
      }
      const more = await noteConsolidated(session, spec)
      await failpoint('consolidate.before-commit')
      return { ...recomputed, taken: taken.count, entries, more }
    }),
  )
}

/** Whether a dataset of the library has published a plan that the library has not consolidated whole, or its specification has changed. */
export async function libraryBehind(db: Database, spec: LibrarySpec): Promise<boolean> {
  const { rows } = await db.query<{ behind: boolean }>(
    `select exists (
         select from guiji.asset a left join guiji.consolidated c on c.library = $1 and c.dataset = a.asset
         where a.asset = any ($2) and a.published is not null and a.published > coalesce(c.plan, 0))
       or exists (select from guiji.queue where library = $1)
       or exists (select from guiji.asset where asset = $1 and spec_digest <> $3) as behind`,
    [spec.asset, spec.inputs.map(({ dataset }) => dataset), digestOf(spec)],
  )
  return rows[0]?.behind ?? false
}

/**
 * Every key is due when the specification has changed, and when something was published by a plan that did not feed
 * this library. What is in the queue already is covered, so it is replaced.
 */
async function enqueueWhenChanged(session: Session, spec: LibrarySpec): Promise<void> {
  const { asset, inputs, table } = spec
  const digest = digestOf(spec)
  const known = await session.query<{ digest: string | null }>('select spec_digest as digest from guiji.asset where asset = $1', [asset])
  const unfed = await session.query(`select 1 from (${unfedPlans}) unfed limit 1`, [asset, feedsOf(spec)])
  const first = known.rows[0]
  await createLibraryTable(session, spec)
  if (first?.digest === digest && unfed.count === 0) return
  await session.query(
    `insert into guiji.asset (asset, spec_digest, at) values ($1, $2, now()) on conflict (asset) do update set spec_digest = $2, at = now()`,
    [asset, digest],
  )
  if (first === undefined && unfed.count === 0) return
  await session.query('delete from guiji.queue where library = $1', [asset])
  await session.query(
    `insert into guiji.consolidated (library, dataset, covered) select $1, asset, published from guiji.asset where asset = any ($2) and published is not null
     on conflict (library, dataset) do update set covered = excluded.covered`,
    [asset, inputs.map(({ dataset }) => dataset)],
  )
  // Read after the line above: what is published meanwhile is enqueued although it is not counted as covered.
  const sources = (await existingInputs(session, spec)).map(
    ({ input }) => `select ${arrayOf(input, 'r')} as key from ${qualified(input.table)} r where ${present(input, 'r')}`,
  )
  const own = `select ${arrayOf({ key: table.key }, 'r')} as key from ${qualified(table)} r`
  await session.query(
    `insert into guiji.queue (library, dataset, plan, key) select ${literal(asset)}, ${literal(asset)}, 0, key from (${[own, ...sources].join(' union ')}) keys`,
  )
}

async function takeEntries(session: Session, { asset, table }: LibrarySpec, limit: number): Promise<number> {
  await session.query('create temporary table taken (key text[]) on commit drop')
  const { count } = await session.query(
    `with gone as (
       delete from guiji.queue where library = $1
         and id <= (select max(id) from (select id from guiji.queue where library = $1 order by id limit $2) first) returning key)
     insert into taken select key from gone`,
    [asset, limit],
  )
  const parts = table.key.map((name, i) => `${typed(`key[${i + 1}]`, columnOf(table, name).sql)} as ${identifier(name)}`)
  await session.query(`create temporary table key_set on commit drop as select distinct ${parts.join(', ')} from taken`)
  await session.query('analyze key_set')
  return count
}

/**
 * Notes, per dataset, the latest published plan of which no entry waits any more; gives whether any entry waits. One
 * statement, so that a plan published meanwhile is seen with its entries or not at all.
 */
async function noteConsolidated(session: Session, spec: LibrarySpec): Promise<boolean> {
  // With more to come there is nothing to note, and counting what waits would read the queue for every part.
  const waiting = await session.query('select 1 from guiji.queue where library = $1 limit 1', [spec.asset])
  if (waiting.count > 0) return true
  const { rows } = await session.query<{ more: boolean }>(
    `with waiting as (select dataset, plan from guiji.queue where library = $1),
     before as (select dataset, min(plan) as plan from (select * from waiting union all ${unfedPlans}) due group by dataset),
     whole as (
       select p.asset as dataset, max(p.number) as plan from guiji.plan p left join before b on b.dataset = p.asset
       where p.state = 'published' and p.asset in (select i.dataset from json_to_recordset($2) as i (dataset text))
         and p.number < coalesce(b.plan, 9223372036854775807) and not exists (select from waiting everything where everything.plan = 0)
       group by p.asset),
     noted as (
       insert into guiji.consolidated (library, dataset, plan) select $1, dataset, plan from whole
       on conflict (library, dataset) do update set plan = excluded.plan where excluded.plan > guiji.consolidated.plan)
     select exists (select from waiting) as more`,
    [spec.asset, feedsOf(spec)],
  )
  return rows[0]?.more ?? false
}

/** Published plans ($1 the library, $2 its feeds) that left no entries for it, as they were made before it named them as its input. */
const unfedPlans = `select p.asset as dataset, p.number as plan from guiji.plan p
  join json_to_recordset($2) as i (dataset text, feed jsonb) on i.dataset = p.asset
  left join guiji.consolidated c on c.library = $1 and c.dataset = p.asset
  where p.state = 'published' and p.number > greatest(coalesce(c.plan, 0), coalesce(c.covered, 0))
    and not (p.spec::jsonb -> 'feeds') @> jsonb_build_array(i.feed)`

function feedsOf({ asset, inputs }: LibrarySpec): string {
  return JSON.stringify(inputs.map(({ dataset, key }) => ({ dataset, feed: { library: asset, key } })))
}

/** Of what decides a library's rows. */
function digestOf({ table, inputs, fields }: LibrarySpec): string {
  return createHash('sha256')
    .update(JSON.stringify([table.key, table.columns.map(({ name, sql }) => [name, sql]), inputs, fields]))
    .digest('hex')
}
