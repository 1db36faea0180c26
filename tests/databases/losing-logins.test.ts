import { afterEach, beforeEach, expect, test } from 'vitest'
import type { GuijiError } from '../../core/errors.ts'
import type { Database } from '../../databases/database.ts'
import { initDatabase, initSql } from '../../databases/init-database.ts'
import { prepareDatabase } from '../../databases/prepare.ts'
import { openRoles, rightsOf } from './_roles.ts'
import { codeOf, dataset, load } from './_support.ts'

const spec = dataset('residents')
let at: Awaited<ReturnType<typeof openRoles>>
let superuser: Database
let login: string
/** Programs have made control tables and published as this login. */
let old: Database
beforeEach(async () => {
  at = await openRoles()
  superuser = await at.open()
  login = `${at.prefix}_worker`
  old = await at.as('old', null)
  await at.admin.query(`grant create on database ${new URL(at.database.url).pathname.slice(1)} to ${at.prefix}_old`)
  await prepareDatabase(old)
  await load(old, spec, [['1', '甲', null]])
})
afterEach(() => at.close())

async function errorOf(work: Promise<unknown>): Promise<GuijiError | null> {
  return work.then(
    () => null,
    (error: GuijiError) => error,
  )
}
const init = (options: { login: string | null; prefix?: string }) => initDatabase(superuser, { prefix: at.prefix, ...options })
const publishes = async (db: Database, name: string) => expect(await load(db, spec, [['1', name, null]])).toMatchObject({ updated: 1 })

test('init and its SQL refuse to hand over tables that another login works with, name it, and change nothing', async () => {
  const before = await rightsOf(superuser)
  for (const named of [login, null]) {
    for (const run of [initDatabase, initSql]) {
      const error = await errorOf(run(superuser, { prefix: at.prefix, login: named }))
      expect(error).toMatchObject({ code: 'DATABASE_LOGIN_LOSES', details: { logins: `${at.prefix}_old`, keep: `${at.prefix}_old` } })
      // the pool of the programs is open
      expect(error?.details['sessions']).toBeGreaterThan(0)
    }
  }
  expect(await codeOf(initSql(old, { prefix: at.prefix, login }))).toBe('DATABASE_LOGIN_LOSES')
  const { rows } = await at.admin.query('select 1 from pg_roles where rolname = any ($1)', [[login, ...Object.values(at.roles)]])
  expect([rows, await rightsOf(superuser)]).toEqual([[], before])
  await publishes(old, '乙')
})

test('the login that is named keeps its tables; to name another later is refused in the same way', async () => {
  await init({ login: `${at.prefix}_old` })
  await publishes(old, '乙')
  expect(await init({ login: `${at.prefix}_old` })).toEqual(at.roles)
  expect(await errorOf(init({ login }))).toMatchObject({ code: 'DATABASE_LOGIN_LOSES', details: { logins: `${at.prefix}_old` } })
  // what has no login named hands over no published table
  expect(await init({ login: null })).toEqual(at.roles)
  await publishes(old, '丙')
})

test.each(['with a login', 'without a login'])(
  'after the SQL that the error tells, init goes through %s and nobody has lost anything',
  async (how) => {
    const named = how === 'with a login' ? login : null
    const error = await errorOf(init({ login: named }))
    await at.admin.query(error?.details['sql'] as string)
    expect(await init({ login: named })).toEqual(at.roles)
    await publishes(old, '乙')
    if (named !== null) await publishes(await at.as('worker', null), '丙')
    const rights = await rightsOf(superuser)
    expect(await init({ login: named })).toEqual(at.roles)
    expect(await rightsOf(superuser)).toEqual(rights)
  },
)

test('a login that works through a group is named, one that only reads or owns nothing is not, nor is a superuser', async () => {
  await at.admin.query(`create role ${at.prefix}_group nologin; reassign owned by ${at.prefix}_old to ${at.prefix}_group`)
  await at.as('bystander', null)
  expect(await init({ login })).toEqual(at.roles)
  await at.admin.query(
    `alter table replica.demo__residents owner to ${at.prefix}_group; grant ${at.prefix}_group to ${at.prefix}_bystander`,
  )
  expect(await errorOf(init({ login }))).toMatchObject({ details: { logins: `${at.prefix}_bystander` } })
  await at.admin.query(`alter role ${at.prefix}_bystander superuser`)
  expect(await init({ login })).toEqual(at.roles)
})

test('members of the owner role of another prefix are named before control tables go to a new one', async () => {
  await init({ login: `${at.prefix}_old` })
  await at.as('dba', at.roles.owner)
  const error = await errorOf(init({ login: `${at.prefix}_old`, prefix: `${at.prefix}_next` }))
  expect(error).toMatchObject({ code: 'DATABASE_LOGIN_LOSES', details: { logins: `${at.prefix}_dba` } })
})

test('SQL that was printed when nobody lost anything changes nothing where somebody does when it is run', async () => {
  await init({ login: `${at.prefix}_old` })
  const sql = await initSql(superuser, { prefix: at.prefix, login: `${at.prefix}_old` })
  await at.as('other', at.roles.loader)
  await at.admin.query(`alter table replica.demo__residents owner to ${at.prefix}_other`)
  const before = await rightsOf(superuser)
  await expect(at.admin.query(sql)).rejects.toThrow(`DATABASE_LOGIN_LOSES: ${at.prefix}_other`)
  await at.admin.query('rollback')
  expect(await rightsOf(superuser)).toEqual(before)
})

test('a role that makes the roles itself hands its own tables over, and keeps the use of them', async () => {
  const name = new URL(at.database.url).pathname.slice(1)
  await at.admin.query(`alter role ${at.prefix}_old createrole; alter database ${name} owner to ${at.prefix}_old`)
  expect(await initDatabase(old, { prefix: at.prefix, login })).toEqual(at.roles)
  await publishes(old, '乙')
  await at.admin.query(`alter database ${name} owner to ${new URL(at.database.url).username}`)
})
