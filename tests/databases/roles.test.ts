import { afterEach, beforeEach, expect, test } from 'vitest'
import { controlVersion } from '../../databases/control-tables.ts'
import { openDatabase, type Database } from '../../databases/database.ts'
import { initDatabase, initSql } from '../../databases/init-database.ts'
import { acquireLease } from '../../databases/leases.ts'
import { prepareDatabase } from '../../databases/prepare.ts'
import { processHolder } from '../../databases/process-holder.ts'
import { upgradeControl } from '../../databases/upgrade.ts'
import { verifyCertificates } from '../../databases/verify-certificates.ts'
import { testDatabase } from '../_support/postgres.ts'
import { firstVersion, isRefused, openRoles } from './_roles.ts'
import { batchOf, begin, codeOf, dataset, landOnce, load, rejected, settle } from './_support.ts'

let at: Awaited<ReturnType<typeof openRoles>>
let prefix: string
beforeEach(async () => {
  at = await openRoles()
  prefix = at.prefix
})
afterEach(() => at.close())

const as = (...role: Parameters<typeof at.as>): Promise<Database> => at.as(...role)
async function initialised() {
  const login = `${prefix}_worker`
  const owner = await at.open()
  const roles = await initDatabase(owner, { prefix, login })
  return { roles, login, owner, worker: await as('worker', null) }
}

test('a login that is only a loader prepares, lands, publishes twice and takes over, but makes no schema and changes no certificate', async () => {
  const { worker } = await initialised()
  await prepareDatabase(worker)
  const spec = dataset('loaded', { indexes: [['name']] })
  expect(await load(worker, spec, [['1', '甲', null]], { quarantined: [rejected(1)] })).toMatchObject({ inserted: 1, quarantined: 1 })
  expect(await load(worker, spec, [['1', '乙', null]])).toMatchObject({ updated: 1 })
  // it ends its own sessions when it takes an asset over
  const holder = await processHolder(worker, 'first')
  await acquireLease(worker, { asset: spec.asset, holder: holder.holder, isClosed: async () => true })
  await holder.close()
  expect(await begin(worker, spec)).toMatchObject({ plan: { state: 'open' } })
  for (const sql of [
    'create schema other',
    'create table guiji.other ()',
    `update guiji.certificate set hash = ''`,
    'delete from guiji.certificate',
    'delete from guiji.answer',
    `insert into guiji.version (version, build) values (9, 'x')`,
    'alter table guiji.ledger add column other text',
  ]) {
    expect([sql, await isRefused(worker, sql)]).toEqual([sql, true])
  }
})

test('a reader sees what is published, also by later runs, and nothing else', async () => {
  const { worker, roles } = await initialised()
  const reader = await as('clerk', roles.reader)
  for (const name of ['early', 'late']) {
    const spec = dataset(name)
    const { plan, generation } = await begin(worker, spec)
    await landOnce(worker, plan, generation, batchOf([['1', '甲', null]]))
    expect(await isRefused(reader, `select 1 from landing.plan_${plan.number}`)).toBe(true)
    await settle(worker, plan, generation)
    expect((await reader.query(`select id from replica.demo__${name}`)).rows).toEqual([{ id: '1' }])
    expect(await isRefused(reader, `delete from replica.demo__${name}`)).toBe(true)
  }
  for (const table of ['ledger', 'quarantine', 'certificate', 'plan'])
    expect(await isRefused(reader, `select from guiji.${table}`)).toBe(true)
  expect(await isRefused(reader, 'create table replica.mine ()')).toBe(true)
})

test('an auditor verifies certificates and counts the quarantine, but reads no row of it, nor what is published', async () => {
  const { worker, roles } = await initialised()
  await load(worker, dataset('audited'), [['1', '甲', null]], { quarantined: [rejected(1)] })
  const auditor = await as('auditor_1', roles.auditor)
  await prepareDatabase(auditor)
  expect(await verifyCertificates(auditor, null)).toEqual({ checked: 1, broken: [] })
  expect((await auditor.query('select ordinal, codes from guiji.quarantine')).rows).toEqual([{ ordinal: 1, codes: ['BAD'] }])
  for (const column of ['raw', 'key', 'reasons', 'locator', '*']) {
    expect([column, await isRefused(auditor, `select ${column} from guiji.quarantine`)]).toEqual([column, true])
  }
  expect(await isRefused(auditor, 'select * from replica.demo__audited')).toBe(true)
  expect(await isRefused(auditor, 'delete from guiji.certificate')).toBe(true)
})

