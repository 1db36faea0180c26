import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Plan } from '../../core/connector.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Json } from '../../core/values.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import type { StoredPlan } from '../../databases/plans.ts'
import { rowsOf } from './_ahead.ts'
import { landedRows, publishedValues } from './_standing.ts'
import {
  batchOf,
  begin,
  check,
  codeOf,
  dataset,
  load,
  preparedDatabase,
  rejected,
  settle,
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

/** So many rows to a batch: several batches, so that a plan is worth comparing. */
const batchRows = 400

type Begun = Readonly<{ plan: StoredPlan; generation: number }>

/** Lands rows from one of them on, batch by batch, within one claim; `until` leaves the split unfinished. */
async function land({ plan, generation }: Begun, rows: readonly TestRow[], from = 0, until = rows.length): Promise<void> {
  const { columns } = plan.spec.table
  await withClaim(prepared.db, plan, generation, async (claim) => {
    for (let first = from; first < until; first += batchRows) {
      const last = Math.min(first + batchRows, until)
      await claim.land(batchOf(rows.slice(first, last), { first, done: last === rows.length, columns }))
    }
  })
}

async function landAll(spec: DatasetSpec, rows: readonly TestRow[], changes?: Partial<Plan<Json, Json>>): Promise<Begun> {
  const begun = await begin(prepared.db, spec, changes)
  await land(begun, rows)
  return begun
}

const landed = (begun: Begun) => landedRows(prepared.db, begun.plan.number)

const published = (name: string) => publishedValues(prepared.db, name)
const asPublished = (rows: readonly TestRow[]) => rows.map((row) => row.filter((cell) => cell !== null).join(' '))
const settled = (begun: Begun) => settle(prepared.db, begun.plan, begun.generation)
/** With other names at some places. */
const renamed = (rows: readonly TestRow[], ids: readonly number[]) => rows.map((row) => (ids.includes(Number(row[0])) ? [row[0] as string, '乙', null] : row)) // prettier-ignore

test('what comes again unchanged lands no second time, and is counted', async () => {
  const spec = dataset('again')
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, renamed(rows, [0, 7, 1000, 1999]))
  expect(await landed(begun)).toEqual({ landed: 4, passed: 2000 })
  expect(await settled(begun)).toMatchObject({ read: 2000, landed: 2000, inserted: 0, updated: 4, unchanged: 1996, removed: 0 })
  expect(await published('again')).toEqual(asPublished(renamed(rows, [0, 7, 1000, 1999])))
  const { rows: lines } = await prepared.db.query('select sum(landed)::int as landed from guiji.ledger where plan = $1', [begun.plan.plan])
  expect(lines).toEqual([{ landed: 2000 }])
  // what has been rewritten lies at the end, and the rest of the table in its order
  const next = await landAll(spec, renamed(rows, [0, 7, 1000, 1999]))
  expect((await landed(next)).landed).toBeLessThanOrEqual(4)
  expect(await settled(next)).toMatchObject({ updated: 0, unchanged: 2000 })
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
  expect(await landed(begun)).toEqual({ landed: 3, passed: 1990 })
  expect(await settled(begun)).toMatchObject({ inserted: 3, unchanged: 1978, updated: 0, quarantined: 1, removed: 10 + 1 + 10 })
  const kept = [...rowsOf(0, 500), ...rowsOf(510, 1201), ...rowsOf(1202, 1990), ...rowsOf(5000, 5003, '丙')]
  expect(await published('gone')).toEqual(asPublished(kept))
})

