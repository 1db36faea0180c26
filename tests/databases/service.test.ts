import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServiceSpec } from '../../core/spec.ts'
import { checkPlan } from '../../databases/check.ts'
import { bindToday, landQuery } from '../../databases/land-query.ts'
import { storePlan } from '../../databases/plans.ts'
import { publishPlan } from '../../databases/publish.ts'
import { codeOf, column, lease, planOf, preparedDatabase, rowsOf, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
  await prepared.db.query('create table base.elders (id text primary key, born date)')
  await prepared.db.query(`insert into base.elders values ('1', '1940-01-01'), ('2', '1946-03-02'), ('3', '1946-03-03')`)
})
afterAll(() => prepared.close())

function service(name: string, sql: string): ServiceSpec {
  return {
    ...{ kind: 'service', asset: `service.${name}`, name, recipient: 'civil-affairs', purpose: '津贴', inputs: ['base.elders'], sql },
    table: { schema: 'service', name, comment: name, key: ['id'], columns: [column('id', 'text', false), column('age', 'bigint')] },
  }
}

let runs = 0
async function run(spec: ServiceSpec, today = '2026-03-02') {
  const generation = await lease(prepared.db, spec.asset, `run-${++runs}`)
  const { plan } = await storePlan(prepared.db, { asset: spec.asset, generation, spec, specDigest: 'd', plan: planOf(), mode: 'snapshot' })
  const landing = { plan, generation, sql: spec.sql, today }
  const landed = await landQuery(prepared.db, landing)
  expect(await landQuery(prepared.db, landing)).toEqual(landed)
  const { ledgerDigest } = await checkPlan(prepared.db, { plan, generation })
  return (await publishPlan(prepared.db, { plan, generation, ledgerDigest })).counts
}

test('a service publishes what its statement gives today, and what it no longer gives goes', async () => {
  const spec = service(
    'allowance',
    `select id, extract(year from age(:today, born))::bigint as age from base.elders where born <= :today - interval '80 years'; `,
  )
  expect(await run(spec)).toMatchObject({ read: 2, landed: 2, inserted: 2, removed: 0 })
  expect(await run(spec)).toMatchObject({ unchanged: 2, inserted: 0 })
  expect(await run(spec, '2026-03-03')).toMatchObject({ inserted: 1, unchanged: 2 })
  await prepared.db.query(`delete from base.elders where id = '1'`)
  expect(await run(spec, '2026-03-03')).toMatchObject({ unchanged: 2, removed: 1 })
  expect((await rowsOf(prepared.db, spec)).map(([id]) => id)).toEqual(['2', '3'])
})

test('a result with repeated keys, missing keys, unfit values or a second statement is refused whole', async () => {
  expect(await codeOf(run(service('repeated', `select 'x' as id, 1 as age from base.elders`)))).toBe('SERVICE_KEY_REPEATED')
  expect(await codeOf(run(service('keyless', 'select null as id, 1 as age')))).toBe('SERVICE_ROW_REFUSED')
  expect(await codeOf(run(service('unfit', `select 'x' as id, 1e30 as age`)))).toBe('SERVICE_ROW_REFUSED')
  expect(await codeOf(run(service('two', `select 'x' as id, 1 as age) q; drop table base.elders; select * from (select 1`)))).toBe(
    'DATABASE_REFUSED',
  )
  expect((await prepared.db.query('select 1 from base.elders')).count).toBeGreaterThan(0)
  expect(await codeOf(run(service('unknown', 'select id, wage as age from base.elders')))).toBe('DATABASE_REFUSED')
})

test(':today is bound outside of texts, comments and casts only', () => {
  expect(bindToday(`select ':today', ":today", x::today, :today, :todays -- :today\n /* :today */ from t;`)).toBe(
    `select ':today', ":today", x::today, $1::date, :todays -- :today\n /* :today */ from t`,
  )
})