test('init may be run again, on a database at work, and prints the same as SQL that an administrator can run', async () => {
  const { owner, login, roles, worker } = await initialised()
  await load(worker, dataset('before'), [['1', '甲', null]])
  expect(await initDatabase(owner, { prefix, login })).toEqual(roles)
  await load(worker, dataset('before'), [['1', '乙', null]])
  const fresh = await testDatabase()
  const other = await openDatabase({ url: fresh.url, build: 'test' })
  const sql = await initSql(other, { prefix, login })
  expect((await other.query(`select 1 from pg_namespace where nspname = 'guiji'`)).count).toBe(0)
  expect(sql).toMatch(/^begin;\n[^]*commit;\n$/)
  await other.query(sql)
  const grants = `select table_name, grantee, privilege_type from information_schema.table_privileges where table_schema = 'guiji' order by 1, 2, 3`
  expect((await other.query(grants)).rows).toEqual((await owner.query(grants)).rows)
  await other.close()
  await fresh.close()
})

test('a database that a superuser has prepared and loaded is handed over to the roles', async () => {
  const owner = await at.open()
  await prepareDatabase(owner)
  const spec = dataset('inherited')
  await load(owner, spec, [['1', '甲', null]])
  const { worker, roles } = await initialised()
  expect(await load(worker, spec, [['1', '乙', null]])).toMatchObject({ updated: 1 })
  const reader = await as('clerk', roles.reader)
  expect((await reader.query('select name from replica.demo__inherited')).rows).toEqual([{ name: '乙' }])
})

test('who may neither make nor upgrade control tables is told what to run; the owner role may upgrade', async () => {
  const stranger = await as('stranger', null)
  expect(await codeOf(prepareDatabase(stranger))).toBe('DATABASE_NOT_PREPARED')
  expect(await codeOf(initDatabase(stranger, { prefix, login: null }))).toBe('DATABASE_INIT_FORBIDDEN')
  const { worker, roles, owner } = await initialised()
  expect(await codeOf(prepareDatabase(stranger))).toBe('DATABASE_NOT_PREPARED')
  // as the first version has left it
  await owner.query('drop schema guiji cascade; drop schema landing cascade')
  await owner.query(`set role ${roles.owner}; ${firstVersion}; reset role`)
  await owner.query(`grant usage on schema guiji to ${roles.loader}; grant usage, create on schema landing to ${roles.loader}`)
  await owner.query(`grant select, insert, update, delete on all tables in schema guiji to ${roles.loader}`)
  const error: unknown = await prepareDatabase(worker).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'DATABASE_UPGRADE_NEEDED', details: { found: 1, known: controlVersion, role: `${prefix}_worker` } })
  const upgrader = await as('dba', roles.owner)
  expect(await upgradeControl(upgrader)).toMatchObject({ from: 1, to: controlVersion })
  const tables = await owner.query<{ owner: string }>(`select distinct tableowner as owner from pg_tables where schemaname = 'guiji'`)
  expect(tables.rows).toEqual([{ owner: roles.owner }])
  await prepareDatabase(worker)
  expect(await load(worker, dataset('afterwards'), [['1', '甲', null]])).toMatchObject({ inserted: 1 })
})

test('a role that may make roles, and owns the database, need not be a superuser', async () => {
  const creator = await as('creator', null, { more: 'createrole' })
  const [name, superuser] = [new URL(at.database.url).pathname.slice(1), new URL(at.database.url).username]
  await at.admin.query(`alter database ${name} owner to ${prefix}_creator`)
  expect(await codeOf(initDatabase(creator, { prefix, login: null }))).toBe('nothing thrown')
  await at.admin.query(`alter database ${name} owner to ${superuser}`)
})

test('the session of a holder that another role cannot look into counts as alive', async () => {
  const { worker, roles } = await initialised()
  const holder = await processHolder(worker, 'run')
  await acquireLease(worker, { asset: 'demo.held', holder: holder.holder, isClosed: async () => true })
  const other = await as('second', roles.loader)
  const mine = await processHolder(other, 'other')
  const taking = acquireLease(other, { asset: 'demo.held', holder: mine.holder, isClosed: async () => true })
  expect(await codeOf(taking)).toBe('ASSET_BUSY')
  await mine.close()
  await holder.close()
})

test('init leaves control tables of a later version alone: it does not know the rights of their roles', async () => {
  const { owner, login } = await initialised()
  await owner.query(`insert into guiji.version (version, build) values ($1, 'next')`, [controlVersion + 1])
  for (const init of [initDatabase, initSql]) expect(await codeOf(init(owner, { prefix, login }))).toBe('DATABASE_NEWER')
})

test('a prefix or login that is no plain name is refused', async () => {
  const owner = await at.open()
  for (const wrong of ['', 'A', '1x', 'a"b', 'x'.repeat(41)]) {
    expect(await codeOf(initSql(owner, { prefix: wrong, login: null }))).toBe('ROLE_NAME')
    expect(await codeOf(initDatabase(owner, { prefix, login: wrong }))).toBe('ROLE_NAME')
  }
})
