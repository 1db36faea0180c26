import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readXlsx } from '../../files/read-xlsx.ts'
import { writeXlsx } from '../../files/write-xlsx.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { smallProject } from './_small-project.ts'
import { guiji, type Ended } from './_terminal.ts'

const asset = 'civil-affairs.visits'
const key = Array.from({ length: 32 }, (_, index) => (index * 7 + 3).toString(16).padStart(2, '0')).join('')
const good = ['V1,2026-01-02', 'V9,2026-01-09']
/** Of what stands in the bad rows nothing may be read in the database. */
const secrets = /KEY-|not a day|in spring|torn apart|HYPERLINK|corrected|2026-02-28/

let database: TestDatabase
let project: Awaited<ReturnType<typeof smallProject>>
let client: pg.Client
let call: (argv: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Ended>

beforeAll(async () => {
  database = await testDatabase()
  project = await smallProject()
  const visits = join(project.root, 'catalog', 'civil-affairs', 'visits.yaml')
  await writeFile(visits, (await readFile(visits, 'utf8')).replace(/limits:.*\n/, '').replace('due: 5 working days after visited_on\n', ''))
  await writeFile(join(project.root, 'guiji.yaml'), 'name: 测试\nregion: "510184"\nquarantine: { key: "${env:GUIJI_QUARANTINE_KEY}" }\n')
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  call = (argv, env = {}) =>
    guiji(argv, { cwd: project.root, env: { GUIJI_DATABASE_URL: database.url, GUIJI_QUARANTINE_KEY: key, ...env } })
})
afterAll(async () => {
  await client.end()
  await database.close()
})

const json = async (argv: readonly string[]) => JSON.parse((await call([...argv, '--json'])).stdout) as Record<string, unknown>
const run = () => json(['run', asset, '--in-process'])
const published = async () =>
  (await client.query('select number, visited_on::text as day from replica.civil_affairs__visits order by 1')).rows
const entries = async () =>
  (
    (await json(['quarantine', 'list', asset, '--rows', '--closed'])) as unknown as { locator: string; state: string; how: string | null }[]
  ).map(({ locator, state, how }) => [locator, how ?? state])
const dump = async (...tables: readonly string[]) => {
  const rows: unknown[] = []
  for (const table of tables) rows.push((await client.query(`select t::text from guiji.${table} t`)).rows)
  return JSON.stringify(rows)
}

let exported: readonly (readonly string[])[] = []
/** Writes the sheet again as a clerk might leave it. */
async function fillIn(file: string, change: (rows: string[][]) => void): Promise<string> {
  const rows = exported.map((row) => [...row])
  change(rows)
  await writeFile(join(project.root, file), await writeXlsx([{ name: '更正', widths: [20], frozen: 3, rows }]))
  return file
}

test('bad rows lie in the database sealed, and are listed all the same', async () => {
  await project.drop([...good, '=HYPERLINK("KEY-2"),not a day', 'KEY-3,in spring', 'KEY-4,春节', 'KEY-5,2026-01-05,torn apart'])
  expect(await run()).toMatchObject({ assets: [{ outcome: 'published', read: 6, quarantined: 4, inserted: 2 }] })
  expect(await dump('quarantine', 'ledger', 'split')).not.toMatch(secrets)
  expect((await client.query('select raw::text, key from guiji.quarantine')).rows).toHaveLength(4)
  expect(await entries()).toEqual([3, 4, 5, 6].map((line) => [`visits.csv:${line + 1}`, 'open']))
  const other = { GUIJI_QUARANTINE_KEY: key.replace(/^03/, '04') }
  expect((await call(['quarantine', 'list', asset], other)).code).toBe(0)
  const shown = await call(['quarantine', 'show', `${asset}@1:0:3`], other)
  expect(shown).toMatchObject({ code: 1, stderr: expect.stringContaining('QUARANTINE_SEALED') as string })
  const without = await call(['quarantine', 'show', `${asset}@1:0:3`], { GUIJI_QUARANTINE_KEY: '' })
  expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('SECRET_MISSING') as string })
})

