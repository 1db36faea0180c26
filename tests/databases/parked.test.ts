import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { claimSplit } from '../../databases/claim.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { abandonPlan } from '../../databases/plans.ts'
import { landBatches, parkedBatches, publishedRows, rowsOf } from './_ahead.ts'
import { batchOf, begin, dataset, preparedDatabase, settle, type Prepared, type TestRow } from './_support.ts'

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

test('what an earlier attempt has landed is published with what the next one lands', async () => {
  const { db } = prepared
  const spec = dataset('resumed')
  const { generation, plan } = await begin(db, spec)
  const request = { plan: plan.plan, split: 'whole', generation }
  const first = await claimSplit(db, request)
  await first.land(batchOf(rowsOf(0, 10), { done: false }))
  // the first attempt has stopped without a word
  const second = await claimSplit(db, request)
  expect(db.advances.size).toBe(0)
  await second.land(batchOf(rowsOf(10, 20), { first: 10, done: false }))
  await second.land(batchOf(rowsOf(20, 30), { first: 20 }))
  await second.close()
  await first.close()
  expect(await parkedBatches(prepared.db, plan.number)).toBe(1)
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 30, inserted: 30 })
  expect(await publishedRows(prepared.db, 'resumed')).toHaveLength(30)
  expect((await db.query(`select to_regclass('landing.plan_${plan.number}_parked') as parked`)).rows).toEqual([{ parked: null }])
})

test('a split that begins anew leaves nothing of what was kept of it', async () => {
  const { db } = prepared
  const { generation, plan } = await begin(db, dataset('anew'), { resumable: false })
  const request = { plan: plan.plan, split: 'whole', generation }
  const first = await claimSplit(db, request)
  await first.land(batchOf(rowsOf(0, 10), { done: false }))
  const second = await claimSplit(db, request)
  await second.land(batchOf(rowsOf(0, 12, '乙'), { done: false }))
  await second.land(batchOf(rowsOf(12, 13, '乙'), { first: 12 }))
  await second.close()
  await first.close()
  expect(db.advances.size).toBe(1)
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 13, inserted: 13 })
  expect(new Set((await publishedRows(prepared.db, 'anew')).map(({ name }) => name))).toEqual(new Set(['乙']))
})

test('batches come out of what was kept as they went in, whatever is in them', async () => {
  const { db } = prepared
  const odd = ['\\', '\t\n\r', '', '\\N ', '𠮷野家', `'";--`, '长'.repeat(9_000), 'x'.repeat(7_999)]
  const rows = (from: number): TestRow[] => odd.map((name, index) => [String(from + index), name, index % 2 === 0 ? null : '1.50'])
  const names = async (name: string) => (await publishedRows(prepared.db, name)).map((row) => row.name)
  const kept = await landBatches(prepared.db, dataset('kept'), [rows(0), rows(100), rows(200)])
  await prepared.db.advances.get(kept.plan.plan)?.giveUp()
  expect(await parkedBatches(prepared.db, kept.plan.number)).toBe(3)
  expect(await settle(db, kept.plan, kept.generation)).toMatchObject({ landed: 24, inserted: 24 })
  const straight = await landBatches(prepared.db, dataset('straight'), [rows(0), rows(100), rows(200)])
  await settle(db, straight.plan, straight.generation)
  expect(await names('kept')).toEqual(await names('straight'))
  expect((await names('kept')).slice(0, 8)).toEqual(odd)
})

test('a row that PostgreSQL refuses is quarantined, whether it could not be stored or not be indexed', async () => {
  const { db } = prepared
  for (const [name, bad] of [
    ['refused', ['11', '甲', '99999']],
    ['endless', ['1'.repeat(2_401), '甲', null]],
  ] as const) {
    const { generation, plan } = await landBatches(prepared.db, dataset(name), [rowsOf(0, 10), [...rowsOf(10, 11), bad], rowsOf(12, 14)])
    expect(db.advances.size).toBe(0)
    expect(await settle(db, plan, generation)).toMatchObject({ read: 14, landed: 13, quarantined: 1, inserted: 13 })
    expect(await publishedRows(prepared.db, name)).toHaveLength(13)
  }
})

