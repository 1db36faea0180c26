import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { batchOf, begin, codeOf, dataset, landOnce, load, preparedDatabase, settle, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(async () => {
  disarmFailpoints()
  await prepared.close()
})

test('a server with too little shared memory judges by one process', async () => {
  const spec = dataset('cramped')
  await load(prepared.db, spec, [['1', '甲', null]])
  let asked = 0
  armFailpoint('publish.sharing', () => {
    asked++
    throw Object.assign(new pg.DatabaseError('could not resize shared memory segment', 0, 'error'), { code: '53100', severity: 'ERROR' })
  })
  const second = await load(prepared.db, spec, [
    ['1', '乙', null],
    ['2', '丙', null],
  ])
  expect(asked).toBe(1)
  expect(second).toMatchObject({ inserted: 1, updated: 1 })
})

test('many rows are judged as if no key came twice, and keys that did are settled all the same', async () => {
  const spec = dataset('many')
  const row = (number: number, name: string): [string, string, null] => [String(number), name, null]
  const old = Array.from({ length: 50_000 }, (_, number) => row(number, '甲'))
  await load(prepared.db, spec, old)
  // one published key twice, the same both times; one new key twice, changed the second time
  const again = [...old.slice(1), row(7, '甲'), row(60_000, '乙'), row(60_000, '丙')]
  expect(await load(prepared.db, spec, again)).toMatchObject({ inserted: 1, updated: 0, unchanged: 49_999, superseded: 2 })
  const { rows } = await prepared.db.query<{ name: string }>(`select name from replica.demo__many where id = '60000'`)
  expect(rows).toEqual([{ name: '丙' }])
  expect(await load(prepared.db, spec, [...old.slice(1), row(0, '丁')])).toMatchObject({ updated: 1, unchanged: 49_999, superseded: 0 })
})

test('vacuum of the published table is not waited for', async () => {
  const spec = dataset('vacuumed')
  await load(prepared.db, spec, [['1', '甲', null]])
  const vacuum = new pg.Client({ connectionString: prepared.url })
  await vacuum.connect()
  await vacuum.query('begin; lock table replica.demo__vacuumed in share update exclusive mode')
  expect(await load(prepared.db, spec, [['1', '乙', null]])).toMatchObject({ updated: 1 })
  await vacuum.end()
})

test('a stranger who inserts a key while it is published is noticed', async () => {
  const spec = dataset('written_inserts')
  await load(prepared.db, spec, [['1', '甲', null]])
  armFailpoint('publish.judged', async () => {
    await prepared.db.query(
      `insert into replica.demo__written_inserts select '2', '丁', amount, _plan, _split, 9, _line, _first_plan from replica.demo__written_inserts`,
    )
  })
  const { generation, plan } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['2', '乙', null]]))
  expect(await codeOf(settle(prepared.db, plan, generation))).toBe('TABLE_WRITTEN')
  disarmFailpoints()
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ updated: 1 })
})

test.each([
  { what: 'changes', sql: `update replica.demo__written_changes set name = '丁' where id = '1'` },
  { what: 'removes', sql: `delete from replica.demo__written_removes where id = '1'` },
])('a stranger who $what a row while it is published is noticed, and the plan is published at the next try', async ({ what, sql }) => {
  const spec = dataset(`written_${what}`)
  await load(prepared.db, spec, [['1', '甲', null]])
  armFailpoint('publish.judged', async () => void (await prepared.db.query(sql)))
  const { generation, plan } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', '乙', null]]))
  expect(await codeOf(settle(prepared.db, plan, generation))).toBe('TABLE_WRITTEN')
  disarmFailpoints()
  expect(await settle(prepared.db, plan, generation)).toMatchObject(what === 'changes' ? { updated: 1 } : { inserted: 1 })
  expect((await prepared.db.query(`select name from replica.demo__written_${what}`)).rows).toEqual([{ name: '乙' }])
})