test('reading them needs a reason, which stays, and holds nothing personal', async () => {
  const export_ = ['quarantine', 'export', asset, '--to', 'sheet.xlsx']
  expect(await call(export_)).toMatchObject({ code: 2, stderr: expect.stringContaining('AUDIT_REASON_MISSING') as string })
  const personal = await call([...export_, '--reason', '核对 51018419020304906X'])
  expect(personal).toMatchObject({ code: 2, stderr: expect.stringContaining('AUDIT_PERSONAL') as string })
  await expect(stat(join(project.root, 'sheet.xlsx'))).rejects.toThrow()
  expect(await json(['quarantine', 'audit'])).toEqual([])
  const done = await call([...export_, '--reason', '退回民政局更正', '--by', '王科长'])
  expect(done.code).toBe(0)
  expect((await stat(join(project.root, 'sheet.xlsx'))).mode & 0o777).toBe(0o600)
  await call(['quarantine', 'show', `${asset}@1:0:3`, '--reveal', '--reason', '电话核实', '--by', '李某'])
  expect(await json(['quarantine', 'audit'])).toMatchObject([
    { action: 'show', by: '李某', subject: `${asset}@1:0:3`, reason: '电话核实' },
    { action: 'export', by: '王科长', subject: asset, reason: '退回民政局更正' },
  ])
  expect((await call(['quarantine', 'audit', '--lang', 'zh'])).stdout).toContain('退回民政局更正')
  expect((await call([...export_, '--reason', 'again'])).stderr).toContain('USAGE_SHEET_EXISTS')
})

test('the correction sheet has every open row as text, with its token, place and reasons in Chinese, and runs no formula', async () => {
  const [sheet, help] = await readXlsx(await readFile(join(project.root, 'sheet.xlsx')), 'sheet.xlsx')
  expect([sheet?.name, help?.name]).toEqual(['更正', '说明'])
  const width = sheet?.rows[0]?.cells.size ?? 0
  exported = sheet?.rows.map(({ cells }) => Array.from({ length: width }, (_, column) => cells.get(column)?.text ?? '')) ?? []
  expect(exported[0]).toEqual(['行号牌', '位置', '原因', '原文', '编号', '走访日期'])
  expect(exported.slice(1).map(([, locator]) => locator)).toEqual(['visits.csv:4', 'visits.csv:5', 'visits.csv:6', 'visits.csv:7'])
  expect(exported[1]?.[0]).toMatch(new RegExp(`^${asset}@1:0:\\d+-[0-9a-z]{5}$`))
  expect(exported[1]?.[2]).toMatch(/^走访日期：\p{Script=Han}+/u)
  expect(exported.slice(1).map((row) => row.slice(3))).toEqual([
    ['', '\'=HYPERLINK("KEY-2")', 'not a day'],
    ['', 'KEY-3', 'in spring'],
    ['', 'KEY-4', '春节'],
    ['KEY-5,2026-01-05,torn apart', '', ''],
  ])
  expect(help?.rows.length).toBeGreaterThan(5)
  for (const { cells } of help?.rows ?? []) expect(cells.get(0)?.text).toMatch(/\p{Script=Han}/u)
})

test('a sheet that was spoilt is refused whole, each fault told with its place', async () => {
  const before = await dump('quarantine', 'resubmission', 'plan')
  const file = await fillIn('spoilt.xlsx', (rows) => {
    rows[0]!.splice(5, 1, '日期')
    rows[1]![0] = rows[1]![0]!.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'))
    rows[3]![0] = rows[2]![0]!
    rows[2]![5] = '2026-02-27'
    rows.push([`civil-affairs.visits@1:0:77-xxxxx`, '', '', '', '', ''])
  })
  const refused = await call(['quarantine', 'submit', file, '--json'])
  expect(refused.code).toBe(1)
  const { problems, rows } = JSON.parse(refused.stdout) as { rows: number; problems: { code: string; at: string }[] }
  expect([rows, problems.map(({ code, at }) => `${code} ${at}`)]).toEqual([
    0,
    ['SHEET_TOKEN_WRONG 更正!A2', 'SHEET_TOKEN_TWICE 更正!A4', 'SHEET_TOKEN_WRONG 更正!A6', 'SHEET_COLUMN_MISSING 更正!1'],
  ])
  for (const [lang, words] of [
    ['zh', ['应为', '实为', '处理']],
    ['en', ['expected', 'found', 'remedy']],
  ] as const) {
    const { stdout } = await call(['quarantine', 'submit', file, '--lang', lang])
    for (const word of words) expect(stdout).toContain(word)
    expect(stdout).not.toMatch(secrets)
  }
  for (const [name, code] of [
    ['nothing.xlsx', 'USAGE_SHEET_MISSING'],
    ['guiji.yaml', 'XLSX_UNREADABLE'],
  ] as const)
    expect((await call(['quarantine', 'submit', name])).stderr).toContain(code)
  expect(await dump('quarantine', 'resubmission', 'plan')).toBe(before)
})

