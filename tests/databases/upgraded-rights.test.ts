import { afterEach, beforeEach, expect, test } from 'vitest'
import { controlVersion } from '../../databases/control-tables.ts'
import { openDatabase, type Database } from '../../databases/database.ts'
import { initDatabase, initSql } from '../../databases/init-database.ts'
import { rightsLeft } from '../../databases/put-rights.ts'
import { upgradeControl } from '../../databases/upgrade.ts'
import { testDatabase } from '../_support/postgres.ts'
import { codeOf } from './_support.ts'
import { firstVersion, initFirstVersion, openRoles, rightsOf } from './_roles.ts'

/** What later versions brought, but for tables that the loader gets by default and nobody else. */
const given = ['guiji.audit', 'guiji.quarantine', 'guiji.source_columns']

let at: Awaited<ReturnType<typeof openRoles>>
let owner: Database
let login: string
beforeEach(async () => {
  at = await openRoles()
  owner = await at.open()
  login = `${at.prefix}_worker`
})
afterEach(() => at.close())

/** What `guiji db init` of this version gives to the same roles in a new database. */
async function rightsMadeAnew(): Promise<readonly string[]> {
  const fresh = await testDatabase()
  const db = await openDatabase({ url: fresh.url, build: 'test' })
  await initDatabase(db, { prefix: at.prefix, login })
  const rights = await rightsOf(db)
  await db.close()
  await fresh.close()
  return rights
}

/** When each thing that has rights was last written. */
const written = async () =>
  (
    await owner.query(`select oid, xmin::text from pg_class where relnamespace = 'guiji'::regnamespace
      union all select oid, xmin::text from pg_namespace union all select attrelid, xmin::text from pg_attribute where attacl is not null order by 1, 2`)
  ).rows

test.each(['a member of the owner role', 'a superuser'])(
  'an upgrade from the first version, run by %s, gives each role what a new database gives it, once',
  async (who) => {
    await initFirstVersion(owner, at.roles, login)
    const upgrader = who === 'a superuser' ? owner : await at.as('dba', at.roles.owner)
    const { from, to, rights } = await upgradeControl(upgrader)
    expect([from, to, rights?.changed, rights?.left]).toEqual([1, controlVersion, given, []])
    expect(await rightsOf(owner)).toEqual(await rightsMadeAnew())
    const before = await written()
    expect((await upgradeControl(upgrader)).rights).toMatchObject({ changed: [], left: [] })
    expect(await written()).toEqual(before)
  },
)

test('the SQL that init prints for tables of the first version gives the same', async () => {
  await initFirstVersion(owner, at.roles, login)
  await owner.query(await initSql(owner, { prefix: at.prefix, login }))
  expect(await rightsOf(owner)).toEqual(await rightsMadeAnew())
  expect((await upgradeControl(owner)).rights).toMatchObject({ changed: [], left: [] })
})

test('rights that an earlier program did not give, or somebody gave beyond them, are put right without an upgrade, beside work that goes on', async () => {
  await initDatabase(owner, { prefix: at.prefix, login })
  const [right, { loader, reader, auditor }] = [await rightsOf(owner), at.roles]
  await owner.query(`grant update, delete on guiji.audit, guiji.certificate to ${loader}; grant update (hash) on guiji.certificate to ${loader};
    grant select on guiji.quarantine to ${auditor}; revoke all on guiji.source_columns from ${auditor}, ${loader};
    grant usage on schema guiji to ${reader}; grant select on guiji.run to ${reader}; revoke usage on schema base from ${reader}`)
  const worker = await (await at.as('worker', null)).connect()
  await worker.query(
    `begin; insert into guiji.audit (by, action, subject, reason) values ('a', 'b', 'c', 'd'); lock table guiji.run in share mode`,
  )
  const { rights } = await upgradeControl(await at.as('dba', at.roles.owner))
  const changed = ['base', 'guiji', 'guiji.audit', 'guiji.certificate', 'guiji.quarantine', 'guiji.run', 'guiji.source_columns']
  expect([[...(rights?.changed ?? [])].sort(), rights?.left]).toEqual([changed, []])
  expect(await rightsOf(owner)).toEqual(right)
  await worker.query('commit')
  await worker.end()
})

test('the owner role does what it may, and tells what is left for a superuser and init', async () => {
  await initFirstVersion(owner, at.roles, login)
  const { reader } = at.roles
  const stranger = new URL(at.database.url).username
  await owner.query(`revoke usage on schema business from ${reader}; alter schema business owner to ${stranger}`)
  await owner.query(`create table replica.demo__early (id text); alter table guiji.queue owner to ${stranger}`)
  const member = await at.as('dba', at.roles.owner)
  const { rights } = await upgradeControl(member)
  expect(rights).toMatchObject({
    left: ['business', 'guiji.queue', 'replica.demo__early'],
    role: `${at.prefix}_dba`,
    prefix: at.prefix,
    login,
  })
  const text = rights === null ? undefined : rightsLeft(rights, controlVersion)
  expect(text?.text.en).toContain('business, guiji.queue, replica.demo__early')
  expect(text?.remedy.zh).toContain(`guiji db init --prefix ${at.prefix} --login ${login}`)
  // the control tables that are the owner's are right all the same
  expect((await rightsOf(owner)).filter((line) => line.includes('audit of') && line.includes('_loader'))).toHaveLength(2)
  // who owns a table is for init to change
  expect((await upgradeControl(owner)).rights?.left).toEqual(['guiji.queue'])
  await initDatabase(owner, { prefix: at.prefix, login })
  expect((await upgradeControl(member)).rights).toMatchObject({ changed: [], left: [] })
})

test('who cannot read the control tables, or is a member that does not inherit, is told with whose address to upgrade', async () => {
  await initFirstVersion(owner, at.roles, login)
  for (const other of [await at.as('nobody', null), await at.as('dba', at.roles.owner, { more: 'noinherit' })])
    expect(await codeOf(upgradeControl(other))).toBe('DATABASE_UPGRADE_FORBIDDEN')
})

test('where init has never been run no right is given, whatever the owner is called', async () => {
  const single = await at.as('owner', null)
  await owner.query(`grant create on database ${new URL(at.database.url).pathname.slice(1)} to ${at.roles.owner}`)
  await single.query(firstVersion)
  const before = (await rightsOf(owner)).filter((line) => !line.includes(`: ${at.roles.owner}`))
  expect(await upgradeControl(single)).toEqual({ from: 1, to: controlVersion, rights: null })
  expect((await rightsOf(owner)).filter((line) => !line.includes(`: ${at.roles.owner}`))).toEqual(before)
})
