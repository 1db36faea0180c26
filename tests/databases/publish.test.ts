import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { verifyCertificates } from '../../databases/verify-certificates.ts'
import { cursorOf, readPlan } from '../../databases/plans.ts'
import { publishPlan } from '../../databases/publish.ts'
import {
  batchOf,
  begin,
  check,
  codeOf,
  dataset,
  deleted,
  landOnce,
  load,
  preparedDatabase,
  rejected,
  rowsOf,
  settle,
  versioned,
  type Prepared,
} from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(async () => {
  disarmFailpoints()
  await prepared.close()
})

test('a first publish makes the table, a second applies only differences, and both balance', async () => {
  const spec = dataset('residents')
  const first = await load(
    prepared.db,
    spec,
    [
      ['1', '甲', '1.50'],
      ['2', '乙', null],
      ['3', '丙', '3'],
    ],
    { plan: { until: { day: 1 } } },
  )
  expect(first).toMatchObject({ read: 3, landed: 3, inserted: 3, updated: 0, unchanged: 0, superseded: 0 })
  expect(await cursorOf(prepared.db, spec.asset)).toEqual({ day: 1 })
  const before = await prepared.db.query('select id, xmin::text from replica.demo__residents order by id')
  const second = await load(
    prepared.db,
    spec,
    [
      ['1', '甲', '1.5'],
      ['2', '乙二', null],
      ['4', '丁', null],
    ],
    { plan: { until: { day: 2 } } },
  )
  expect(second).toMatchObject({ read: 3, landed: 3, inserted: 1, updated: 1, unchanged: 1, superseded: 0, removed: 0 })
  expect(await rowsOf(prepared.db, spec)).toEqual([
    ['1', '甲', '1.50'],
    ['2', '乙二', null],
    ['3', '丙', '3.00'],
    ['4', '丁', null],
  ])
  const after = await prepared.db.query('select id, xmin::text from replica.demo__residents order by id')
  expect(after.rows[0]).toEqual(before.rows[0])
  expect(await cursorOf(prepared.db, spec.asset)).toEqual({ day: 2 })
  expect(await verifyCertificates(prepared.db, spec.asset)).toEqual({ checked: 2, broken: [] })
  await prepared.db.query(
    `update guiji.certificate set body = replace(body::text, '"inserted":3', '"inserted":4')::json where asset = $1`,
    [spec.asset],
  )
  expect((await verifyCertificates(prepared.db, spec.asset)).broken).toHaveLength(1)
})

test('a retried publish gives the certificate that is stored', async () => {
  const spec = dataset('retried')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  armFailpoint('publish.before-drop', () => {
    throw new Error('the answer is lost')
  })
  const request = { plan: plan.plan, generation, ledgerDigest }
  await expect(publishPlan(prepared.db, request)).rejects.toThrow()
  const again = await publishPlan(prepared.db, request)
  expect(again.counts.inserted).toBe(1)
  const { rows } = await prepared.db.query<{ hash: string }>('select hash from guiji.certificate where asset = $1', [spec.asset])
  expect(rows).toEqual([{ hash: again.hash }])
})

test('a crash at any step before the commit leaves nothing visible, and the retry publishes once', async () => {
  for (const step of ['publish.locked', 'publish.created', 'publish.keyed', 'publish.before-commit']) {
    const spec = dataset(`crash_${step.replace(/\W/g, '_')}`)
    const { plan, generation } = await begin(prepared.db, spec)
    await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
    const { ledgerDigest } = await check(prepared.db, plan, generation)
    armFailpoint(step, () => {
      throw new Error(step)
    })
    await expect(publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest })).rejects.toThrow()
    const { rows } = await prepared.db.query<{ table: string | null }>('select to_regclass($1)::text as table', [
      `replica.${spec.table.name}`,
    ])
    expect(rows[0]?.table).toBeNull()
    expect((await readPlan(prepared.db, plan.plan)).state).toBe('open')
    expect((await publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest })).counts.inserted).toBe(1)
  }
})