test('corrected rows go through the whole line; what was not changed or taken off the sheet stays open', async () => {
  const file = await fillIn('corrected.xlsx', (rows) => {
    rows[1]![5] = '2026-02-28'
    rows[4]!.splice(4, 2, 'KEY-5 corrected', 'still wrong')
    rows[0]!.push('备注')
    rows[2]!.push('不知道')
    rows.splice(3, 1)
  })
  const submitted = await json(['quarantine', 'submit', file, '--reason', '民政局已更正', '--by', '王科长'])
  expect(submitted).toMatchObject({
    rows: 2,
    unchanged: 1,
    problems: [],
    waiting: [],
    assets: [{ asset, outcome: 'published', plan: `${asset}@2`, read: 2, quarantined: 1, landed: 1, inserted: 1, removed: 0 }],
  })
  expect(await published()).toEqual([
    { number: '=HYPERLINK("KEY-2")', day: '2026-02-28' },
    { number: 'V1', day: '2026-01-02' },
    { number: 'V9', day: '2026-01-09' },
  ])
  expect(await entries()).toEqual([
    ['visits.csv:7', 'open'],
    ['visits.csv:4', 'submitted'],
    ['visits.csv:5', 'open'],
    ['visits.csv:6', 'open'],
    ['visits.csv:7', 'submitted'],
  ])
  expect(await dump('quarantine', 'resubmission', 'resubmitted', 'ledger', 'split', 'audit', 'certificate')).not.toMatch(secrets)
  expect((await json(['quarantine', 'audit'])) as unknown).toMatchObject([
    { action: 'submit', subject: `${asset} (2)`, reason: '民政局已更正' },
    {},
    {},
  ])
  // the source has not been read further, nor is it read again
  expect(await run()).toMatchObject({ assets: [{ outcome: 'unchanged' }] })
})

test('the same sheet a second time changes nothing: its rows are closed', async () => {
  const again = await json(['quarantine', 'submit', 'corrected.xlsx'])
  expect(again).toMatchObject({
    rows: 0,
    unchanged: 1,
    problems: [{ code: 'SHEET_ROW_CLOSED', level: 'warning' }, { code: 'SHEET_ROW_CLOSED' }],
  })
  expect((await client.query('select 1 from guiji.resubmission')).rowCount).toBe(1)
})

test('a row that arrives right later closes its entry; one that is wrong again does not', async () => {
  await project.drop([...good, 'KEY-3,2026-03-03', 'KEY-4,除夕'])
  expect(await run()).toMatchObject({ assets: [{ outcome: 'published', read: 4, quarantined: 1, inserted: 1 }] })
  expect(await entries()).toEqual([
    ['visits.csv:5', 'open'],
    ['visits.csv:7', 'open'],
    ['visits.csv:4', 'submitted'],
    ['visits.csv:5', 'arrived'],
    ['visits.csv:6', 'open'],
    ['visits.csv:7', 'submitted'],
  ])
  const listed = await call(['quarantine', 'list', asset, '--rows', '--closed', '--lang', 'zh'])
  expect(listed.stdout).toContain(`已结案：后来正确到达（${asset}@4）`)
  const late = await fillIn('late.xlsx', (rows) => {
    rows.splice(3)
    rows.splice(1, 1)
    rows[1]![5] = '2026-02-28'
  })
  expect(await json(['quarantine', 'submit', late])).toMatchObject({ rows: 0, problems: [{ code: 'SHEET_ROW_CLOSED' }] })
  expect((await published()).find(({ number }: { number: string }) => number === 'KEY-3')).toEqual({ number: 'KEY-3', day: '2026-03-03' })
})

test('after a rule was mended a replay takes the rows in as they were, the later one last', async () => {
  const visits = join(project.root, 'catalog', 'civil-affairs', 'visits.yaml')
  const text = await readFile(visits, 'utf8')
  await writeFile(
    visits,
    text.replace('type: date }', 'type: date, steps: [{ map: { values: { 春节: 2026-02-17, 除夕: 2026-02-16 }, otherwise: keep } }] }'),
  )
  const replayed = await call(['quarantine', 'replay', asset, '--json'])
  expect(JSON.parse(replayed.stdout)).toMatchObject({
    rows: 3,
    left: [],
    assets: [{ outcome: 'published', read: 3, quarantined: 1, landed: 2, inserted: 1, superseded: 1 }],
  })
  expect((await published()).find(({ number }: { number: string }) => number === 'KEY-4')).toEqual({ number: 'KEY-4', day: '2026-02-16' })
  expect((await entries()).filter(([, end]) => end === 'open')).toEqual([['visits.csv:7', 'open']])
  expect((await entries()).filter(([, end]) => end === 'replayed')).toHaveLength(3)
})

