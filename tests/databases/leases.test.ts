import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openGuarded } from '../../databases/lease-row.ts'
import { acquireLease, breakLease, readLease, releaseLease } from '../../databases/leases.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { abandonPlan, openPlanOf, readPlan, storePlan } from '../../databases/plans.ts'
import { processHolder } from '../../databases/process-holder.ts'
import { publishPlan } from '../../databases/publish.ts'
import {
  batchOf,
  begin,
  check,
  codeOf,
  dataset,
  landOnce,
  lease,
  planOf,
  preparedDatabase,
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

const open = () => false

test('a live holder keeps its asset, a closed one loses it, and every acquisition raises the generation', async () => {
  expect(await lease(prepared.db, 'demo.a', 'one')).toBe(1)
  expect(await codeOf(lease(prepared.db, 'demo.a', 'two', open))).toBe('ASSET_BUSY')
  expect(await lease(prepared.db, 'demo.a', 'two')).toBe(2)
  await releaseLease(prepared.db, { asset: 'demo.a', generation: 1 })
  expect(await codeOf(lease(prepared.db, 'demo.a', 'three', open))).toBe('ASSET_BUSY')
  await releaseLease(prepared.db, { asset: 'demo.a', generation: 2 })
  expect(await lease(prepared.db, 'demo.a', 'three', open)).toBe(3)
})

test('the same run asking again gets the same generation', async () => {
  expect(await lease(prepared.db, 'demo.again', 'run', open)).toBe(1)
  expect(await lease(prepared.db, 'demo.again', 'run', open)).toBe(1)
})

test('of many acquirers at once exactly one wins', async () => {
  const codes = await Promise.all(Array.from({ length: 8 }, (_, i) => codeOf(lease(prepared.db, 'demo.race', `run-${i}`, open))))
  expect(codes.filter((code) => code === 'nothing thrown')).toHaveLength(1)
  expect(codes.filter((code) => code === 'ASSET_BUSY')).toHaveLength(7)
  expect((await readLease(prepared.db, 'demo.race')).generation).toBe(1)
})

test('two who both saw the holder closed do not both take over', async () => {
  await lease(prepared.db, 'demo.both', 'dead')
  const meeting = gate()
  let arrived = 0
  const wait = async () => {
    if (++arrived === 2) meeting.open()
    await meeting.wait
  }
  armFailpoint('lease.before-take', async () => {
    armFailpoint('lease.before-take', wait)
    await wait()
  })
  const closed = (runId: string) => runId === 'dead'
  const codes = await Promise.all([
    codeOf(lease(prepared.db, 'demo.both', 'a', closed)),
    codeOf(lease(prepared.db, 'demo.both', 'b', closed)),
  ])
  expect(codes.sort()).toEqual(['ASSET_BUSY', 'nothing thrown'])
})

test('a process holds its lease while its session lives, and loses it with the session', async () => {
  const holder = await processHolder(prepared.db, 'p1')
  const isClosed = async () => true
  const { generation } = await acquireLease(prepared.db, { asset: 'demo.process', holder: holder.holder, isClosed })
  expect(await codeOf(lease(prepared.db, 'demo.process', 'other'))).toBe('ASSET_BUSY')
  await holder.close()
  expect(await lease(prepared.db, 'demo.process', 'other')).toBe(generation + 1)
})

test('a process whose lease session is ended registers anew and keeps its generation', async () => {
  const holder = await processHolder(prepared.db, 'p2')
  const before = holder.holder
  await acquireLease(prepared.db, { asset: 'demo.renewed', holder: before, isClosed: async () => true })
  await prepared.db.query('select pg_terminate_backend($1, 5000)', [before.pid])
  await expect.poll(() => holder.holder.pid).not.toBe(before.pid)
  const kept = await readLease(prepared.db, 'demo.renewed')
  expect(kept).toEqual({ generation: 1, holder: holder.holder })
  expect(await codeOf(lease(prepared.db, 'demo.renewed', 'other'))).toBe('ASSET_BUSY')
  await holder.close()
})

test('a backend that was given the pid of a holder long gone is not taken for it', async () => {
  const session = await prepared.db.connect()
  const holder = { kind: 'process' as const, pid: session.pid, start: '2020-01-01 00:00:00+08', runId: 'old' }
  await acquireLease(prepared.db, { asset: 'demo.pid', holder, isClosed: async () => true })
  expect(await lease(prepared.db, 'demo.pid', 'new')).toBe(2)
  await session.end()
})

test('a stale generation can neither plan, land, check, publish nor abandon', async () => {
  const spec = dataset('stale')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  const later = await lease(prepared.db, spec.asset, 'later')
  expect(
    await codeOf(storePlan(prepared.db, { asset: spec.asset, generation, spec, specDigest: 'd', plan: planOf(), mode: 'snapshot' })),
  ).toBe('LEASE_LOST')
  expect(await codeOf(withClaim(prepared.db, plan, generation, async () => undefined))).toBe('LEASE_LOST')
  expect(await codeOf(check(prepared.db, plan, generation))).toBe('LEASE_LOST')
  expect(await codeOf(publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }))).toBe('LEASE_LOST')
  expect(await codeOf(abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'x' }))).toBe('LEASE_LOST')
  expect(await settle(prepared.db, plan, later)).toMatchObject({ inserted: 1 })
})

