import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { recordAnswer } from '../../databases/answers.ts'
import { claimSplit } from '../../databases/claim.ts'
import { openDatabase } from '../../databases/database.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { publishPlan } from '../../databases/publish.ts'
import { landBatches, parkedBatches, publishedRows, rowsOf, taken } from './_ahead.ts'
import { batchOf, begin, check, codeOf, dataset, deleted, preparedDatabase, rejected, settle, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(() => {
  disarmFailpoints()
})
afterAll(async () => {
  await prepared.close()
})

async function stands(name: string): Promise<boolean> {
  const { rows } = await prepared.db.query<{ stands: boolean }>(`select to_regclass('replica.demo__${name}') is not null as stands`)
  return rows[0]?.stands === true
}

test('a table is made while its rows land, out of every batch, and nobody sees any of it before', async () => {
  const spec = dataset('ahead')
  const reader = new pg.Client({ connectionString: prepared.url })
  await reader.connect()
  await reader.query('begin isolation level repeatable read; select 1 from guiji.plan')
  const all = taken(3)
  const { generation, plan } = await landBatches(prepared.db, spec, [rowsOf(0, 300), rowsOf(300, 301), rowsOf(301, 900)])
  await all
  expect(await stands('ahead')).toBe(false)
  expect(prepared.db.advances.has(plan.plan)).toBe(true)
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ landed: 900, inserted: 900 })
  const rows = await publishedRows(prepared.db, 'ahead')
  expect(rows.map(({ id }) => id)).toEqual(rowsOf(0, 900).map(([id]) => id))
  expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1)
  expect((await reader.query('select 1 from replica.demo__ahead')).rowCount).toBe(0)
  await reader.end()
  expect(prepared.db.advances.size).toBe(0)
  const { rows: sessions } = await prepared.db.query('select 1 from guiji.session where plan = $1', [plan.plan])
  expect(sessions).toEqual([])
  // as a table that was made at once
  await landBatches(prepared.db, dataset('at_once'), [rowsOf(0, 900)]).then((at) => settle(prepared.db, at.plan, at.generation))
  expect(await shapeOf('ahead')).toEqual(await shapeOf('at_once'))
})

