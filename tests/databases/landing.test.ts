import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { claimSplit } from '../../databases/claim.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { splitProgress } from '../../databases/ledger.ts'
import { countQuarantine, listQuarantine, listWarned, showQuarantined } from '../../databases/quarantine.ts'
import {
  batchOf,
  begin,
  codeOf,
  column,
  dataset,
  landOnce,
  planOf,
  preparedDatabase,
  rejected,
  rowsOf,
  settle,
  withClaim,
  type Prepared,
} from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

const landed = async (number: number) => (await prepared.db.query(`select 1 from landing.plan_${number}`)).count

test('a stalled first attempt that wakes after the second has claimed lands nothing', async () => {
  const spec = dataset('stalled')
  const { plan, generation } = await begin(prepared.db, spec)
  const first = await claimSplit(prepared.db, { plan: plan.plan, split: 'whole', generation })
  await first.land(batchOf([['1', 'a', null]], { done: false }))
  // Its session is hidden, so that only the attempt stands between.
  await prepared.db.query('delete from guiji.session where plan = $1', [plan.plan])
  const second = await claimSplit(prepared.db, { plan: plan.plan, split: 'whole', generation })
  expect(second).toMatchObject({ attempt: 2, position: { row: 1 }, nextOrdinal: 1, done: false })
  expect(await codeOf(first.land(batchOf([['2', 'b', null]], { first: 1, done: true })))).toBe('SPLIT_FENCED')
  expect(await codeOf(first.land(batchOf([['2', 'b', null]], { first: 1, done: true })))).toBe('CLAIM_BROKEN')
  await second.land(
    batchOf(
      [
        ['2', 'b', null],
        ['3', 'c', null],
      ],
      { first: 1 },
    ),
  )
  await Promise.all([first.close(), second.close()])
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ read: 3, landed: 3, inserted: 3 })
})

test('a second claim ends the first one’s session in the middle of its batch', async () => {
  const spec = dataset('ended')
  const { plan, generation } = await begin(prepared.db, spec)
  const first = await claimSplit(prepared.db, { plan: plan.plan, split: 'whole', generation })
  let wake = () => {}
  const stall = new Promise<void>((resolve) => (wake = resolve))
  let stalled = false
  armFailpoint('land.before-commit', () => {
    stalled = true
    return stall
  })
  const landing = codeOf(first.land(batchOf([['1', 'a', null]])))
  await expect.poll(() => stalled).toBe(true)
  const second = await claimSplit(prepared.db, { plan: plan.plan, split: 'whole', generation })
  expect(first.lost.aborted).toBe(true)
  wake()
  expect(['DATABASE_UNREACHABLE', 'DATABASE_COMMIT_UNKNOWN', 'DATABASE_BUSY']).toContain(await landing)
  expect(second).toMatchObject({ position: null, nextOrdinal: 0 })
  await second.land(batchOf([['1', 'a', null]]))
  await Promise.all([first.close(), second.close()])
  expect(await landed(plan.number)).toBe(1)
})

test.each(['land.locked', 'land.moved', 'land.copied', 'land.quarantined', 'land.before-commit'])(
  'a crash at %s loses and doubles nothing: the next claim goes on from the committed position',
  async (step) => {
    const spec = dataset(`crash_${step.replace(/\W/g, '_')}`)
    const { plan, generation } = await begin(prepared.db, spec)
    const crash = await withClaim(prepared.db, plan, generation, async (claim) => {
      await claim.land(batchOf([['1', 'a', null]], { done: false, quarantined: [rejected(1)] }))
      armFailpoint(step, () => {
        throw new Error('crash')
      })
      return codeOf(claim.land(batchOf([['2', 'b', null]], { first: 2, quarantined: [rejected(3)] })))
    })
    expect(crash).toMatch(/crash/)
    await withClaim(prepared.db, plan, generation, async (claim) => {
      expect(claim).toMatchObject({ attempt: 2, position: { row: 2 }, nextOrdinal: 2, done: false })
      await claim.land(batchOf([['2', 'b', null]], { first: 2, quarantined: [rejected(3)] }))
    })
    expect(await splitProgress(prepared.db, plan.plan, 'whole')).toEqual({ batches: 2, read: 4, filtered: 0, quarantined: 2, landed: 2 })
    expect(await settle(prepared.db, plan, generation)).toMatchObject({ read: 4, quarantined: 2, inserted: 2 })
  },
)

