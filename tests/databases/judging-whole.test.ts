import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { judgePlan } from '../../databases/judge.ts'
import { asPublishable } from '../../databases/publishable.ts'
import type { Session } from '../../databases/session.ts'
import { rowsOf } from './_ahead.ts'
import {
  batchOf,
  begin,
  codeOf,
  dataset,
  deleted,
  landOnce,
  load,
  preparedDatabase,
  rejected,
  settle,
  versioned,
  type Prepared,
  type TestRow,
} from './_support.ts'

/** From so many rows on, and where they are most of the table, published rows are judged along with those that landed. */
const many = 50_000

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

const published = async (name: string) =>
  (
    await prepared.db.query(
      `select count(*) as count, count(*) filter (where name = '乙') as changed, min(id::int) as least, max(id::int) as most from replica.demo__${name}`,
    )
  ).rows[0]

test('rows that a whole source no longer has are removed, but for those in quarantine', async () => {
  const spec = dataset('fewer', { absent: 'remove' })
  await load(prepared.db, spec, rowsOf(0, many + 10))
  const rest = [...rowsOf(3, many, '甲'), ...rowsOf(many, many + 5, '乙')]
  const kept = rejected(many + 2, 'BAD', '["1"]')
  expect(await load(prepared.db, spec, rest, { quarantined: [kept] })).toMatchObject({
    ...{ landed: many + 2, quarantined: 1, inserted: 0, updated: 5, unchanged: many - 3, removed: 2 + 5 },
  })
  expect(await published('fewer')).toEqual({ count: many + 3, changed: 5, least: 1, most: many + 4 })
})

test('nothing is removed where a rejected row’s key could not be read, and a source that is not whole removes nothing', async () => {
  const spec = dataset('unread', { absent: 'remove' })
  await load(prepared.db, spec, rowsOf(0, many + 10))
  expect(await load(prepared.db, spec, rowsOf(5, many + 5), { quarantined: [rejected(many, 'BAD', null)] })).toMatchObject({
    removed: 0,
    unchanged: many,
  })
  expect(await load(prepared.db, spec, rowsOf(5, many + 5), { plan: { complete: false } })).toMatchObject({ removed: 0, unchanged: many })
  expect(await published('unread')).toMatchObject({ count: many + 10 })
})

test('what replaces the table leaves nothing else in it', async () => {
  const spec = dataset('replaced', { write: 'replace' })
  await load(prepared.db, spec, rowsOf(0, many + 10))
  const rest = [...rowsOf(7, many + 10), ...rowsOf(many + 10, many + 13, '乙')]
  expect(await load(prepared.db, spec, rest)).toMatchObject({ inserted: 3, unchanged: many + 3, removed: 7 })
  expect(await published('replaced')).toEqual({ count: many + 6, changed: 3, least: 7, most: many + 12 })
})

test('an absent row that a stranger changes or removes meanwhile is noticed', async () => {
  for (const sql of [`update replica.demo__meddled set name = '丁' where id = '0'`, `delete from replica.demo__meddled where id = '0'`]) {
    const spec = dataset('meddled', { absent: 'remove' })
    await load(prepared.db, spec, rowsOf(0, many + 1))
    armFailpoint('publish.judged', async () => void (await prepared.db.query(sql)))
    const { generation, plan } = await begin(prepared.db, spec)
    await landOnce(prepared.db, plan, generation, batchOf(rowsOf(1, many + 1)))
    expect(await codeOf(settle(prepared.db, plan, generation))).toBe('TABLE_WRITTEN')
    disarmFailpoints()
    expect(await settle(prepared.db, plan, generation)).toMatchObject({ removed: sql.startsWith('update') ? 1 : 0 })
    expect(await published('meddled')).toMatchObject({ count: many, least: 1 })
  }
})

test('deletions among many rows, and rows older than a deletion, are judged like those of few', async () => {
  const spec = versioned('reported')
  const row = (id: number, changed: string): TestRow => [String(id), '甲', null, changed]
  await load(
    prepared.db,
    spec,
    Array.from({ length: many }, (_, id) => row(id, '2026-01-01')),
  )
  const later = Array.from({ length: many }, (_, id): TestRow =>
    id < 3 ? [deleted, String(id), null, null, '2026-02-01'] : row(id, '2026-02-01'),
  )
  expect(await load(prepared.db, spec, [...later, [deleted, 'x', null, null, '2026-02-01']])).toMatchObject({
    deleted: 3,
    updated: many - 3,
    superseded: 1,
  })
  const older = Array.from({ length: many }, (_, id) => row(id, id === 0 ? '2026-03-01' : '2026-01-15'))
  expect(await load(prepared.db, spec, older)).toMatchObject({ inserted: 1, updated: 0, superseded: many - 1 })
  expect(await published('reported')).toMatchObject({ count: many - 2 })
})

test('a part of a table that is many times as large changes that part only', async () => {
  const spec = dataset('large')
  await load(prepared.db, spec, rowsOf(0, 3 * many))
  expect(await load(prepared.db, spec, rowsOf(0, many, '乙'))).toMatchObject({ inserted: 0, updated: many, unchanged: 0, removed: 0 })
  expect(await load(prepared.db, spec, rowsOf(0, 2 * many, '乙'))).toMatchObject({ updated: many, unchanged: many, removed: 0 })
  expect(await published('large')).toMatchObject({ count: 3 * many, changed: 2 * many })
})

test('a deletion and a row of one new key among many rows are settled by their order', async () => {
  const spec = dataset('fresh')
  await load(prepared.db, spec, rowsOf(0, many))
  const rows: TestRow[] = [...rowsOf(0, many), [deleted, '900000', null, null], ['900000', '乙', null], ['900001', '乙', null], [deleted, '900001', null, null]] // prettier-ignore
  expect(await load(prepared.db, spec, rows)).toMatchObject({ inserted: 1, unchanged: many, superseded: 3, deleted: 0 })
  expect(await published('fresh')).toEqual({ count: many + 1, changed: 1, least: 0, most: 900_000 })
})

test('few rows do not make it count the whole table', async () => {
  const { plan } = await begin(prepared.db, dataset('few'))
  const statements: string[] = []
  const session = {
    query(sql: string) {
      statements.push(sql)
      return Promise.resolve({ rows: [], count: 0 })
    },
  }
  await judgePlan(session as unknown as Session, asPublishable(plan), { landed: many - 1, tombstones: 0 })
  expect(statements.join()).toContain('create temporary table change')
  expect(statements.join()).not.toContain('count(*) from "replica"')
})

test('a published key that landed twice among many rows is settled by its order, whatever the two say', async () => {
  const spec = dataset('twice')
  await load(prepared.db, spec, rowsOf(0, many))
  const again = (id: number, name: string): TestRow => [String(id), name, null]
  expect(await load(prepared.db, spec, [...rowsOf(0, many), again(7, '甲')])).toMatchObject({ updated: 0, unchanged: many, superseded: 1 })
  expect(await load(prepared.db, spec, [...rowsOf(0, many), again(7, '乙')])).toMatchObject({
    updated: 1,
    unchanged: many - 1,
    superseded: 1,
  })
  const rest = [...rowsOf(0, 7), again(7, '乙'), ...rowsOf(8, many)]
  expect(await load(prepared.db, spec, [again(9, '丁'), ...rest, again(9, '乙')])).toMatchObject({ updated: 1, superseded: 2 })
  expect(await published('twice')).toMatchObject({ count: many, changed: 2 })
})
