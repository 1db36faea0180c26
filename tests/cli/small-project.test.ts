import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { displayWidth } from '../../cli/width.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { smallProject } from './_small-project.ts'
import { guiji, type Ended } from './_terminal.ts'

const isoForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/
const asset = 'civil-affairs.visits'
let database: TestDatabase
let project: Awaited<ReturnType<typeof smallProject>>
let call: (argv: readonly string[], input?: string) => Promise<Ended>

beforeAll(async () => {
  database = await testDatabase()
  project = await smallProject()
  const env = { GUIJI_DATABASE_URL: database.url }
  call = (argv, input = '') => guiji(argv, { cwd: project.root, env, input })
})
afterAll(() => database.close())

test('validate tells what is there, and refuses what is wrong with exit code 2', async () => {
  const fine = await call(['validate', '--json'])
  expect(JSON.parse(fine.stdout)).toMatchObject({ valid: true, counts: { datasets: 1, connections: 1 } })
  expect(fine.code).toBe(0)
  const file = join(project.root, 'connections', 'folder.yaml')
  const before = await readFile(file, 'utf8')
  await writeFile(file, before.replace('csv', 'nosuchconnector'))
  const wrong = await call(['validate', '--lang', 'zh'])
  await writeFile(file, before)
  expect(wrong.code).toBe(2)
  expect(wrong.stdout).toContain('CONNECTOR_UNKNOWN')
  for (const line of wrong.stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
})

test('probe and discover look at the source without reading it in', async () => {
  await project.drop(['V1,2026-01-02'])
  const probed = await call(['probe', 'folder', '--lang', 'zh'])
  expect(probed.code).toBe(0)
  expect(probed.stdout).toMatch(/^地址 {4}通过\n权限 {4}通过\n/)
  expect((await call(['probe', 'nowhere'])).code).toBe(2)
  const discovered = await call(['discover', 'folder', '--json'])
  expect(discovered.stdout).toContain('走访日期')
})

test('preview masks values unless they are asked for', async () => {
  await project.drop(['V10001,2026-01-02', 'V10002,2026-02-31'])
  const masked = await call(['preview', asset])
  expect(masked.code).toBe(0)
  expect(masked.stdout).toContain('DATE_IMPOSSIBLE')
  expect(masked.stdout).not.toMatch(/V10002|V\**2/)
  expect((await call(['preview', asset, '--reveal'])).stdout).toContain('V10002')
})

test('a run is published, the next one unchanged', async () => {
  await project.drop(['V1,2026-01-02', 'V2,2026-01-03', 'V3,not a day'])
  const first = await call(['run', asset, '--in-process', '--json'])
  expect(first.stderr).toContain('published')
  expect(JSON.parse(first.stdout)).toMatchObject({
    assets: [{ asset, outcome: 'published', read: 3, quarantined: 1, inserted: 2 }],
    waiting: [],
  })
  expect(first.code).toBe(0)
  const second = await call(['run', asset, '--in-process', '--lang', 'zh'])
  expect(second.stdout).toContain('无变化')
  expect(second.code).toBe(0)
})

test('status shows every asset with its last run', async () => {
  const { stdout } = await call(['status', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ assets: [{ asset, waiting: false, lastRun: { outcome: 'unchanged' } }], waiting: [] })
})

test('the quarantine counts reasons, lists rows without values, and shows one masked', async () => {
  expect(JSON.parse((await call(['quarantine', 'list', '--json'])).stdout)).toMatchObject([{ asset, code: 'DATE_FORMAT', count: 1 }])
  const listed = await call(['quarantine', 'list', asset, '--rows'])
  const id = /^\S+/.exec(listed.stdout)?.[0] ?? ''
  expect(listed.stdout).toContain('visits.csv:4')
  expect(listed.stdout).not.toContain('not a day')
  const shown = await call(['quarantine', 'show', id])
  expect(shown.stdout).toContain('n********')
  expect(shown.stdout).not.toContain('n********y')
  for (const { at } of JSON.parse((await call(['quarantine', 'list', '--rows', '--json'])).stdout) as { at: string }[])
    expect(at).toMatch(isoForm)
  expect(JSON.parse((await call(['quarantine', 'show', id, '--json'])).stdout)).toMatchObject({
    at: expect.stringMatching(isoForm) as string,
  })
  const unreasoned = await call(['quarantine', 'show', id, '--reveal'])
  expect(unreasoned).toMatchObject({ code: 2, stderr: expect.stringContaining('AUDIT_REASON_MISSING') as string })
  expect(unreasoned.stdout).not.toContain('not a day')
  expect((await call(['quarantine', 'show', id, '--reveal', '--reason', 'asked by the agency'])).stdout).toContain('not a day')
  expect((await call(['quarantine', 'show', 'nothing:0:0'])).code).toBe(2)
})

test('an empty answer of the quarantine says of what; what nobody knows is a usage error', async () => {
  const unknown = await call(['quarantine', 'list', 'civil-affairs.visit'])
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('ASSET_UNKNOWN')
  for (const more of [[], ['--rows']]) {
    const code = await call(['quarantine', 'list', asset, '--code', 'DATE_FORMAAT', ...more])
    expect(code.code).toBe(2)
    expect(code.stderr).toContain('DATE_FORMAT')
  }
  const none = await call(['quarantine', 'list', asset, '--code', 'REQUIRED_MISSING'])
  expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('conditions') as string })
})