async function shapeOf(name: string) {
  const { rows } = await prepared.db.query(
    `select a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull, a.attcollation, i.indkey::text as key, a.atthasdef,
       col_description(a.attrelid, a.attnum) as comment, c.reloptions,
       array(select contype::text || conname from pg_constraint where conrelid = a.attrelid and contype <> 'n' order by 1) as constraints
     from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_index i on i.indrelid = a.attrelid
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [`replica.demo__${name}`],
  )
  return rows.map((row) => JSON.parse(JSON.stringify(row).replaceAll(name, 'name')) as unknown)
}

test('one batch begins nothing, and neither does a plan whose table stands', async () => {
  const spec = dataset('never')
  const one = await landBatches(prepared.db, spec, [rowsOf(0, 3)])
  expect(prepared.db.advances.size).toBe(0)
  await settle(prepared.db, one.plan, one.generation)
  armFailpoint('publish.taken', () => expect.unreachable())
  const more = await landBatches(prepared.db, spec, [rowsOf(0, 3, '乙'), rowsOf(3, 5)])
  expect(await parkedBatches(prepared.db, more.plan.number)).toBeNull()
  expect(await settle(prepared.db, more.plan, more.generation)).toMatchObject({ inserted: 2, updated: 3 })
})

test('a key that comes twice is settled by the order, whichever batches it came in', async () => {
  const all = taken(2)
  const { generation, plan } = await landBatches(prepared.db, dataset('twice'), [
    rowsOf(0, 50),
    [...rowsOf(40, 60, '乙'), ...rowsOf(59, 60, '丙')],
  ])
  await all
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ landed: 71, inserted: 60, superseded: 11 })
  const rows = await publishedRows(prepared.db, 'twice')
  expect(rows.filter(({ name }) => name === '甲')).toHaveLength(40)
  expect(rows.find(({ id }) => id === '59')?.name).toBe('丙')
})

test('a deletion among the rows gives it up', async () => {
  const { generation, plan } = await landBatches(prepared.db, dataset('gone'), [
    rowsOf(0, 5),
    [[deleted, '2', null, null], ...rowsOf(5, 6)],
    rowsOf(6, 8),
  ])
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ landed: 9, inserted: 7, superseded: 2 })
  expect((await publishedRows(prepared.db, 'gone')).map(({ id }) => id)).toEqual(['0', '1', '3', '4', '5', '6', '7'])
})

test.each([
  { why: 'its session was ended', isEnded: true, ordinals: [] },
  { why: 'a row is not where it was expected', isEnded: false, ordinals: [99] },
])('the plan is published all the same when $why', async ({ isEnded, ordinals }) => {
  const name = isEnded ? 'lost' : 'astray'
  const { db } = prepared
  const { generation, plan } = await begin(db, dataset(name))
  const claim = await claimSplit(db, { plan: plan.plan, split: 'whole', generation })
  const one = taken(1)
  await claim.land(batchOf(rowsOf(0, 10), { done: false }))
  await one
  if (isEnded) {
    const ended = 'select pg_terminate_backend(pid, 5000) from guiji.session where plan = $1 and pid <> $2 and split is not null'
    const { rows } = await db.query<{ pid: number }>('select min(pid) as pid from guiji.session where plan = $1 and attempt = 1', [
      plan.plan,
    ])
    await db.query(ended, [plan.plan, rows[0]?.pid])
  }
  if (isEnded) await expect.poll(() => db.advances.size).toBe(0)
  await claim.land(batchOf(rowsOf(10, 20), { first: 10, ordinals }))
  await claim.close()
  // once it is over, batches land as rows
  if (isEnded) expect(await parkedBatches(db, plan.number)).toBe(1)
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 20, inserted: 20 })
  expect(await publishedRows(prepared.db, name)).toHaveLength(20)
})

test('another process publishes, or claims, the plan although this one has begun to', async () => {
  const { db, url } = prepared
  const other = await openDatabase({ url, build: 'test' })
  const all = taken(2)
  const published = await landBatches(prepared.db, dataset('elsewhere'), [rowsOf(0, 10), rowsOf(10, 20)])
  await all
  expect(await settle(other, published.plan, published.generation)).toMatchObject({ inserted: 20 })
  await expect.poll(() => db.advances.size).toBe(0)
  const again = { plan: published.plan.plan, generation: published.generation, ledgerDigest: '' }
  expect((await publishPlan(db, again)).counts).toMatchObject({ inserted: 20 })

  const { generation, plan } = await begin(db, dataset('claimed'))
  const request = { plan: plan.plan, split: 'whole', generation }
  const claim = await claimSplit(db, request)
  const one = taken(1)
  await claim.land(batchOf(rowsOf(0, 10), { done: false }))
  await one
  const later = await claimSplit(other, request)
  await expect.poll(() => db.advances.size).toBe(0)
  await later.land(batchOf(rowsOf(10, 20), { first: 10 }))
  await later.close()
  await claim.close()
  expect(await settle(other, plan, generation)).toMatchObject({ inserted: 20 })
  await other.close()
})

test('what an attempt that is not the last has begun is not published', async () => {
  const { db } = prepared
  const all = taken(2)
  const { generation, plan } = await landBatches(prepared.db, dataset('outlived'), [rowsOf(0, 10), rowsOf(10, 20)])
  await all
  // as when the split was emptied and landed anew, from a source that has changed meanwhile, while nobody could end the session
  await db.query('update guiji.split set attempt = attempt + 1 where plan = $1', [plan.plan])
  await db.query(
    `update landing.plan_${plan.number}_parked set rows = decode(replace(encode(rows, 'hex'), '${Buffer.from('甲').toString('hex')}', '${Buffer.from('乙').toString('hex')}'), 'hex')`,
  )
  expect(await settle(db, plan, generation)).toMatchObject({ inserted: 20 })
  expect(new Set((await publishedRows(prepared.db, 'outlived')).map(({ name }) => name))).toEqual(new Set(['乙']))
})

test('a plan that waits for a person is published in one go once the answer has come', async () => {
  const { db } = prepared
  const limits = { quarantinedRows: 0, quarantinedShare: null, removedRows: null, removedShare: null }
  const { generation, plan } = await begin(db, dataset('asked', { limits }))
  const claim = await claimSplit(db, { plan: plan.plan, split: 'whole', generation })
  await claim.land(batchOf(rowsOf(0, 10), { done: false }))
  await claim.land(batchOf(rowsOf(10, 20), { first: 10, quarantined: [rejected(20)] }))
  await claim.close()
  expect(db.advances.size).toBe(1)
  const { ledgerDigest } = await check(db, plan, generation)
  expect(db.advances.size).toBe(0)
  await recordAnswer(db, plan.plan, ledgerDigest, { approve: true, by: 'li', reason: 'fine' })
  expect((await publishPlan(db, { plan: plan.plan, generation, ledgerDigest })).counts).toMatchObject({ inserted: 20, quarantined: 1 })
})

test('an attempt that outlives the plan and its landing table is told that the plan has ended', async () => {
  const { db } = prepared
  const { generation, plan } = await begin(db, dataset('late'))
  const request = { plan: plan.plan, split: 'whole', generation }
  const first = await claimSplit(db, request)
  await first.land(batchOf(rowsOf(0, 10), { done: false }))
  await db.query('delete from guiji.session where plan = $1', [plan.plan])
  const second = await claimSplit(db, request)
  await second.land(batchOf(rowsOf(10, 20), { first: 10 }))
  await second.close()
  await settle(db, plan, generation)
  expect(await codeOf(first.land(batchOf(rowsOf(10, 20), { first: 10 })))).toBe('PLAN_ENDED')
  await first.close()
})

test('what was begun ends with the process, with the claim that failed, and where other work needs the connections', async () => {
  const { url } = prepared
  const spec = dataset('ended')
  const db = await openDatabase({ url, build: 'test' })
  const { generation, plan } = await begin(db, spec)
  const claim = await claimSplit(db, { plan: plan.plan, split: 'whole', generation })
  await claim.land(batchOf(rowsOf(0, 10), { done: false }))
  expect(db.advances.size).toBe(1)
  await claim.close()
  expect(db.advances.size).toBe(0)
  await db.close()
  const small = await openDatabase({ url, build: 'test', maxConnections: 6 })
  const held = await small.connect()
  expect(await small.connectSpare()).toBeNull()
  await held.end()
  await (await small.connectSpare())?.end()
  await small.close()
})