test('a batch of a run that was taken over does not land, although its session was not ended', async () => {
  const spec = dataset('fenced')
  const { plan, generation } = await begin(prepared.db, spec)
  const outcome = await withClaim(prepared.db, plan, generation, async (claim) => {
    // As if the session had never been written down: only the generation stands between.
    await prepared.db.query('delete from guiji.session where asset = $1', [spec.asset])
    await lease(prepared.db, spec.asset, 'thief')
    return codeOf(claim.land(batchOf([['1', 'a', null]])))
  })
  expect(outcome).toBe('LEASE_LOST')
  expect((await prepared.db.query(`select 1 from landing.plan_${plan.number}`)).count).toBe(0)
})

test('taking over ends the holder’s session that is stuck inside a batch', async () => {
  const spec = dataset('stuck')
  const { plan, generation } = await begin(prepared.db, spec)
  const stall = gate()
  let inside = false
  armFailpoint('land.copied', () => {
    inside = true
    return stall.wait
  })
  const outcome = withClaim(prepared.db, plan, generation, (claim) => codeOf(claim.land(batchOf([['1', 'a', null]]))))
  await expect.poll(() => inside).toBe(true)
  expect(await lease(prepared.db, spec.asset, 'next')).toBe(generation + 1)
  stall.open()
  expect(['DATABASE_UNREACHABLE', 'DATABASE_BUSY']).toContain(await outcome)
  expect((await prepared.db.query('select 1 from guiji.ledger where plan = $1', [plan.plan])).count).toBe(0)
})

test('a batch that has passed the lease is over before another run gets the asset', async () => {
  const spec = dataset('passed')
  const { plan, generation } = await begin(prepared.db, spec)
  const stall = gate()
  let inside = false
  armFailpoint('land.before-commit', () => {
    inside = true
    return stall.wait
  })
  const landing = withClaim(prepared.db, plan, generation, async (claim) => {
    await prepared.db.query('delete from guiji.session where asset = $1', [spec.asset])
    return codeOf(claim.land(batchOf([['1', 'a', null]])))
  })
  await expect.poll(() => inside).toBe(true)
  let taken = false
  const taking = lease(prepared.db, spec.asset, 'next').then(() => (taken = true))
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(taken).toBe(false)
  stall.open()
  expect(await landing).toBe('nothing thrown')
  await taking
})