test('a split that cannot be resumed begins anew, without its earlier rows, ledger and quarantine', async () => {
  const spec = dataset('anew')
  const { plan, generation } = await begin(prepared.db, spec, { resumable: false })
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]], { done: false, quarantined: [rejected(1)] }))
  await withClaim(prepared.db, plan, generation, async (claim) => {
    expect(claim).toMatchObject({ position: null, nextOrdinal: 0 })
    expect(await landed(plan.number)).toBe(0)
    await claim.land(
      batchOf([
        ['1', 'a', null],
        ['2', 'b', null],
      ]),
    )
  })
  // Once done it stays as it is.
  await withClaim(prepared.db, plan, generation, async (claim) => expect(claim.done).toBe(true))
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ read: 2, quarantined: 0, landed: 2, inserted: 2, superseded: 0 })
})

test('beginning anew waits for an earlier attempt’s commit and deletes that too', async () => {
  const spec = dataset('anew_late')
  const { plan, generation } = await begin(prepared.db, spec, { resumable: false })
  const first = await claimSplit(prepared.db, { plan: plan.plan, split: 'whole', generation })
  await first.land(batchOf([['0', 'z', null]], { done: false }))
  await prepared.db.query('delete from guiji.session where plan = $1', [plan.plan])
  let commit = () => {}
  const held = new Promise<void>((resolve) => (commit = resolve))
  let inside = false
  armFailpoint('land.before-commit', () => {
    inside = true
    return held
  })
  const landing = first.land(batchOf([['1', 'a', null]], { first: 1, done: false }))
  await expect.poll(() => inside).toBe(true)
  const claiming = claimSplit(prepared.db, { plan: plan.plan, split: 'whole', generation })
  await new Promise((resolve) => setTimeout(resolve, 300))
  commit()
  await landing
  const second = await claiming
  expect(second).toMatchObject({ position: null, nextOrdinal: 0 })
  expect(await landed(plan.number)).toBe(0)
  await Promise.all([first.close(), second.close()])
})

test('rows that PostgreSQL refuses are found one by one and quarantined, the rest lands', async () => {
  const base = dataset('refused')
  const spec = { ...base, table: { ...base.table, columns: [...base.table.columns, column('born', 'date', false)] } }
  const { plan, generation } = await begin(prepared.db, spec)
  const rows = Array.from({ length: 300 }, (_, i) => [String(i), 'n', '1', '2026-01-01'] as (string | null)[])
  rows[0]![2] = '123456'
  rows[150]![3] = '2026-02-30'
  rows[151]![3] = null
  rows[299]![0] = null
  const warned = [149, 150].map((ordinal) => ({ ordinal, locator: `r.csv:${ordinal}`, field: 'born', code: 'DATE_SUSPECT' }))
  const batch = { ...batchOf(rows), warnings: { 'born:DATE_SUSPECT': 2 }, warned }
  const result = await withClaim(prepared.db, plan, generation, (claim) => claim.land(batch))
  expect(result).toMatchObject({ landed: 296, quarantined: 4 })
  expect((await listWarned(prepared.db, { plan: plan.plan })).map(({ ordinal }) => ordinal)).toEqual([149])
  const lines = await listQuarantine(prepared.db, { plan: plan.plan })
  expect(lines.map(({ ordinal, reasons }) => [ordinal, reasons[0]?.code])).toEqual([
    [0, 'ROW_OUT_OF_RANGE'],
    [150, 'ROW_OUT_OF_RANGE'],
    [151, 'ROW_INCOMPLETE'],
    [299, 'ROW_INCOMPLETE'],
  ])
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ read: 300, quarantined: 4, landed: 296 })
  expect(await rowsOf(prepared.db, spec)).toHaveLength(296)
})

