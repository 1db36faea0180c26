import { afterAll, beforeAll, expect, test } from 'vitest'
import { listWaiting, recordAnswer } from '../../databases/answers.ts'
import { checkPlan } from '../../databases/check.ts'
import { publishPlan } from '../../databases/publish.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import { batchOf, begin, check, codeOf, dataset, landOnce, load, preparedDatabase, rejected, withClaim, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(() => prepared.close())

const limits = (changes: Partial<DatasetSpec['limits']>): DatasetSpec['limits'] => ({
  ...{ quarantinedRows: null, quarantinedShare: null, removedRows: null, removedShare: null },
  ...changes,
})

test('over its limit of quarantined rows a plan waits, and publishes only with an approval of this ledger', async () => {
  const spec = dataset('limit', { limits: limits({ quarantinedRows: 1 }) })
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]], { quarantined: [rejected(1), rejected(2)] }))
  const verdict = await check(prepared.db, plan, generation)
  expect(verdict).toMatchObject({ questions: [{ code: 'QUARANTINE_LIMIT' }], counts: { read: 3, quarantined: 2, landed: 1 } })
  const request = { plan: plan.plan, generation, ledgerDigest: verdict.ledgerDigest }
  expect(await codeOf(publishPlan(prepared.db, request))).toBe('NOT_APPROVED')
  expect((await listWaiting(prepared.db)).map((waiting) => waiting.plan)).toEqual([plan.plan])
  await recordAnswer(prepared.db, plan.plan, 'another ledger', { approve: true, by: 'li', reason: 'fine' })
  expect(await codeOf(publishPlan(prepared.db, request))).toBe('NOT_APPROVED')
  expect(await codeOf(publishPlan(prepared.db, { ...request, ledgerDigest: 'another ledger' }))).toBe('LEDGER_CHANGED')
  await recordAnswer(prepared.db, plan.plan, verdict.ledgerDigest, { approve: true, by: 'li', reason: 'fine' })
  expect(await recordAnswer(prepared.db, plan.plan, verdict.ledgerDigest, { approve: false, by: 'wang', reason: 'no' })).toMatchObject({
    by: 'li',
  })
  const certificate = await publishPlan(prepared.db, request)
  expect(certificate.approved).toMatchObject({ by: 'li', questions: 'QUARANTINE_LIMIT' })
  expect(await listWaiting(prepared.db)).toEqual([])
})

test('a rejection does not publish', async () => {
  const spec = dataset('no', { limits: limits({ quarantinedShare: 0.5 }) })
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([], { quarantined: [rejected(0)] }))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  await recordAnswer(prepared.db, plan.plan, ledgerDigest, { approve: false, by: 'li', reason: 'no' })
  expect(await codeOf(publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }))).toBe('NOT_APPROVED')
})

test('a share exactly at its limit passes', async () => {
  const spec = dataset('share', { limits: limits({ quarantinedShare: 0.5, quarantinedRows: 1 }) })
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]], { quarantined: [rejected(1)] }))
  expect((await check(prepared.db, plan, generation)).questions).toEqual([])
})

test('removing more than the limit waits', async () => {
  const spec = dataset('removed', { absent: 'remove', limits: limits({ removedShare: 0.5 }) })
  await load(
    prepared.db,
    spec,
    ['1', '2', '3'].map((id) => [id, null, null]),
  )
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', null, null]]))
  const { questions, ledgerDigest } = await check(prepared.db, plan, generation)
  expect(questions).toEqual([{ code: 'REMOVED_LIMIT', suggestion: '2/3' }])
  await recordAnswer(prepared.db, plan.plan, ledgerDigest, { approve: true, by: 'li', reason: 'true' })
  expect((await publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest })).counts).toMatchObject({ removed: 2, unchanged: 1 })
})

test('a source that counts otherwise is asked about, and then nothing is removed', async () => {
  const spec = dataset('count', { absent: 'remove' })
  await load(prepared.db, spec, [
    ['1', null, null],
    ['2', null, null],
  ])
  const { plan, generation } = await begin(prepared.db, spec, { rows: 2 })
  await landOnce(prepared.db, plan, generation, batchOf([['1', null, null]]))
  const { questions, ledgerDigest } = await check(prepared.db, plan, generation)
  expect(questions).toEqual([{ code: 'ROW_COUNT_DIFFERS', suggestion: '1/2' }])
  await recordAnswer(prepared.db, plan.plan, ledgerDigest, { approve: true, by: 'li', reason: 'known' })
  expect((await publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest })).counts.removed).toBe(0)
})

test('an unfinished split is told', async () => {
  const { plan, generation } = await begin(prepared.db, dataset('unfinished'))
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]], { done: false }))
  expect(await codeOf(check(prepared.db, plan, generation))).toBe('SPLITS_UNFINISHED')
})

test.each([
  ['a batch is missing', `delete from guiji.ledger where plan = $1 and batch = 2`],
  ['the first batch is missing', `delete from guiji.ledger where plan = $1 and batch = 1`],
  ['the last batch is missing', `delete from guiji.ledger where plan = $1 and batch = 3`],
  ['positions do not join', `update guiji.ledger set from_position = '{"row":9}' where plan = $1 and batch = 2`],
  ['ordinals do not join', `update guiji.ledger set from_ordinal = 0, read = read + 1, landed = landed + 1 where plan = $1 and batch = 2`],
  ['rows are unaccounted for', `update guiji.ledger set read = 2, to_ordinal = to_ordinal where plan = $1 and batch = 3`],
  ['the split ends elsewhere', `update guiji.split set position = '{"row":9}' where plan = $1`],
])('a ledger where %s is broken', async (name, damage) => {
  const { plan, generation } = await begin(prepared.db, dataset(`ledger_${name.replace(/\W/g, '_')}`))
  await withClaim(prepared.db, plan, generation, async (claim) => {
    await claim.land(batchOf([['1', 'a', null]], { done: false }))
    await claim.land(batchOf([['2', 'a', null]], { first: 1, done: false }))
    await claim.land(batchOf([['3', 'a', null]], { first: 2, done: true }))
  })
  await checkPlan(prepared.db, { plan: plan.plan, generation })
  await prepared.db.query(damage, [plan.plan])
  expect(await codeOf(check(prepared.db, plan, generation))).toBe('LEDGER_BROKEN')
})

test('batches may follow each other at the same position', async () => {
  const { plan, generation } = await begin(prepared.db, dataset('equal'))
  await withClaim(prepared.db, plan, generation, async (claim) => {
    await claim.land(batchOf([['1', 'a', null]], { done: false, position: { page: 1 } }))
    await claim.land(batchOf([['2', 'a', null]], { first: 1, done: false, position: { page: 1 } }))
    await claim.land(batchOf([], { first: 2, position: { page: 1 } }))
  })
  expect((await check(prepared.db, plan, generation)).counts).toEqual({ read: 2, filtered: 0, quarantined: 0, landed: 2 })
})
