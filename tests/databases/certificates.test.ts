import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DatasetSpec } from '../../core/spec.ts'
import { readCertificate } from '../../databases/certificate.ts'
import { verifyCertificates } from '../../databases/verify-certificates.ts'
import { dataset, load, preparedDatabase, type Prepared } from './_support.ts'

let prepared: Prepared
let spec: DatasetSpec
let plans: readonly string[]
let made = 0
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(() => prepared.close())
beforeEach(async () => {
  spec = dataset(`certified_${++made}`)
  for (const name of ['甲', '乙', '丙']) await load(prepared.db, spec, [['1', name, null]], { plan: { rows: 1 } })
  const { rows } = await prepared.db.query<{ plan: string }>('select plan from guiji.certificate where asset = $1 order by number', [
    spec.asset,
  ])
  plans = rows.map(({ plan }) => plan)
})

const broken = async () => (await verifyCertificates(prepared.db, spec.asset)).broken.map(({ plan, found }) => [plan, found])
const change = (sql: string, ...values: readonly unknown[]) => prepared.db.query(sql, values)

test('certificates of a chain hold, and say the source’s count, the batches and the build', async () => {
  expect(await verifyCertificates(prepared.db, spec.asset)).toEqual({ checked: 3, broken: [] })
  expect(await readCertificate(prepared.db, plans[0] ?? '')).toMatchObject({ expected: 1, batches: 1, build: 'test', previous: null })
  const lines = await change('select distinct build from guiji.ledger where plan = $1', plans[0])
  expect(lines.rows).toEqual([{ build: 'test' }])
})

test('a changed text is found at its certificate alone', async () => {
  await change(`update guiji.certificate set body = replace(body::text, '"read":1', '"read":2')::json where plan = $1`, plans[1])
  expect(await broken()).toEqual([[plans[1], ['hash', 'counts']]])
})

test('a changed text with a hash to match no longer fits into the chain', async () => {
  await change(
    `update guiji.certificate set body = changed::json, hash = encode(sha256(convert_to(changed, 'UTF8')), 'hex')
     from (select replace(body::text, '"removed":0', '"removed":1') as changed from guiji.certificate where plan = $1) c where plan = $1`,
    plans[1],
  )
  expect(await broken()).toEqual([[plans[2], ['chain']]])
})

test('a changed ledger line is found by digest and sums', async () => {
  await change('update guiji.ledger set digest = $2 where plan = $1', plans[0], 'another')
  await change('update guiji.ledger set filtered = 5 where plan = $1', plans[2])
  expect(await broken()).toEqual([
    [plans[0], ['ledger']],
    [plans[2], ['ledger', 'counts']],
  ])
})

test('a ledger that was cleared away is missed', async () => {
  await change('delete from guiji.ledger where plan = $1', plans[0])
  expect(await broken()).toEqual([[plans[0], ['ledger']]])
})

test('a certificate that is gone is missed, in the middle and at the end', async () => {
  await change('delete from guiji.certificate where plan = $1', plans[1])
  expect(await broken()).toEqual([
    [plans[2], ['chain']],
    [plans[1], ['missing']],
  ])
  await change('delete from guiji.certificate where plan = $1', plans[2])
  expect(await broken()).toEqual([
    [plans[0], ['end']],
    [plans[1], ['missing']],
    [plans[2], ['missing']],
  ])
})

test('certificates in another order do not follow each other', async () => {
  await change('update guiji.certificate set number = -number where plan = any ($1)', plans.slice(0, 2))
  const found = new Map((await broken()).map(([plan, breaches]) => [plan, breaches]))
  expect(found.get(plans[1] ?? '')).toEqual(['place', 'chain'])
  expect(found.get(plans[0] ?? '')).toEqual(['place', 'chain'])
})