test('a key or an indexed text that no index could hold is quarantined, and one that just fits is published', async () => {
  const spec = dataset('long_keys', { indexes: [['name', 'amount']] })
  const { plan, generation } = await begin(prepared.db, spec)
  // neither compressible nor short: each character stands for itself
  const noise = (bytes: number) => randomBytes(bytes).toString('hex').slice(0, bytes)
  const rows = [[noise(2_400), '甲', null], [noise(2_401), '乙', null], ['3', noise(2_400), '9999.99'], ['4', noise(9_000), null]] // prettier-ignore
  await landOnce(prepared.db, plan, generation, batchOf(rows))
  const lines = await listQuarantine(prepared.db, { plan: plan.plan })
  expect(lines.map(({ ordinal, reasons }) => [ordinal, reasons[0]?.code])).toEqual([[1, 'ROW_OUT_OF_RANGE'], [3, 'ROW_OUT_OF_RANGE']]) // prettier-ignore
  expect(await settle(prepared.db, plan, generation)).toMatchObject({ read: 4, quarantined: 2, inserted: 2 })
})

test('the quarantine keeps raw values that PostgreSQL’s text cannot hold', async () => {
  const spec = dataset('raw')
  const { plan, generation } = await begin(prepared.db, spec)
  const bad = { ...rejected(0, 'NUL'), raw: { name: 'a\u0000b', half: '\ud800' }, locator: 'key \u0000' }
  await landOnce(prepared.db, plan, generation, batchOf([], { quarantined: [bad, rejected(1, 'BAD')] }))
  const shown = await showQuarantined(prepared.db, { plan: plan.plan, split: 0, ordinal: 0 })
  expect(shown?.raw).toEqual(bad.raw)
  expect(await countQuarantine(prepared.db, { asset: spec.asset })).toEqual([
    { asset: spec.asset, plan: plan.plan, code: 'BAD', count: 1 },
    { asset: spec.asset, plan: plan.plan, code: 'NUL', count: 1 },
  ])
  expect(await listQuarantine(prepared.db, { asset: spec.asset, code: 'NUL' })).toHaveLength(1)
})

test('the list has no suggestions, which are values; one row shown has them', async () => {
  const spec = dataset('suggested')
  const { plan, generation } = await begin(prepared.db, spec)
  const reasons = [{ code: 'FORMAT', field: 'id_number', suggestion: '51018419020304906X' }]
  await landOnce(prepared.db, plan, generation, batchOf([], { quarantined: [{ ...rejected(0), reasons }] }))
  const [line] = await listQuarantine(prepared.db, { plan: plan.plan })
  expect(line?.reasons).toEqual([{ code: 'FORMAT', field: 'id_number' }])
  const shown = await showQuarantined(prepared.db, { plan: plan.plan, split: 0, ordinal: 0 })
  expect(shown?.reasons).toEqual(reasons)
})

test('an error of the database names no value', async () => {
  const secret = '510184199001011234'
  const error = await prepared.db.query('select $1::int', [secret]).catch((caught: unknown) => caught as Error)
  expect(JSON.stringify(error)).not.toContain(secret)
  expect(String((error as Error).stack)).not.toContain(secret)
  expect(error).toMatchObject({ code: 'DATABASE_REFUSED', recovery: 'abort' })
})

test('rows with warnings are listed by their place, and a split that begins anew does not list them twice', async () => {
  const spec = dataset('warned')
  const { plan, generation } = await begin(prepared.db, spec, planOf({ resumable: false }))
  const warned = [{ ordinal: 1, locator: 'r.csv:3', field: 'birth_date', code: 'DISAGREE' }]
  const rows = [
    ['1', 'a', null],
    ['2', 'b', null],
  ]
  const batch = { ...batchOf(rows, { done: false }), warnings: { 'birth_date:DISAGREE': 1 }, warned }
  await withClaim(prepared.db, plan, generation, (claim) => claim.land(batch))
  await withClaim(prepared.db, plan, generation, async (claim) => {
    expect(claim.nextOrdinal).toBe(0)
    await claim.land(batch)
  })
  const listed = await listWarned(prepared.db, { asset: spec.asset })
  expect(listed).toEqual([{ plan: plan.plan, split: 0, asset: spec.asset, ...warned[0] }])
  expect(await listWarned(prepared.db, { asset: spec.asset, code: 'OTHER' })).toEqual([])
})
