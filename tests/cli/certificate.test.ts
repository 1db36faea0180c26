import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { displayWidth } from '../../cli/width.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { smallProject } from './_small-project.ts'
import { guiji, type Ended } from './_terminal.ts'

const asset = 'civil-affairs.visits'
let database: TestDatabase
let call: (...argv: readonly string[]) => Promise<Ended>

beforeAll(async () => {
  database = await testDatabase()
  const project = await smallProject()
  call = (...argv) => guiji(argv, { cwd: project.root, env: { GUIJI_DATABASE_URL: database.url } })
  for (const row of ['V1,2026-01-02', 'V2,2026-01-03']) {
    await project.drop([row])
    expect((await call('run', asset, '--in-process')).code).toBe(0)
  }
})
afterAll(() => database.close())

test.each(['zh', 'en'])('a certificate is shown with its sums, digests and hashes within 80 cells (%s)', async (lang) => {
  const { stdout, code } = await call('certificate', 'show', asset, '--lang', lang)
  expect(code).toBe(0)
  for (const line of stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
  const { hash, previous, specDigest, ledgerDigest } = JSON.parse((await call('certificate', 'show', asset, '--json')).stdout) as {
    readonly [name: string]: string
  }
  for (const text of [`${asset}@2`, hash, previous, specDigest, ledgerDigest]) expect(stdout).toContain(text)
  expect(stdout.replaceAll(/\s+/g, '')).toContain(
    lang === 'zh' ? '读取1=筛除0+隔离0+落地1' : 'read1=filtered0+quarantined0+landed1;landed=inserted1',
  )
})

test('a plan’s certificate names the one before it; what has none says so', async () => {
  const first = JSON.parse((await call('certificate', 'show', `${asset}@1`, '--json')).stdout) as { hash: string }
  const second = JSON.parse((await call('certificate', 'show', `${asset}@2`, '--json')).stdout) as { previous: string }
  expect(second.previous).toBe(first.hash)
  const none = await call('certificate', 'show', `${asset}@9`, '--json')
  expect([JSON.parse(none.stdout), none.code]).toMatchObject([{ error: { code: 'CERTIFICATE_UNKNOWN' } }, 1])
  expect((await call('certificate', 'show', 'civil-affairs.nothing')).code).toBe(2)
})

test('verify ends with exit code 1 and one line for each broken certificate', async () => {
  const fine = await call('certificate', 'verify', '--json')
  expect([JSON.parse(fine.stdout), fine.code]).toEqual([{ checked: 2, broken: [] }, 0])
  const client = new pg.Client(database.url)
  await client.connect()
  await client.query(`update guiji.certificate set body = replace(body::text, '"inserted":1', '"inserted":2')::json where plan = $1`, [
    `${asset}@1`,
  ])
  await client.end()
  const wrong = await call('certificate', 'verify', asset, '--lang', 'zh')
  expect(wrong.code).toBe(1)
  expect(wrong.stdout.split('\n')).toEqual([`${asset}@1  内容与散列不符`, '已核对 2 份凭证，1 份不可信。', ''])
})
