import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { controlVersion } from '../../databases/control-tables.ts'
import { openDatabase, type Database, type OwnSession } from '../../databases/database.ts'
import { openPlanOf } from '../../databases/plans.ts'
import { prepareDatabase } from '../../databases/prepare.ts'
import { upgradeControl } from '../../databases/upgrade.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { batchOf, codeOf, dataset, lease, rowsOf, settle, withClaim } from './_support.ts'

const firstVersion = readFileSync(join(import.meta.dirname, '_control-tables-1.sql'), 'utf8')
const spec = dataset('residents')
const plan = `${spec.asset}@1`

let database: TestDatabase
let db: Database
beforeEach(async () => {
  database = await testDatabase()
  db = await openDatabase({ url: database.url, build: 'test', maxConnections: 12 })
  await db.query(firstVersion)
})
afterEach(async () => {
  await db.close()
  await database.close()
})

const versions = async () =>
  (await db.query<{ version: number }>('select version from guiji.version order by 1')).rows.map((row) => row.version)
const all = Array.from({ length: controlVersion }, (_, index) => index + 1)

/** A plan of two splits, stored and landed as the first version does it. */
async function storeFirstPlan(): Promise<void> {
  await lease(db, spec.asset, 'first')
  const bounds = {
    ...{ until: null, complete: true, rows: null, resumable: true, asks: null, available: [], receivedAt: null, covers: null },
  }
  await db.query(
    `insert into guiji.plan (plan, asset, generation, mode, spec, spec_digest, bounds) values ($1, $2, 1, 'snapshot', $3, 'digest', $4)`,
    [plan, spec.asset, JSON.stringify(spec), JSON.stringify(bounds)],
  )
  for (const no of [0, 1]) {
    await db.query(`insert into guiji.split (plan, no, id, columns, split) values ($1, $2, $3, '[]', 'null')`, [plan, no, `part-${no}`])
  }
  await db.query(`create table landing.plan_1 (_split integer not null, _ordinal bigint not null, _deleted boolean not null,
    id text collate "C" not null, name text collate "C", amount numeric(6,2))`)
}

/** A batch of one row, in the statements of the first version; the caller ends the transaction. */
async function landFirst(session: OwnSession, batch: number, isDone: boolean): Promise<void> {
  await session.query(`begin; select 1 from guiji.lease where asset = '${spec.asset}' and generation = 1 for share`)
  await session.query(`select state from guiji.plan where plan = '${plan}'`)
  await session.query(
    `update guiji.split set attempt = 1, position = '{"row": ${batch}}', next_ordinal = ${batch}, batch = ${batch}, done = ${isDone} where plan = $1 and no = 0`,
    [plan],
  )
  await session.query(`insert into landing.plan_1 values (0, $1, false, $2, '甲', null)`, [batch - 1, String(batch)])
  await session.query(
    `insert into guiji.ledger (plan, split, batch, attempt, from_position, to_position, from_ordinal, to_ordinal, read, filtered, quarantined, landed, bytes, digest, fixes, warnings)
     values ($1, 0, $2, 1, $3, $4, $5, $6, 1, 0, 0, 1, 10, 'digest', '{}', '{}')`,
    [plan, batch, batch === 1 ? null : JSON.stringify({ row: batch - 1 }).replace(':', ': '), `{"row": ${batch}}`, batch - 1, batch],
  )
}

test('tables of the first version are brought forward once, by however many at once', async () => {
  const both = await Promise.all([upgradeControl(db), upgradeControl(db), prepareDatabase(db)])
  expect(both[0]).toMatchObject({ to: controlVersion })
  expect(await versions()).toEqual(all)
  // one role owns everything: there are no rights to give
  expect(await upgradeControl(db)).toEqual({ from: controlVersion, to: controlVersion, rights: null })
  // column for column what a new database has
  const columns = `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns where table_schema = 'guiji' order by 1, 2`
  const upgraded = (await db.query(columns)).rows
  const fresh = await testDatabase()
  const other = await openDatabase({ url: fresh.url, build: 'test' })
  await prepareDatabase(other)
  expect((await other.query(columns)).rows).toEqual(upgraded)
  await other.close()
  await fresh.close()
})

test('an open plan is landed on by the version before while the tables are brought forward, and published by this one', async () => {
  await storeFirstPlan()
  const [first, second] = [await db.connect(), await db.connect()]
  await landFirst(first, 1, false)
  // the upgrade cannot have the ledger yet
  const upgrading = upgradeControl(db)
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(await versions()).toEqual([1])
  // others are not kept waiting behind it: not longer than it waits for a lock itself
  const started = performance.now()
  await second.query(`begin; select count(*) from guiji.ledger; select count(*) from guiji.plan; commit`)
  expect(performance.now() - started).toBeLessThan(1_000)
  await first.query('commit')
  expect(await upgrading).toEqual({ from: 1, to: controlVersion, rights: null })
  await landFirst(first, 2, true)
  await first.query('commit')
  for (const session of [first, second]) await session.end()
  expect((await db.query('select build, warned from guiji.ledger')).rows).toEqual([
    { build: '', warned: [] },
    { build: 'test', warned: [] },
  ])

  const stored = await openPlanOf(db, spec.asset)
  expect(stored).toMatchObject({ plan, drift: null })
  if (stored === null) return
  const generation = await lease(db, spec.asset, 'second')
  await withClaim(db, stored, generation, (claim) => claim.land(batchOf([['9', '乙', null]], { split: 1 })), 'part-1')
  expect(await settle(db, stored, generation)).toMatchObject({ read: 3, inserted: 3 })
  expect((await rowsOf(db, spec)).map(([id]) => id)).toEqual(['1', '2', '9'])
})

test('tables one version ahead serve this program too, those further ahead do not', async () => {
  await upgradeControl(db)
  await db.query(`insert into guiji.version (version, build) values ($1, 'next')`, [controlVersion + 1])
  await prepareDatabase(db)
  expect(await upgradeControl(db)).toEqual({ from: controlVersion + 1, to: controlVersion + 1, rights: null })
  await db.query(`insert into guiji.version (version, build) values ($1, 'later')`, [controlVersion + 2])
  expect(await codeOf(prepareDatabase(db))).toBe('DATABASE_NEWER')
})