test('nothing is seen before the commit: not by READ COMMITTED, and by an older REPEATABLE READ not even after', async () => {
  const spec = dataset('seen')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  const older = new pg.Client({ connectionString: prepared.url })
  await older.connect()
  await older.query('begin isolation level repeatable read')
  await older.query('select 1 from guiji.plan')
  let during: unknown
  armFailpoint('publish.before-commit', async () => {
    const { rows } = await prepared.db.query<{ table: string | null }>(`select to_regclass('replica.demo__seen')::text as table`)
    during = rows[0]?.table
  })
  await publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest })
  expect(during).toBeNull()
  expect((await older.query('select * from replica.demo__seen')).rowCount).toBe(0)
  await older.query('commit')
  expect((await older.query('select * from replica.demo__seen')).rowCount).toBe(1)
  await older.end()
})

test('publish waits for whoever holds the lease row, be it only shared', async () => {
  const spec = dataset('waits')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  const holder = new pg.Client({ connectionString: prepared.url })
  await holder.connect()
  await holder.query('begin')
  await holder.query('select 1 from guiji.lease where asset = $1 for share', [spec.asset])
  let published = false
  const publishing = publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }).then(() => (published = true))
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(published).toBe(false)
  await holder.query('commit')
  await holder.end()
  await publishing
})

test('duplicates of a plan are settled by version, then split, then ordinal; a missing version ranks lowest', async () => {
  const spec = versioned('duplicates')
  const { plan, generation } = await begin(prepared.db, spec, { splits: ['a', 'b'].map((id) => ({ id, columns: [], split: null })) })
  await landOnce(
    prepared.db,
    plan,
    generation,
    batchOf([
      ['1', 'old', null, '2026-01-01'],
      ['1', 'none', null, null],
      ['2', 'first', null, null],
      ['3', 'a', null, '2026-01-01'],
    ]),
    'a',
  )
  const second: Parameters<typeof batchOf>[0] = [
    ['1', 'new', null, '2026-01-02'],
    ['2', 'second', null, null],
    ['2', 'third', null, null],
    ['3', 'b', null, '2026-01-01'],
  ]
  await landOnce(prepared.db, plan, generation, batchOf(second, { split: 1 }), 'b')
  const counts = await settle(prepared.db, plan, generation)
  expect(counts).toMatchObject({ landed: 8, inserted: 3, superseded: 5 })
  expect((await rowsOf(prepared.db, spec)).map((row) => row[1])).toEqual(['new', 'third', 'b'])
})

test('order across plans: an older version is stale, an equal one of a later plan wins although its place is smaller', async () => {
  const spec = versioned('order', { holds: 'changes' })
  await load(prepared.db, spec, [
    ['0', 'x', null, null],
    ['1', 'v5', null, '2026-05-01'],
    ['2', 'v5', null, '2026-05-01'],
    ['3', 'v5', null, '2026-05-01'],
  ])
  const counts = await load(prepared.db, spec, [
    ['2', 'v5 again', null, '2026-05-01'],
    ['1', 'v4', null, '2026-04-01'],
    ['3', 'none', null, null],
  ])
  expect(counts).toMatchObject({ updated: 1, superseded: 2, inserted: 0 })
  expect((await rowsOf(prepared.db, spec)).map((row) => row[1])).toEqual(['x', 'v5', 'v5 again', 'v5'])
  const { rows } = await prepared.db.query<{ ordinal: number }>(`select _ordinal as ordinal from replica.demo__order where id = '2'`)
  expect(rows[0]?.ordinal).toBe(0)
})

test('a tombstone before the first publish keeps an older row away, and a newer row comes through', async () => {
  const spec = versioned('tombstones', { mode: 'changes', holds: 'changes' })
  const first = await load(prepared.db, spec, [
    [deleted, '1', null, null, '2026-03-01'],
    ['2', 'b', null, '2026-03-01'],
  ])
  expect(first).toMatchObject({ landed: 2, inserted: 1, superseded: 1, deleted: 0 })
  const late = await load(prepared.db, spec, [['1', 'late', null, '2026-02-01']])
  expect(late).toMatchObject({ superseded: 1, inserted: 0 })
  const gone = await load(prepared.db, spec, [
    [deleted, '2', null, null, '2026-03-02'],
    [deleted, '1', null, null, '2026-01-01'],
    [deleted, '8', null, null, '2026-03-02'],
    [deleted, '9', null, null, null],
  ])
  expect(gone).toMatchObject({ deleted: 1, superseded: 3 })
  const back = await load(prepared.db, spec, [
    ['1', 'back', null, '2026-03-01'],
    ['2', 'stale', null, '2026-03-01'],
    ['8', 'stale', null, '2026-03-01'],
    ['9', 'nine', null, null],
  ])
  expect(back).toMatchObject({ inserted: 2, superseded: 2 })
  expect((await rowsOf(prepared.db, spec)).map((row) => row[0])).toEqual(['1', '9'])
  const { rows } = await prepared.db.query('select id from replica.demo__tombstones__deleted order by id')
  expect(rows).toEqual([{ id: '2' }, { id: '8' }])
})