test('a line that could not be taken apart cannot be replayed, and is told', async () => {
  await project.drop([...good, 'KEY-6,2026-01-05,torn apart'])
  expect(await run()).toMatchObject({ assets: [{ plan: `${asset}@6`, quarantined: 1 }] })
  expect(await json(['quarantine', 'replay', asset, '--code', 'COLUMN_COUNT'])).toMatchObject({
    rows: 0,
    left: [{ locator: 'visits.csv:4' }],
  })
  const told = await call(['quarantine', 'replay', asset, '--plan', `${asset}@6`, '--lang', 'zh'])
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('visits.csv:4') as string })
  expect(told.stdout).not.toMatch(secrets)
})

test('nothing is submitted while another plan of the dataset is unfinished', async () => {
  await client.query(`update guiji.plan set state = 'open' where plan = $1`, [`${asset}@6`])
  const blocked = await call(['quarantine', 'replay', asset, '--plan', `${asset}@5`])
  expect(blocked).toMatchObject({ code: 1, stderr: expect.stringContaining('RESUBMISSION_BLOCKED') as string })
  await client.query(`update guiji.plan set state = 'published' where plan = $1`, [`${asset}@6`])
})

test('a person dismisses what nobody will correct, and says why', async () => {
  const open = async () => (await entries()).filter(([, end]) => end === 'open').length
  const [row] = (await json(['quarantine', 'list', asset, '--rows', '--plan', `${asset}@6`])) as unknown as { id: string }[]
  const id = row?.id ?? ''
  const before = await open()
  expect(await call(['quarantine', 'dismiss', id])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('AUDIT_REASON_MISSING') as string,
  })
  const personal = ['quarantine', 'dismiss', id, '--reason', '本人电话 13812345678']
  expect(await call(personal)).toMatchObject({ code: 2, stderr: expect.stringContaining('AUDIT_PERSONAL') as string })
  await client.query(`update guiji.plan set state = 'open' where plan = $1`, [`${asset}@6`])
  expect(await json(['quarantine', 'dismiss', id, '--reason', '测试数据'])).toEqual({ asset, dismissed: 0 })
  await client.query(`update guiji.plan set state = 'published' where plan = $1`, [`${asset}@6`])
  expect(await open()).toBe(before)
  expect(await json(['quarantine', 'dismiss', id, '--reason', '测试数据', '--by', '李某'])).toEqual({ asset, dismissed: 1 })
  expect(await open()).toBe(before - 1)
  expect((await json(['quarantine', 'audit', '--limit', '1'])) as unknown).toMatchObject([
    { by: '李某', action: 'dismiss', subject: id, reason: '测试数据' },
  ])
  const listed = await call(['quarantine', 'list', asset, '--rows', '--closed', '--lang', 'zh'])
  expect(listed.stdout).toContain('已结案：人工核销（李某）')
  expect(await json(['quarantine', 'dismiss', asset, '--code', 'OTHER', '--reason', 'x'])).toEqual({ asset, dismissed: 0 })
  expect((await json(['quarantine', 'audit', '--limit', '1'])) as unknown).toMatchObject([{ subject: id }])
  expect((await call(['quarantine', 'dismiss', 'civil-affairs.nothing', '--reason', 'x'])).code).toBe(2)
  expect(await json(['quarantine', 'dismiss', asset, '--reason', '不再更正'])).toEqual({ asset, dismissed: before - 1 })
  expect(await open()).toBe(0)
})

test('what is no dataset, or has no rows to correct, is told', async () => {
  expect((await call(['quarantine', 'export', 'civil-affairs.nothing', '--reason', 'x'])).code).toBe(2)
  const none = await call(['quarantine', 'export', asset, '--code', 'OTHER', '--reason', 'x', '--to', 'none.xlsx', '--json'])
  expect(JSON.parse(none.stdout)).toEqual({ asset, file: null, rows: 0, more: false })
  await expect(stat(join(project.root, 'none.xlsx'))).rejects.toThrow()
})
