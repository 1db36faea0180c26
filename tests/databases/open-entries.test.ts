import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatasetSpec } from '../../core/spec.ts'
import { recordAnswer } from '../../databases/answers.ts'
import { readOpenEntries } from '../../databases/entries.ts'
import { abandonPlan } from '../../databases/plans.ts'
import { publishPlan } from '../../databases/publish.ts'
import { listQuarantine } from '../../databases/quarantine.ts'
import { batchOf, begin, check, dataset, landOnce, load, preparedDatabase, rejected, versioned, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(() => prepared.close())

const offeredOf = async (asset: string) => {
  const pages = []
  for await (const page of readOpenEntries(prepared.db, { asset })) pages.push(...page)
  return pages
}
const bad = (ordinal: number, key: readonly (string | null)[] | null) => rejected(ordinal, 'BAD', key === null ? null : JSON.stringify(key))
const ends = async (spec: DatasetSpec) =>
  (await listQuarantine(prepared.db, { asset: spec.asset, closed: true })).map(
    ({ plan, ordinal, how }) => `${plan.split('@')[1] ?? ''}:${ordinal} ${how ?? 'open'}`,
  )

test('rows of a plan that was rejected as a whole are not offered for correction', async () => {
  const spec = dataset('refused')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]], { quarantined: [bad(1, ['2'])] }))
  await abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'wrong file' })
  expect(await offeredOf(spec.asset)).toEqual([])
  await load(prepared.db, spec, [['1', 'a', null]], { quarantined: [bad(1, ['2'])] })
  const offered = await offeredOf(spec.asset)
  expect(offered.map((entry) => entry.plan)).toEqual([`${spec.asset}@3`])
})

test('where absent rows are removed, a whole source that was read again closes what stood open before', async () => {
  const spec = dataset('reread', { absent: 'remove' })
  await load(prepared.db, spec, [['1', 'a', null]], { quarantined: [bad(1, ['2']), bad(2, null)] })
  await load(prepared.db, spec, [['1', 'a', null]], { quarantined: [bad(1, ['2'])] })
  expect((await ends(spec)).sort()).toEqual(['1:1 reread', '1:2 reread', '2:1 open'])
})

test('a source that counts more rows than were read closes nothing that stood open before, although a person approves', async () => {
  const { db } = prepared
  const spec = dataset('short', { absent: 'remove' })
  await load(db, spec, [['1', 'a', null]], { quarantined: [bad(1, null)] })
  const { plan, generation } = await begin(db, spec, { rows: 3 })
  await landOnce(db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(db, plan, generation)
  await recordAnswer(db, plan.plan, ledgerDigest, { approve: true, by: 'li', reason: 'known' })
  await publishPlan(db, { plan: plan.plan, generation, ledgerDigest })
  expect(await ends(spec)).toEqual(['1:1 open'])
})

test('where rows have versions, a late one that does not count closes nothing', async () => {
  const spec = versioned('late', { holds: 'changes' })
  await load(prepared.db, spec, [['1', 'a', null, '2026-02-02']])
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1'])] })
  await load(prepared.db, spec, [['1', 'older', null, '2026-02-01']])
  expect(await ends(spec)).toEqual(['2:0 open'])
  await load(prepared.db, spec, [['1', 'newer', null, '2026-02-04']])
  expect(await ends(spec)).toEqual(['2:0 arrived'])
})
