import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { controlVersion } from '../../databases/control-tables.ts'
import { rolesOf } from '../../databases/roles-sql.ts'
import { displayWidth } from '../../cli/width.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { smallProject } from './_small-project.ts'
import { guiji, type Ended } from './_terminal.ts'

const prefix = `t_${randomBytes(4).toString('hex')}`
const login = `${prefix}_worker`
let database: TestDatabase
let project: Awaited<ReturnType<typeof smallProject>>
let admin: pg.Client
let call: (...argv: readonly string[]) => Promise<Ended>

beforeAll(async () => {
  database = await testDatabase()
  project = await smallProject()
  admin = new pg.Client(database.url)
  await admin.connect()
  call = (...argv) => guiji(argv, { cwd: project.root, env: { GUIJI_DATABASE_URL: database.url } })
})
afterAll(async () => {
  for (const role of [login, ...Object.values(rolesOf(prefix))]) await admin.query(`drop owned by ${role} cascade; drop role ${role}`)
  await admin.end()
  await database.close()
})

test('upgrade makes nothing where nothing is, and says what to run', async () => {
  const { stdout, code } = await call('db', 'upgrade', '--lang', 'zh')
  expect([stdout, code]).toEqual(['还没有控制表：先运行 guiji db init。\n', 1])
})

test('init prints its SQL without changing anything', async () => {
  const { stdout, code } = await call('db', 'init', '--prefix', prefix, '--login', login, '--sql')
  expect(code).toBe(0)
  expect(stdout).toContain(`create role "${prefix}_auditor" nologin`)
  expect(stdout).not.toMatch(/password/i)
  expect((await admin.query(`select 1 from pg_roles where rolname like $1`, [`${prefix}%`])).rows).toEqual([])
  const json = JSON.parse((await call('db', 'init', '--prefix', prefix, '--sql', '--json')).stdout) as { sql: string }
  expect(json.sql).toContain('create schema guiji')
})

test('init makes the roles, and a run as the login is published', async () => {
  const made = await call('db', 'init', '--prefix', prefix, '--login', login)
  expect(made.code).toBe(0)
  for (const line of made.stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
  await admin.query(`alter role ${login} password 'secret'`)
  const url = Object.assign(new URL(database.url), { username: login, password: 'secret' }).href
  await project.drop(['V1,2026-01-02'])
  const env = { GUIJI_DATABASE_URL: url }
  expect((await guiji(['run', 'civil-affairs.visits', '--in-process'], { cwd: project.root, env })).code).toBe(0)
  const same = await call('db', 'upgrade', '--json')
  expect([JSON.parse(same.stdout), same.code]).toEqual([{ from: controlVersion, to: controlVersion, rights: [] }, 0])
  const forbidden = await guiji(['db', 'init', '--prefix', `${prefix}x`, '--json'], { cwd: project.root, env })
  expect([JSON.parse(forbidden.stdout), forbidden.code]).toMatchObject([{ error: { code: 'DATABASE_INIT_FORBIDDEN' } }, 1])
})

test('upgrade puts rights right and names the tables; who may not is told what is left and what to run', async () => {
  await admin.query(`grant delete on guiji.audit to ${prefix}_loader`)
  const env = { GUIJI_DATABASE_URL: Object.assign(new URL(database.url), { username: login, password: 'secret' }).href }
  const left = await guiji(['db', 'upgrade', '--lang', 'en'], { cwd: project.root, env })
  expect([left.code, left.stdout]).toEqual([1, `Control tables have version ${controlVersion} already.\n`])
  expect(left.stderr).toContain('DATABASE_RIGHTS_LEFT')
  expect(left.stderr.replace(/\s+/g, ' ')).toContain(`guiji db init --prefix ${prefix} --login ${login}`)
  const put = await call('db', 'upgrade', '--lang', 'zh')
  expect([put.code, put.stdout]).toEqual([0, `控制表已是版本 ${controlVersion}。\n这些对象的权限已整理：guiji.audit。\n`])
})

test('init names the login that would lose its tables to another', async () => {
  const losing = await call('db', 'init', '--prefix', prefix, '--login', `${prefix}_next`, '--json')
  expect([JSON.parse(losing.stdout), losing.code]).toMatchObject([
    { error: { code: 'DATABASE_LOGIN_LOSES', details: { logins: login } } },
    1,
  ])
})
