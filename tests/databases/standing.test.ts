import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { rowsOf } from './_ahead.ts'
import { asPublished, land, landAll, landedRows, publishedValues, renamed, settled } from './_standing.ts'
import {
  batchOf,
  begin,
  check,
  codeOf,
  dataset,
  load,
  preparedDatabase,
  rejected,
  versioned,
  withClaim,
  type Prepared,
  type TestRow,
} from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

test('what comes again unchanged lands no second time, and is counted', async () => {
  const spec = dataset('again')
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(prepared.db, spec, renamed(rows, [0, 7, 1000, 1999]))
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 4, passed: 2000 })
  expect(await settled(prepared.db, begun)).toMatchObject({
    read: 2000,
    landed: 2000,
    inserted: 0,
    updated: 4,
    unchanged: 1996,
    removed: 0,
  })
  expect(await publishedValues(prepared.db, 'again')).toEqual(asPublished(renamed(rows, [0, 7, 1000, 1999])))
  const { rows: lines } = await prepared.db.query('select sum(landed)::int as landed from guiji.ledger where plan = $1', [begun.plan.plan])
  expect(lines).toEqual([{ landed: 2000 }])
  // what has been rewritten lies at the end, and the rest of the table in its order
  const next = await landAll(prepared.db, spec, renamed(rows, [0, 7, 1000, 1999]))
  expect((await landedRows(prepared.db, next)).landed).toBeLessThanOrEqual(4)
  expect(await settled(prepared.db, next)).toMatchObject({ updated: 0, unchanged: 2000 })
  const { rows: left } = await prepared.db.query(
    `select (select count(*) from guiji.session) as sessions, (select count(*) from pg_class where relname like 'plan%' and relnamespace = 'landing'::regnamespace) as tables`,
  )
  expect(left).toEqual([{ sessions: 0, tables: 0 }])
})

test('new rows among them land, and rows that are gone are removed, but for those in quarantine', async () => {
  const spec = dataset('gone', { absent: 'remove' })
  await load(prepared.db, spec, rowsOf(0, 2000))
  const rest = [...rowsOf(0, 500), ...rowsOf(5000, 5003, '丙'), ...rowsOf(510, 1200), ...rowsOf(1202, 1990)]
  const begun = await begin(prepared.db, spec)
  await withClaim(prepared.db, begun.plan, begun.generation, async (claim) => {
    await claim.land(batchOf(rest.slice(0, 1000), { done: false }))
    await claim.land(batchOf(rest.slice(1000), { first: 1000, quarantined: [rejected(rest.length, 'BAD', '["1200"]')] }))
  })
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 3, passed: 1990 })
  expect(await settled(prepared.db, begun)).toMatchObject({
    inserted: 3,
    unchanged: 1978,
    updated: 0,
    quarantined: 1,
    removed: 10 + 1 + 10,
  })
  const kept = [...rowsOf(0, 500), ...rowsOf(510, 1201), ...rowsOf(1202, 1990), ...rowsOf(5000, 5003, '丙')]
  expect(await publishedValues(prepared.db, 'gone')).toEqual(asPublished(kept))
})

test('a plan that is read in two attempts keeps what the first has found', async () => {
  const spec = dataset('resumed', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const changed = renamed(rows, [3, 900, 1700]).filter(([id]) => id !== '20' && id !== '1500')
  const begun = await begin(prepared.db, spec)
  await land(prepared.db, begun, changed, { until: 1200 })
  await land(prepared.db, begun, changed, { from: 1200 })
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 2 + changed.length - 1200, passed: 1201 })
  expect(await settled(prepared.db, begun)).toMatchObject({ updated: 3, unchanged: changed.length - 3, removed: 2 })
  expect(await publishedValues(prepared.db, 'resumed')).toEqual(asPublished(changed))
})

test('a split that cannot be resumed begins anew, and nothing that it had found counts', async () => {
  const spec = dataset('anew', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await begin(prepared.db, spec, { resumable: false })
  await land(prepared.db, begun, rows, { until: 1200 })
  await land(prepared.db, begun, rows.slice(0, 1900))
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 0, passed: 1900 })
  expect(await settled(prepared.db, begun)).toMatchObject({ unchanged: 1900, removed: 100 })
})

test('rows in another order are given up soon', async () => {
  const spec = dataset('shuffled', { absent: 'remove' })
  const rows = rowsOf(0, 4000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(prepared.db, spec, [...rows].reverse())
  expect((await landedRows(prepared.db, begun)).landed).toBeGreaterThan(3900)
  expect(await settled(prepared.db, begun)).toMatchObject({ unchanged: 4000, updated: 0, inserted: 0, removed: 0 })
  const pairs = rows.flatMap((_, index) => (index % 2 === 0 ? [rows[index + 1] as TestRow, rows[index] as TestRow] : []))
  const swapped = await landAll(prepared.db, spec, pairs)
  expect(await settled(prepared.db, swapped)).toMatchObject({ unchanged: 4000, updated: 0, inserted: 0, removed: 0 })
})

test('limits on removal count what is gone as ever', async () => {
  const limits = { quarantinedRows: null, quarantinedShare: null, removedRows: 9, removedShare: null }
  const spec = dataset('limited', { absent: 'remove', limits })
  await load(prepared.db, spec, rowsOf(0, 2000))
  const begun = await landAll(prepared.db, spec, rowsOf(0, 1990))
  expect(await codeOf(settled(prepared.db, begun))).toBe('NOT_APPROVED')
  await prepared.db.query(`delete from replica.demo__limited where id = '5'`)
  expect(await codeOf(check(prepared.db, begun.plan, begun.generation))).toBe('LANDING_STALE')
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 0, passed: 0 })
})