test.each(['land.copied', 'land.before-commit'])('a batch that was taken and did not land is landed once: %s', async (place) => {
  const { db } = prepared
  const name = place === 'land.copied' ? 'copied' : 'uncommitted'
  const { generation, plan } = await begin(db, dataset(name))
  const request = { plan: plan.plan, split: 'whole', generation }
  const first = await claimSplit(db, request)
  await first.land(batchOf(rowsOf(0, 10), { done: false }))
  armFailpoint(place, () => {
    throw new Error('crash')
  })
  await expect(first.land(batchOf(rowsOf(10, 20), { first: 10, done: false }))).rejects.toThrow('crash')
  await first.close()
  disarmFailpoints()
  const second = await claimSplit(db, request)
  expect(second.nextOrdinal).toBe(10)
  await second.land(batchOf(rowsOf(10, 20), { first: 10 }))
  await second.close()
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 20, inserted: 20 })
  expect(await publishedRows(prepared.db, name)).toHaveLength(20)
})

test('a batch whose landing is tried again is taken once', async () => {
  const { db } = prepared
  const { generation, plan } = await begin(db, dataset('tried_again'))
  const claim = await claimSplit(db, { plan: plan.plan, split: 'whole', generation })
  await claim.land(batchOf(rowsOf(0, 10), { done: false }))
  armFailpoint('land.copied', () => {
    throw Object.assign(new pg.DatabaseError('could not serialize access', 0, 'error'), { code: '40001', severity: 'ERROR' })
  })
  await claim.land(batchOf(rowsOf(10, 20), { first: 10, done: false }))
  expect(db.advances.size).toBe(0)
  await claim.land(batchOf(rowsOf(20, 30), { first: 20 }))
  await claim.close()
  expect(await parkedBatches(db, plan.number)).toBe(1)
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 30, inserted: 30 })
})

test('a first batch whose landing is tried again lands as rows', async () => {
  const { db } = prepared
  const { generation, plan } = await begin(db, dataset('first_again'))
  const claim = await claimSplit(db, { plan: plan.plan, split: 'whole', generation })
  // the table that batches are kept in goes with the transaction that made it
  armFailpoint('land.before-commit', () => {
    throw Object.assign(new pg.DatabaseError('could not serialize access', 0, 'error'), { code: '40001', severity: 'ERROR' })
  })
  await claim.land(batchOf(rowsOf(0, 10), { done: false }))
  await claim.land(batchOf(rowsOf(10, 20), { first: 10 }))
  await claim.close()
  expect(await parkedBatches(db, plan.number)).toBeNull()
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 20, inserted: 20 })
})

test('a refused row is found where every table is published for replication', async () => {
  const { db } = prepared
  await db.query('create publication everything for all tables')
  const { generation, plan } = await landBatches(db, dataset('replicated'), [rowsOf(0, 10), [['10', '甲', '99999']], rowsOf(11, 12)])
  expect(await parkedBatches(db, plan.number)).toBe(1)
  await db.query('drop publication everything')
  expect(await settle(db, plan, generation)).toMatchObject({ landed: 11, quarantined: 1, inserted: 11 })
})

test('a plan that is given up leaves nothing of what was kept', async () => {
  const { db } = prepared
  const { generation, plan } = await landBatches(prepared.db, dataset('abandoned'), [rowsOf(0, 10), rowsOf(10, 20)])
  expect(await parkedBatches(prepared.db, plan.number)).toBe(2)
  await abandonPlan(db, { plan: plan.plan, generation, reason: 'no longer wanted' })
  const { rows } = await db.query(
    `select to_regclass('landing.plan_${plan.number}_parked') as parked, to_regclass('replica.demo__abandoned') as made`,
  )
  expect(rows).toEqual([{ parked: null, made: null }])
  await expect.poll(() => db.advances.size).toBe(0)
})
