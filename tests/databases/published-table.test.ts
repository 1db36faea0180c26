import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { sweepLanding } from '../../databases/landing-table.ts'
import { publishPlan } from '../../databases/publish.ts'
import { batchOf, begin, check, codeOf, dataset, landOnce, load, preparedDatabase, rowsOf, settle, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

test('a table of somebody else is not touched, a vanished one is not made up', async () => {
  const spec = dataset('taken')
  await prepared.db.query('create table replica.demo__taken (id text)')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  expect(await codeOf(settle(prepared.db, plan, generation))).toBe('TABLE_TAKEN')
  await prepared.db.query('drop table replica.demo__taken')
  await settle(prepared.db, plan, generation)
  await prepared.db.query('drop table replica.demo__taken cascade')
  expect(await codeOf(load(prepared.db, spec, [['1', 'a', null]]))).toBe('TABLE_MISSING')
})

test('a new field gets its column, a dropped one no more values, another type is refused', async () => {
  const spec = dataset('fields')
  await load(prepared.db, spec, [['1', 'a', '1']])
  const { columns } = spec.table
  const wider = { ...spec, table: { ...spec.table, columns: [columns[0]!, columns[1]!, { ...columns[1]!, name: 'phone' }] } }
  expect(
    await load(prepared.db, wider, [
      ['1', 'a', 'p'],
      ['2', 'b', 'q'],
    ]),
  ).toMatchObject({ updated: 1, inserted: 1 })
  expect(await rowsOf(prepared.db, wider)).toEqual([
    ['1', 'a', 'p'],
    ['2', 'b', 'q'],
  ])
  const other = { ...spec, table: { ...spec.table, columns: [columns[0]!, { ...columns[1]!, sql: { sql: 'date' as const } }] } }
  expect(await codeOf(load(prepared.db, other, [['1', '2026-01-01']]))).toBe('TABLE_DIFFERS')
})

test('landing tables are dropped after the commit, and leftovers are swept', async () => {
  const spec = dataset('swept')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  armFailpoint('publish.before-drop', () => {
    throw new Error('crash')
  })
  await publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }).catch(() => undefined)
  const exists = async () => (await prepared.db.query(`select 1 where to_regclass('landing.plan_${plan.number}') is not null`)).count
  expect(await exists()).toBe(1)
  expect(await sweepLanding(prepared.db)).toBeGreaterThan(0)
  expect(await exists()).toBe(0)
})