test('a version that went back loses, though its row came in its place', async () => {
  const spec = versioned('older')
  const row = (id: number, name: string, day: number): TestRow => [String(id), name, null, `2026-01-${String(day).padStart(2, '0')}`]
  const rows = Array.from({ length: 1000 }, (_, id) => row(id, '甲', 10))
  await load(prepared.db, spec, rows)
  const begun = await landAll(
    prepared.db,
    spec,
    rows.map((each, id) => (id === 4 ? row(id, '乙', 9) : id === 5 ? row(id, '乙', 11) : each)),
  )
  expect(await settled(prepared.db, begun)).toMatchObject({ updated: 1, superseded: 1, unchanged: 998 })
})

test('an entry whose key comes again unchanged is closed where rows have no versions', async () => {
  const spec = dataset('entries')
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  await load(prepared.db, spec, rowsOf(0, 30), { quarantined: [rejected(30, 'BAD', '["40"]'), rejected(31, 'BAD', '["9999"]')] })
  await settled(prepared.db, await landAll(prepared.db, spec, rows, { complete: true }))
  const { rows: entries } = await prepared.db.query(
    `select key, state, how from guiji.quarantine where asset = 'demo.entries' order by key`,
  )
  expect(entries).toEqual([
    { key: '["40"]', state: 'closed', how: 'arrived' },
    { key: '["9999"]', state: 'open', how: null },
  ])
})

test('where the reading of published rows breaks off, the rest lands', async () => {
  const spec = dataset('broken')
  const rows = rowsOf(0, 40_000)
  await load(prepared.db, spec, rows)
  const begun = await begin(prepared.db, spec)
  armFailpoint(
    'land.compared',
    async () =>
      void (await prepared.db.query(
        `select pg_terminate_backend(s.pid, 5000) from guiji.session s join pg_stat_activity a using (pid) where a.query like 'copy (select ctid%' and a.datname = current_database()`,
      )),
    3,
  )
  await land(prepared.db, begun, rows)
  const found = await landedRows(prepared.db, begun)
  expect(found.passed).toBeGreaterThan(0)
  expect(found.landed + found.passed).toBe(rows.length)
  expect(await settled(prepared.db, begun)).toMatchObject({ unchanged: rows.length })
})

test('only the whole of what was published by the same specification is compared', async () => {
  const rows = rowsOf(0, 2000)
  for (const [name, spec, plan] of [
    ['part', dataset('part'), { complete: false }],
    ['appended', dataset('appended', { write: 'append' }), {}],
    ['replaced', dataset('replaced', { write: 'replace' }), {}],
    ['deleting', dataset('deleting', { deletes: { field: 'name', values: ['删'] } as never }), {}],
  ] as const) {
    await load(prepared.db, spec, rows)
    const begun = await landAll(
      prepared.db,
      spec,
      rows.map((row) => [name === 'appended' ? `x${String(row[0])}` : (row[0] as string), '甲', null]),
      plan,
    )
    expect(await landedRows(prepared.db, begun), name).toEqual({ landed: 2000, passed: 0 })
    await settled(prepared.db, begun)
  }
})

test('rows that were changed once lie elsewhere, and the others are found between and behind them', async () => {
  const spec = dataset('moved')
  const rows = rowsOf(0, 12_000, '甲'.repeat(40))
  await load(prepared.db, spec, rows)
  // as PostgreSQL leaves a table that grew by many pages at once: a long stretch of rows that belong elsewhere, and some among the rest
  const place = (row: TestRow) => Number(row[0])
  const foreign = rows.filter((row) => place(row) >= 9000 && place(row) < 10_500)
  const scattered = rows.filter((row) => place(row) % 20 === 7 && place(row) < 9000)
  const moved = new Set([...foreign, ...scattered])
  const others = rows.filter((row) => !moved.has(row))
  const heap = [
    ...others.slice(0, 3000),
    ...foreign,
    ...others.slice(3000, 5000),
    ...scattered.slice(200),
    ...others.slice(5000),
    ...scattered.slice(0, 200),
  ]
  await prepared.db.query('truncate replica.demo__moved')
  await prepared.db.query(
    `insert into replica.demo__moved (id, name, _plan, _split, _ordinal, _first_plan) select id, $2, 1, 0, 0, 1 from unnest($1::text[]) with ordinality heap(id, n) order by n`,
    [heap.map(([id]) => id), '甲'.repeat(40)],
  )
  const begun = await landAll(prepared.db, spec, rows)
  const found = await landedRows(prepared.db, begun)
  expect(found.landed).toBeGreaterThanOrEqual(moved.size)
  expect(found.landed).toBeLessThan(moved.size + 200)
  expect(await settled(prepared.db, begun)).toMatchObject({ unchanged: 12_000, updated: 0 })
})
