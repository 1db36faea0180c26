import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { displayWidth } from '../../cli/width.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { smallProject } from './_small-project.ts'
import { guiji, type Ended } from './_terminal.ts'

const asset = 'civil-affairs.visits'
let database: TestDatabase
let call: (...argv: readonly string[]) => Promise<Ended>
let drop: (text: string) => Promise<void>

beforeAll(async () => {
  database = await testDatabase()
  const project = await smallProject()
  call = (...argv) => guiji(argv, { cwd: project.root, env: { GUIJI_DATABASE_URL: database.url } })
  drop = (text) => writeFile(join(project.root, 'drop', 'visits.csv'), text)
  await drop('编号,走访日期\nV1,2026-01-02\n')
  expect((await call('run', asset, '--in-process')).code).toBe(0)
  expect((await call('drift', 'show', '--lang', 'zh')).stdout).toBe('来源的列没有变化。\n')
  await drop('编号,来访日期\nV2,2026-01-03\n')
})
afterAll(() => database.close())

test('a run that stops tells in both languages what changed and what to write', async () => {
  for (const lang of ['zh', 'en']) {
    const { code, stderr } = await call('run', asset, '--in-process', '--lang', lang)
    expect(code).toBe(1)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('走访日期 → 来访日期?')
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('visited_on: { item: [走访日期, 来访日期] }')
  }
})

test('drift show lists what waits, within 80 cells, and as JSON', async () => {
  const { stdout } = await call('drift', 'show', asset, '--lang', 'zh')
  expect(stdout).toContain('等待接受')
  expect(stdout).toContain(`guiji drift accept ${asset} --reason`)
  for (const line of stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
  expect(JSON.parse((await call('drift', 'show', '--json')).stdout)).toMatchObject([
    { asset, accepted: false, by: null, differences: [{ change: 'renamed', column: '走访日期', to: '来访日期', uses: ['visited_on'] }] },
  ])
})

test('drift accept needs a reason that holds nothing personal, and then says who accepted what', async () => {
  const wordless = await call('drift', 'accept', asset, '--json')
  expect([JSON.parse(wordless.stdout), wordless.code]).toMatchObject([{ error: { code: 'USAGE_REASON_MISSING' } }, 2])
  const personal = await call('drift', 'accept', asset, '--reason', '13800138000 说的', '--json')
  expect(JSON.parse(personal.stdout)).toMatchObject({ error: { code: 'ANSWER_PERSONAL' } })
  expect((await call('drift', 'accept', asset, '--reason', '部门已确认', '--by', '王科长')).code).toBe(0)
  const [line] = JSON.parse((await call('drift', 'show', '--json')).stdout) as readonly { [name: string]: unknown }[]
  expect(line).toMatchObject({ asset, accepted: true, by: '王科长', reason: '部门已确认' })
  expect((await call('drift', 'show')).stdout).toContain('王科长')
})

test('there is nothing to accept twice, and nothing of an asset that is not there', async () => {
  expect(JSON.parse((await call('drift', 'accept', asset, '--reason', '再来', '--json')).stdout)).toMatchObject({
    error: { code: 'NO_DRIFT' },
  })
  expect((await call('drift', 'show', 'civil-affairs.nothing')).code).toBe(2)
})
