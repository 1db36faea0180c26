import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../core/config.ts'
import { recordAnswer } from '../../databases/answers.ts'
import { controlVersion } from '../../databases/control-tables.ts'
import { openDatabase } from '../../databases/database.ts'
import { armFailpoint, armFromText, disarmFailpoints, failpoint } from '../../databases/failpoints.ts'
import { prepareDatabase } from '../../databases/prepare.ts'
import { assetStatus, finishRun, listRuns, startRun } from '../../databases/runs.ts'
import { testDatabase } from '../_support/postgres.ts'
import { begin, codeOf, dataset, preparedDatabase, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

test('many may prepare one database at once, and again', async () => {
  const database = await testDatabase()
  const dbs = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url: new Secret(database.url), build: 'test' })))
  await Promise.all(dbs.map((db) => prepareDatabase(db)))
  await prepareDatabase(dbs[0]!)
  expect((await dbs[0]!.query('select version from guiji.version')).rows).toEqual([{ version: controlVersion }])
  await dbs[0]!.query(`insert into guiji.version (version, build) values (99, 'later')`)
  expect(await codeOf(prepareDatabase(dbs[0]!))).toBe('DATABASE_NEWER')
  await Promise.all(dbs.map((db) => db.close()))
  await database.close()
})

test('tables of an earlier version are brought forward once, and keep what they hold', async () => {
  const database = await testDatabase()
  const db = await openDatabase({ url: new Secret(database.url), build: 'test' })
  await prepareDatabase(db)
  await db.query(`alter table guiji.ledger drop column warned; drop table guiji.audit, guiji.resubmitted, guiji.resubmission;
    alter table guiji.quarantine drop column deleted, drop column state, drop column closed_at, drop column closed_by, drop column how;
    insert into guiji.quarantine (plan, split, ordinal, asset, locator, codes, reasons, raw) values ('a@1', 0, 0, 'a', 'x:1', '{BAD}', '[]', '{}')`)
  await db.query('update guiji.version set version = 1')
  await Promise.all([prepareDatabase(db), prepareDatabase(db)])
  expect((await db.query('select version from guiji.version order by 1')).rows).toEqual(
    Array.from({ length: controlVersion }, (_, index) => ({ version: index + 1 })),
  )
  expect((await db.query('select warned from guiji.ledger')).rows).toEqual([])
  expect((await db.query('select locator, state, deleted, how from guiji.quarantine')).rows).toEqual([
    { locator: 'x:1', state: 'open', deleted: false, how: null },
  ])
  expect((await db.query('select 1 from guiji.resubmission, guiji.resubmitted, guiji.audit')).rows).toEqual([])
  await db.close()
  await database.close()
})

test('no server and wrong passwords are told apart, without the password', async () => {
  const url = new URL(prepared.url)
  url.password = 'hunter2-not-it'
  const wrong = await openDatabase({ url: url.href, build: 'test' })
  const error: unknown = await prepareDatabase(wrong).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'DATABASE_LOGIN', recovery: 'abort' })
  expect(JSON.stringify(error)).not.toContain('hunter2')
  await wrong.close()
  url.port = '1'
  const nowhere = await openDatabase({ url: url.href, build: 'test' })
  expect(await codeOf(prepareDatabase(nowhere))).toBe('DATABASE_UNREACHABLE')
  expect(await codeOf(nowhere.connect())).toBe('DATABASE_UNREACHABLE')
  await nowhere.close()
})

test.each(['mysql://guiji:hunter2@127.0.0.1:3306/db', 'postgres://guiji:hunter2@w/rd@127.0.0.1:5432/db', 'hunter2'])(
  'what is no address is told without showing it',
  async (url) => {
    const error: unknown = await openDatabase({ url, build: 'test' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'DATABASE_ADDRESS', recovery: 'abort' })
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hunter2')
  },
)

test('an answer with an identity number is refused', async () => {
  const answer = { approve: true, by: '王科长', reason: '510184190704309827 已核实' }
  const error: unknown = await recordAnswer(prepared.db, 'police.residents@1', 'digest', answer).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'ANSWER_PERSONAL' })
  expect(JSON.stringify(error)).not.toContain('190704309827')
})

test('sessions keep the agreed settings', async () => {
  const session = await prepared.db.connect()
  const { rows } = await session.query(
    `select current_setting('client_connection_check_interval') as check, current_setting('lock_timeout') as lock,
       current_setting('idle_in_transaction_session_timeout') as idle, current_setting('TimeZone') as zone, current_setting('default_transaction_isolation') as isolation`,
  )
  expect(rows).toEqual([{ check: '10s', lock: '30s', idle: '1min', zone: 'Asia/Shanghai', isolation: 'read committed' }])
  await session.end()
})

test('connections beyond the budget wait for their turn', async () => {
  const db = await openDatabase({ url: prepared.url, build: 'test', maxConnections: 6 })
  const [first, second] = [await db.connect(), await db.connect()]
  let came = false
  const third = db.connect().then((session) => {
    came = true
    return session
  })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(came).toBe(false)
  await first.end()
  await (await third).end()
  await second.end()
  await db.close()
})

test('failpoints are armed once, by count, and told when misspelt', async () => {
  expect(failpoint('nothing')).toBeUndefined()
  armFromText('land.copied@2:error')
  expect(failpoint('land.copied')).toBeUndefined()
  expect(() => failpoint('land.copied')).toThrow('failpoint land.copied')
  expect(failpoint('land.copied')).toBeUndefined()
  expect(() => armFromText('land.copied:explode')).toThrow()
  armFailpoint('x', () => undefined)
})

test('a run is written down once, from its begin to its end', async () => {
  const run = { host: 'process' as const, runId: 'r1' }
  const spec = dataset('told')
  const { plan, generation } = await begin(prepared.db, spec)
  await startRun(prepared.db, { run, asset: spec.asset, kind: 'dataset', generation })
  await startRun(prepared.db, { run, asset: spec.asset, kind: 'dataset', generation })
  expect(await listRuns(prepared.db, { asset: spec.asset })).toMatchObject([{ run: 'r1', outcome: null, endedAt: null }])
  const end = {
    ...{ run, asset: spec.asset, kind: 'dataset' as const, generation, outcome: 'failed' as const, stage: 'land' as const },
    plan: plan.plan,
  }
  const times = { startedAt: '2026-03-02T01:00:00.000Z', endedAt: '2026-03-02T01:00:05.000Z' }
  await finishRun(prepared.db, { ...end, ...times, counts: null, error: { code: 'X' }, note: null })
  expect(await listRuns(prepared.db, { asset: spec.asset })).toMatchObject([
    { outcome: 'failed', stage: 'land', error: { code: 'X' }, ...times },
  ])
  const status = (await assetStatus(prepared.db)).find(({ asset }) => asset === spec.asset)
  expect(status).toMatchObject({ generation, openPlan: plan.plan, waiting: false, publishedAt: null, lastRun: { outcome: 'failed' } })
})