test('a lease row that a stranger locks is reported with the stranger’s session', async () => {
  await lease(prepared.db, 'demo.locked', 'one')
  const stranger = new pg.Client({ connectionString: prepared.url })
  await stranger.connect()
  await stranger.query('begin')
  await stranger.query(`select 1 from guiji.lease where asset = 'demo.locked' for update`)
  const { rows } = await stranger.query<{ pid: number }>('select pg_backend_pid() as pid')
  const error = await lease(prepared.db, 'demo.locked', 'two').catch(
    (caught: unknown) => caught as { code: string; details: { sessions: string } },
  )
  await stranger.end()
  expect(error).toMatchObject({ code: 'LEASE_BLOCKED', details: { sessions: String(rows[0]?.pid) } })
}, 30_000)

test('an operator breaks a lease, and its holder is fenced', async () => {
  const spec = dataset('broken')
  const { plan, generation } = await begin(prepared.db, spec)
  await breakLease(prepared.db, { asset: spec.asset, by: 'operator', reason: 'lost machine' })
  expect(await codeOf(landOnce(prepared.db, plan, generation, batchOf([])))).toBe('LEASE_LOST')
  expect(await lease(prepared.db, spec.asset, 'next', open)).toBe(generation + 2)
})

test('a retried plan gets what is stored; an unfinished one is resumed under a later generation', async () => {
  const spec = dataset('planned')
  const generation = await lease(prepared.db, spec.asset, 'first')
  const request = { asset: spec.asset, generation, spec, specDigest: 'd', plan: planOf({ until: { at: 1 } }), mode: 'snapshot' }
  const stored = await storePlan(prepared.db, request)
  expect(await storePlan(prepared.db, { ...request, plan: planOf({ until: { at: 2 } }) })).toEqual(stored)
  expect(stored).toMatchObject({ plan: `${spec.asset}@${generation}`, until: { at: 1 }, state: 'open', spec })
  const later = await lease(prepared.db, spec.asset, 'second')
  expect(await codeOf(storePlan(prepared.db, { ...request, generation: later }))).toBe('PLAN_OPEN')
  const resumed = await openPlanOf(prepared.db, spec.asset)
  expect(resumed).toEqual(stored)
  await landOnce(prepared.db, stored, later, batchOf([['1', 'a', null]]))
  expect(await settle(prepared.db, stored, later)).toMatchObject({ inserted: 1 })
  expect(await openPlanOf(prepared.db, spec.asset)).toBeNull()
})

test('an abandoned plan is closed for good, fences its run, and makes room for the next', async () => {
  const spec = dataset('abandoned')
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  const { ledgerDigest } = await check(prepared.db, plan, generation)
  await abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'wrong file' })
  await abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'wrong file' })
  expect((await readPlan(prepared.db, plan.plan)).state).toBe('abandoned')
  expect((await prepared.db.query(`select 1 where to_regclass('landing.plan_${plan.number}') is not null`)).count).toBe(0)
  expect(await codeOf(landOnce(prepared.db, plan, generation, batchOf([])))).toBe('LEASE_LOST')
  const next = await begin(prepared.db, spec)
  expect(await codeOf(landOnce(prepared.db, plan, next.generation, batchOf([])))).toBe('PLAN_ENDED')
  expect(await codeOf(publishPlan(prepared.db, { plan: plan.plan, generation: next.generation, ledgerDigest }))).toBe('PLAN_ENDED')
  await landOnce(prepared.db, next.plan, next.generation, batchOf([['2', 'b', null]]))
  await settle(prepared.db, next.plan, next.generation)
  expect((await rowsOf(prepared.db, spec)).map((row) => row[0])).toEqual(['2'])
})

test('a session is written down before its first guarded transaction and forgotten at its end', async () => {
  await lease(prepared.db, 'demo.session', 'one')
  const session = await openGuarded(prepared.db, { asset: 'demo.session', generation: 1 })
  const recorded = () => prepared.db.query<{ pid: number }>(`select pid from guiji.session where asset = 'demo.session'`)
  expect((await recorded()).rows).toEqual([{ pid: session.pid }])
  await lease(prepared.db, 'demo.session', 'two')
  await expect.poll(() => session.lost.aborted).toBe(true)
  await session.end()
})

function gate() {
  let open = () => {}
  const wait = new Promise<void>((resolve) => (open = resolve))
  return { wait, open: () => open() }
}