test('absence removes what a complete snapshot lacks, but not quarantined keys', async () => {
  const spec = dataset('absence', { absent: 'remove' })
  await load(prepared.db, spec, [
    ['1', 'a', null],
    ['2', 'b', null],
    ['3', 'c', null],
  ])
  const counts = await load(prepared.db, spec, [['1', 'a', null]], { quarantined: [rejected(1, 'BAD', '["2"]')] })
  expect(counts).toMatchObject({ read: 2, quarantined: 1, landed: 1, unchanged: 1, removed: 1 })
  expect((await rowsOf(prepared.db, spec)).map((row) => row[0])).toEqual(['1', '2'])
})

test.each([
  ['a rejected row has an unreadable key', { quarantined: [rejected(1, 'BAD', null)] }, {}],
  ['a rejected key is no JSON', { quarantined: [rejected(1, 'BAD', '["\\u0000"]')] }, {}],
  ['the plan is not complete', { plan: { complete: false } }, {}],
  ['the dataset keeps absent rows', {}, { absent: 'keep' as const }],
  ['the source holds changes only', {}, { holds: 'changes' as const }],
])('nothing is removed when %s', async (name, options, changes) => {
  const spec = dataset(`kept_${name.replace(/\W/g, '_').slice(-20)}`, { absent: 'remove', ...changes })
  await load(prepared.db, spec, [
    ['1', 'a', null],
    ['2', 'b', null],
  ])
  expect((await load(prepared.db, spec, [['1', 'a', null]], options)).removed).toBe(0)
  expect(await rowsOf(prepared.db, spec)).toHaveLength(2)
})

test('a publication that does not balance is rolled back', async () => {
  const spec = dataset('unbalanced')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(
    prepared.db,
    plan,
    generation,
    batchOf([
      ['1', 'a', null],
      ['2', 'b', null],
    ]),
  )
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  await prepared.db.query(`delete from landing.plan_${plan.number} where id = '2'`)
  expect(await codeOf(publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }))).toBe('UNBALANCED')
  expect((await readPlan(prepared.db, plan.plan)).state).toBe('open')
  const { rows } = await prepared.db.query(`select 1 where to_regclass('replica.demo__unbalanced') is not null`)
  expect(rows).toEqual([])
})

test('rows that were judged and then not written unbalance a publication', async () => {
  const spec = dataset('swallowed')
  await load(prepared.db, spec, [['1', 'a', null]])
  await prepared.db.query(`create function swallow() returns trigger language plpgsql as 'begin return null; end'`)
  await prepared.db.query('create trigger swallow before insert on replica.demo__swallowed for each row execute function swallow()')
  expect(await codeOf(load(prepared.db, spec, [['2', 'b', null]]))).toBe('UNBALANCED')
})

test('what is published is what was judged: another ledger, another verdict or none is refused', async () => {
  const spec = dataset('judged')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  const publish = () => codeOf(publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }))
  await prepared.db.query(`update guiji.ledger set digest = 'x' || digest where plan = $1`, [plan.plan])
  expect(await publish()).toBe('LEDGER_CHANGED')
  await prepared.db.query(`update guiji.ledger set digest = substr(digest, 2) where plan = $1`, [plan.plan])
  await prepared.db.query(`update guiji.verdict set ledger_digest = 'other' where plan = $1`, [plan.plan])
  expect(await publish()).toBe('LEDGER_CHANGED')
  await prepared.db.query('delete from guiji.verdict where plan = $1', [plan.plan])
  expect(await publish()).toBe('LEDGER_CHANGED')
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ inserted: 1 })
})