test('a plan that is read in two attempts keeps what the first has found', async () => {
  const spec = dataset('resumed', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const changed = renamed(rows, [3, 900, 1700]).filter(([id]) => id !== '20' && id !== '1500')
  const begun = await begin(prepared.db, spec)
  await land(begun, changed, 0, 1200)
  await land(begun, changed, 1200)
  expect(await landed(begun)).toEqual({ landed: 2 + changed.length - 1200, passed: 1201 })
  expect(await settled(begun)).toMatchObject({ updated: 3, unchanged: changed.length - 3, removed: 2 })
  expect(await published('resumed')).toEqual(asPublished(changed))
})

test('a split that cannot be resumed begins anew, and nothing that it had found counts', async () => {
  const spec = dataset('anew', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await begin(prepared.db, spec, { resumable: false })
  await land(begun, rows, 0, 1200)
  await land(begun, rows.slice(0, 1900))
  expect(await landed(begun)).toEqual({ landed: 0, passed: 1900 })
  expect(await settled(begun)).toMatchObject({ unchanged: 1900, removed: 100 })
})

test('rows in another order are given up soon', async () => {
  const spec = dataset('shuffled', { absent: 'remove' })
  const rows = rowsOf(0, 4000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, [...rows].reverse())
  expect((await landed(begun)).landed).toBeGreaterThan(3900)
  expect(await settled(begun)).toMatchObject({ unchanged: 4000, updated: 0, inserted: 0, removed: 0 })
  const pairs = rows.flatMap((_, index) => (index % 2 === 0 ? [rows[index + 1] as TestRow, rows[index] as TestRow] : []))
  const swapped = await landAll(spec, pairs)
  expect(await settled(swapped)).toMatchObject({ unchanged: 4000, updated: 0, inserted: 0, removed: 0 })
})

const repeats: readonly (readonly [what: string, rows: (rows: readonly TestRow[]) => readonly TestRow[], last: string])[] = [
  ['changed after it came unchanged', (rows) => [...rows, ['5', '丁', null]], '丁'],
  ['unchanged after it came changed', (rows) => [['1500', '丁', null], ...rows], '甲'],
  ['twice unchanged', (rows) => [...rows, ['5', '甲', null]], '甲'],
]
test.each(repeats)('a key that comes twice, %s, is settled by the order of its rows', async (_, change, last) => {
  const spec = dataset(`twice_${repeats.findIndex((each) => each[1] === change)}`)
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, change(rows))
  expect(await codeOf(settled(begun))).toBe('LANDING_STALE')
  // nothing of what had landed is left, and it is not compared again; whoever asks before it has landed hears the same
  expect(await landed(begun)).toEqual({ landed: 0, passed: 0 })
  expect(await codeOf(settled(begun))).toBe('LANDING_STALE')
  await land(begun, change(rows))
  expect((await landed(begun)).landed).toBe(2001)
  expect(await settled(begun)).toMatchObject({ landed: 2001, superseded: 1 })
  const names = new Map((await published(spec.name)).map((row) => row.split(' ') as [string, string]))
  expect([names.size, names.get('5'), names.get('1500')]).toEqual([2000, last === '丁' ? '丁' : '甲', '甲'])
})

test.each([
  ['changes one of the rows', `update replica.demo__? set name = '丁' where id = '100'`],
  ['removes one', `delete from replica.demo__? where id = '100'`],
  [
    'puts another into the place of one',
    `delete from replica.demo__? where id::int between 1500 and 1549; vacuum replica.demo__?; ${Array.from({ length: 300 }, (_, id) => `insert into replica.demo__? (id, name, _plan, _split, _ordinal, _first_plan) select '${3000 + id}', '丁', 1, 0, 0, 1 where (select count(*) from replica.demo__? where ctid <= '$last') < 2000`).join('; ')}`,
  ],
  ['rewrites the table', 'vacuum full replica.demo__?'],
  [
    'empties and fills it',
    'create temporary table t as table replica.demo__?; truncate replica.demo__?; insert into replica.demo__? select * from t',
  ],
])('a stranger who %s after it was compared is noticed', async (what, sql) => {
  const name = `meddled_${what.replaceAll(' ', '_')}`
  const spec = dataset(name, { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, renamed(rows, [1]))
  const stranger = new pg.Client({ connectionString: prepared.url })
  await stranger.connect()
  const { rows: last } = await stranger.query<{ place: string }>(`select max(ctid)::text as place from replica.demo__${name}`)
  for (const statement of sql.split('; ')) await stranger.query(statement.replaceAll('?', name).replace('$last', last[0]?.place ?? ''))
  await stranger.end()
  expect(await codeOf(settled(begun))).toBe('LANDING_STALE')
  await land(begun, renamed(rows, [1]))
  await settled(begun)
  expect(await published(name)).toEqual(asPublished(renamed(rows, [1])))
})

test('a row that a stranger has added behind those that were compared is absent like any other', async () => {
  const spec = dataset('added', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, rows)
  await prepared.db.query(
    `insert into replica.demo__added (id, name, _plan, _split, _ordinal, _first_plan) values ('77777', '丁', 1, 0, 0, 1)`,
  )
  expect(await settled(begun)).toMatchObject({ unchanged: 2000, removed: 1 })
})

test('a row that a stranger moves while its plan is published is not taken for an absent one', async () => {
  const spec = dataset('late', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, rows)
  armFailpoint('publish.judged', async () => void (await prepared.db.query(`update replica.demo__late set name = '丁' where id = '100'`)))
  expect(await codeOf(settled(begun))).toBe('TABLE_WRITTEN')
  expect(await codeOf(settled(begun))).toBe('LANDING_STALE')
  await land(begun, rows)
  expect(await settled(begun)).toMatchObject({ updated: 1, unchanged: 1999, removed: 0 })
  expect(await published('late')).toEqual(asPublished(rows))
})

test('limits on removal count what is gone as ever', async () => {
  const limits = { quarantinedRows: null, quarantinedShare: null, removedRows: 9, removedShare: null }
  const spec = dataset('limited', { absent: 'remove', limits })
  await load(prepared.db, spec, rowsOf(0, 2000))
  const begun = await landAll(spec, rowsOf(0, 1990))
  expect(await codeOf(settled(begun))).toBe('NOT_APPROVED')
  await prepared.db.query(`delete from replica.demo__limited where id = '5'`)
  expect(await codeOf(check(prepared.db, begun.plan, begun.generation))).toBe('LANDING_STALE')
  expect(await landed(begun)).toEqual({ landed: 0, passed: 0 })
})

test('a version that went back loses, though its row came in its place', async () => {
  const spec = versioned('older')
  const row = (id: number, name: string, day: number): TestRow => [String(id), name, null, `2026-01-${String(day).padStart(2, '0')}`]
  const rows = Array.from({ length: 1000 }, (_, id) => row(id, '甲', 10))
  await load(prepared.db, spec, rows)
  const begun = await landAll(
    spec,
    rows.map((each, id) => (id === 4 ? row(id, '乙', 9) : id === 5 ? row(id, '乙', 11) : each)),
  )
  expect(await settled(begun)).toMatchObject({ updated: 1, superseded: 1, unchanged: 998 })
})

test('an entry whose key comes again unchanged is closed where rows have no versions', async () => {
  const spec = dataset('entries')
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  await load(prepared.db, spec, rowsOf(0, 30), { quarantined: [rejected(30, 'BAD', '["40"]'), rejected(31, 'BAD', '["9999"]')] })
  await settled(await landAll(spec, rows, { complete: true }))
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
  await land(begun, rows)
  const found = await landed(begun)
  expect(found.passed).toBeGreaterThan(0)
  expect(found.landed + found.passed).toBe(rows.length)
  expect(await settled(begun)).toMatchObject({ unchanged: rows.length })
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
      spec,
      rows.map((row) => [name === 'appended' ? `x${String(row[0])}` : (row[0] as string), '甲', null]),
      plan,
    )
    expect(await landed(begun), name).toEqual({ landed: 2000, passed: 0 })
    await settled(begun)
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
  const begun = await landAll(spec, rows)
  const found = await landed(begun)
  expect(found.landed).toBeGreaterThanOrEqual(moved.size)
  expect(found.landed).toBeLessThan(moved.size + 200)
  expect(await settled(begun)).toMatchObject({ unchanged: 12_000, updated: 0 })
})

test('what other transactions of the server do meanwhile is no reason to land anew', async () => {
  const other = new pg.Client({ connectionString: prepared.url })
  await other.connect()
  // it has its number before the rows are published, and still runs when they are compared
  await other.query('create table public.other (x int); begin; insert into public.other values (1)')
  const spec = dataset('beside')
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(spec, renamed(rows, [5]))
  expect(await landed(begun)).toEqual({ landed: 1, passed: 2000 })
  await other.query('commit')
  await other.end()
  expect(await settled(begun)).toMatchObject({ updated: 1, unchanged: 1999 })
})