test('trace reads the key from standard input and gives no value', async () => {
  const found = await call(['trace', asset, '--json'], 'V1\n')
  expect(JSON.parse(found.stdout)).toMatchObject({
    found: true,
    row: {
      plan: `${asset}@1`,
      split: 'visits.csv',
      ordinal: 0,
      locator: 'visits.csv:2',
      landedAt: expect.stringMatching(isoForm) as string,
    },
  })
  expect((await call(['trace', asset, '--lang', 'zh'], 'V2\n')).stdout).toContain('visits.csv:3（第 2 条）')
  expect((await call(['trace', asset], 'V9\n')).code).toBe(1)
  const silent = await call(['trace', asset], '')
  expect(silent.code).toBe(2)
  expect(silent.stderr).toContain('USAGE_ANSWER_MISSING')
})

test('over its limit a run waits with exit code 3 until a person has answered', async () => {
  await project.drop(['V1,2026-01-02', 'V2,x', 'V3,x', 'V4,x'])
  const waits = await call(['run', asset, '--in-process', '--json'])
  expect(waits.code).toBe(3)
  expect(JSON.parse(waits.stdout)).toMatchObject({ error: { code: 'RUN_WAITING' } })
  expect((await call(['status'])).stdout).toContain('QUARANTINE_LIMIT')

  const waiting = JSON.parse((await call(['status', '--json'])).stdout) as { waiting: { since: string }[] }
  expect(waiting.waiting[0]?.since).toMatch(isoForm)

  const unreasoned = await call(['approve', asset])
  expect(unreasoned.code).toBe(2)
  const approved = await call(['approve', asset, '--reason', 'seen', '--by', 'tester', '--json'])
  expect(JSON.parse(approved.stdout)).toMatchObject({ asset, approve: true, by: 'tester', reason: 'seen' })
  expect((await call(['approve', asset, '--reason', 'again'])).stderr).toContain('NOTHING_WAITS')
  const nobody = await call(['approve', 'nope.nope', '--reason', 'x'])
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('ASSET_UNKNOWN') as string })

  const after = await call(['run', asset, '--in-process', '--json'])
  expect(JSON.parse(after.stdout)).toMatchObject({ assets: [{ outcome: 'published', quarantined: 3 }] })
})

test('a birth date that disagrees with the identity number is published, and listed by its place without values', async () => {
  const own = await smallProject()
  const file = join(own.root, 'catalog', 'civil-affairs', 'visits.yaml')
  const visits = await readFile(file, 'utf8')
  const people = visits
    .replace('visits.csv', 'people.csv')
    .replace('due: 5 working days after visited_on\n', '')
    .replace(/  visited_on:.*\n/, '  birth_date: { item: 出生日期, type: date }\n  id_number: { item: 身份证号, type: resident-id }\n')
    .replace('limits:', 'checks:\n  - { agree: [birth_date, id_number], level: warning }\nlimits:')
  await writeFile(join(own.root, 'catalog', 'civil-affairs', 'people.yaml'), people)
  await writeFile(
    join(own.root, 'drop', 'people.csv'),
    ['编号,出生日期,身份证号', 'P1,1902-03-04,51018419020304906X', 'P2,1902-03-05,51018419020304906X', ''].join('\n'),
  )
  const inOwn = (...argv: readonly string[]) => guiji(argv, { cwd: own.root, env: { GUIJI_DATABASE_URL: database.url }, input: '' })
  const dataset = 'civil-affairs.people'
  const run = await inOwn('run', dataset, '--in-process', '--json')
  expect(JSON.parse(run.stdout)).toMatchObject({ assets: [{ outcome: 'published', read: 2, quarantined: 0, inserted: 2 }] })
  const id = `${dataset}@1:0:1`
  const json = await inOwn('quarantine', 'list', dataset, '--warnings', '--json')
  expect(JSON.parse(json.stdout)).toEqual([
    { id, plan: `${dataset}@1`, split: 0, ordinal: 1, asset: dataset, locator: 'people.csv:3', field: 'birth_date', code: 'DISAGREE' },
  ])
  for (const lang of ['zh', 'en']) {
    const listed = await inOwn('quarantine', 'list', dataset, '--warnings', '--lang', lang)
    expect(listed.stdout).toContain(`${id}  people.csv:3\n    birth_date  DISAGREE  `)
    expect(listed.stdout).toMatch(lang === 'zh' ? /不一致|不符|矛盾/ : /differ|disagree|contradict/)
    expect(listed.stdout).not.toMatch(/1902|P2/)
  }
  expect((await inOwn('quarantine', 'list', dataset, '--warnings', '--code', 'OTHER', '--json')).stdout.trim()).toBe('[]')
  const unknown = await inOwn('quarantine', 'list', 'civil-affairs.peeple', '--warnings')
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('ASSET_UNKNOWN') as string })
})

test('what cannot be reached, is not there or is wrong each has its exit code', async () => {
  const nowhere = { GUIJI_DATABASE_URL: 'postgresql://guiji:hush@127.0.0.1:1/x' }
  const unreachable = await guiji(['status'], { cwd: project.root, env: nowhere })
  expect(unreachable.code).toBe(4)
  expect(unreachable.stderr).not.toContain('hush')
  const noTemporal = await guiji(['run', asset], {
    cwd: project.root,
    env: { GUIJI_DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:1' },
  })
  expect(noTemporal.code).toBe(4)
  expect(noTemporal.stderr).toContain('--in-process')
  expect((await call(['run', 'civil-affairs.nothing', '--in-process'])).code).toBe(2)
  await rm(join(project.root, 'drop'), { recursive: true })
  expect((await call(['run', asset, '--in-process'])).code).toBeGreaterThan(0)
  await rm(join(project.root, 'guiji.yaml'))
  const outside = await call(['status'])
  expect(outside.code).toBe(2)
  expect(outside.stderr).toContain('PROJECT_NOT_FOUND')
})
