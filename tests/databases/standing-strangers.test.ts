import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { rowsOf } from './_ahead.ts'
import { asPublished, land, landAll, landedRows, publishedValues, renamed, settled } from './_standing.ts'
import { codeOf, dataset, load, preparedDatabase, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

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
  const begun = await landAll(prepared.db, spec, renamed(rows, [1]))
  const stranger = new pg.Client({ connectionString: prepared.url })
  await stranger.connect()
  const { rows: last } = await stranger.query<{ place: string }>(`select max(ctid)::text as place from replica.demo__${name}`)
  for (const statement of sql.split('; ')) await stranger.query(statement.replaceAll('?', name).replace('$last', last[0]?.place ?? ''))
  await stranger.end()
  expect(await codeOf(settled(prepared.db, begun))).toBe('LANDING_STALE')
  await land(prepared.db, begun, renamed(rows, [1]))
  await settled(prepared.db, begun)
  expect(await publishedValues(prepared.db, name)).toEqual(asPublished(renamed(rows, [1])))
})

test('a row that a stranger has added behind those that were compared is absent like any other', async () => {
  const spec = dataset('added', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(prepared.db, spec, rows)
  await prepared.db.query(
    `insert into replica.demo__added (id, name, _plan, _split, _ordinal, _first_plan) values ('77777', '丁', 1, 0, 0, 1)`,
  )
  expect(await settled(prepared.db, begun)).toMatchObject({ unchanged: 2000, removed: 1 })
})

test('a row that a stranger moves while its plan is published is not taken for an absent one', async () => {
  const spec = dataset('late', { absent: 'remove' })
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(prepared.db, spec, rows)
  armFailpoint('publish.judged', async () => void (await prepared.db.query(`update replica.demo__late set name = '丁' where id = '100'`)))
  expect(await codeOf(settled(prepared.db, begun))).toBe('TABLE_WRITTEN')
  expect(await codeOf(settled(prepared.db, begun))).toBe('LANDING_STALE')
  await land(prepared.db, begun, rows)
  expect(await settled(prepared.db, begun)).toMatchObject({ updated: 1, unchanged: 1999, removed: 0 })
  expect(await publishedValues(prepared.db, 'late')).toEqual(asPublished(rows))
})

test('what other transactions of the server do meanwhile is no reason to land anew', async () => {
  const other = new pg.Client({ connectionString: prepared.url })
  await other.connect()
  // it has its number before the rows are published, and still runs when they are compared
  await other.query('create table public.other (x int); begin; insert into public.other values (1)')
  const spec = dataset('beside')
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(prepared.db, spec, renamed(rows, [5]))
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 1, passed: 2000 })
  await other.query('commit')
  await other.end()
  expect(await settled(prepared.db, begun)).toMatchObject({ updated: 1, unchanged: 1999 })
})
