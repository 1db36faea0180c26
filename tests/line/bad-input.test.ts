import { appendFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openEngine } from '../../activities/engine.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { createLog } from '../../project/log.ts'
import {
  dropSecondDay,
  expectNothingPersonal,
  failureOf,
  ingest,
  password,
  printedError,
  publishFirstDay,
  runCommand,
  visible,
} from './_failures.ts'
import { asset } from './_remains.ts'
import { numbers, openTown, townFiles, type Town } from './_town.ts'

// A source that cannot be reached is tried again after pauses; how long they are is not the question here.
vi.mock(import('../../core/retry-rules.ts'), async (original) => ({ ...(await original()), delayBefore: () => 0.01 }))

const register = townFiles['catalog/police/register.yaml'] ?? ''
const header = '公民身份号码,姓名,变更日期,变更类型\n'
const [, , c = '', d = ''] = numbers
const goodRow = `${c},丙某,2026-11-02,登记\n`

/** The register read from a database instead of the folder; a url that is not a reference already goes into a secret's file. */
async function readFrom(town: Town, url: string): Promise<void> {
  const isReference = url.startsWith('$')
  if (!isReference) await town.write('secrets/register.url', url)
  const setting = isReference ? url : '${file:secrets/register.url}'
  await town.write('connections/police-db.yaml', `agency: police\nconnector: postgres\nurl: ${setting}\n`)
  const source = 'source: { connection: police-db, table: register, cursor: changed_on, mode: incremental, holds: changes }'
  await town.write('catalog/police/register.yaml', register.replace(/^source: .*$/m, source))
}

interface Case {
  readonly name: string
  readonly code: string
  /** Found while reading, so that the plan stays open. */
  readonly opensPlan?: true
  /** Makes the second run meet something bad. */
  spoil(town: Town): Promise<unknown>
}
const cases: readonly Case[] = [
  {
    name: 'an unknown key in a dataset',
    code: 'CONFIG_INVALID',
    spoil: (town) => town.write('catalog/police/register.yaml', `${register}colour: red\n`),
  },
  {
    name: 'an unknown key in a connection',
    code: 'CONFIG_INVALID',
    spoil: (town) =>
      town.write('connections/police-drop.yaml', `${townFiles['connections/police-drop.yaml'] ?? ''}passwort: ${password}\n`),
  },
  { name: 'a secret that is not set', code: 'SECRET_MISSING', spoil: (town) => readFrom(town, '${env:GUIJI_TEST_NOT_SET}') },
  { name: 'a secret file that is not there', code: 'SECRET_MISSING', spoil: (town) => readFrom(town, '${file:secrets/none}') },
  {
    name: 'a system that cannot be reached',
    code: 'SOURCE_UNREACHABLE',
    spoil: (town) => readFrom(town, `postgres://guiji:${password}@127.0.0.1:1/register`),
  },
  {
    name: 'a folder that is not there',
    code: 'FOLDER_MISSING',
    spoil: (town) => town.write('connections/police-drop.yaml', 'agency: police\nconnector: csv\nfolder: elsewhere\n'),
  },
  {
    name: 'a missing column',
    code: 'SOURCE_DRIFTED',
    spoil: (town) => town.write('drop/register_20261102.csv', `公民身份号码,变更日期,变更类型\n${c},2026-11-02,登记\n`),
  },
  { name: 'a missing header', code: 'CSV_HEADER_MISSING', spoil: (town) => town.write('drop/register_20261102.csv', `${c},丙某\n`) },
  {
    name: 'an undecodable file',
    code: 'FILE_UNDECODABLE',
    spoil: (town) =>
      town.write('drop/register_20261102.csv', Buffer.concat([Buffer.from(header + goodRow), Buffer.from([0x81, 0xff, 0x0a])])),
  },
  { name: 'an empty file', code: 'FILE_EMPTY', spoil: (town) => town.write('drop/register_20261102.csv', '') },
  {
    name: 'a torn file, cut within quotes',
    code: 'CSV_TORN',
    opensPlan: true,
    spoil: (town) => town.write('drop/register_20261102.csv', `${header}${goodRow}${d},"丁`),
  },
  {
    name: 'a torn file, cut between columns',
    code: 'CSV_TORN',
    opensPlan: true,
    spoil: (town) => town.write('drop/register_20261102.csv', `${header}${goodRow}${d},丁某`),
  },
  {
    name: 'a file that grows between plan and reading',
    code: 'FILE_CHANGED',
    opensPlan: true,
    async spoil(town) {
      await dropSecondDay(town)
      armFailpoint('plan.before-commit', () => appendFile(join(town.root, 'drop/register_20261102.csv'), `${d},丁某,2026-11-02,登记\n`))
    },
  },
  {
    name: 'a file of the same length with other content',
    code: 'FILE_CHANGED',
    opensPlan: true,
    async spoil(town) {
      await dropSecondDay(town)
      armFailpoint('plan.before-commit', () => town.drop('20261102', [[d, '丁某', '2026-11-02', '登记']]))
    },
  },
]

describe('bad input', () => {
  afterEach(disarmFailpoints)

  async function withTown(work: (town: Town) => Promise<void>): Promise<void> {
    const town = await openTown()
    try {
      await work(town)
    } finally {
      await town.close()
    }
  }

  async function expectOneError(town: Town, { code, spoil }: Case): Promise<void> {
    const before = await visible(town)
    await spoil(town)
    const error = await failureOf(ingest(town))
    expect(error.code).toBe(code)
    expect(await visible(town)).toEqual(before)
    expect(await town.rows(`select 1 from guiji.lease where holder is not null`)).toEqual([])
    // what is wrong in a file of the project is found before any run begins
    if (code === 'CONFIG_INVALID') {
      expect((await failureOf(town.run([asset]))).code).toBe(code)
      return
    }
    const last = `select outcome, error->>'code' as code from guiji.run where asset = '${asset}' order by started_at desc limit 1`
    expect(await town.rows(last)).toEqual([{ outcome: 'failed', code }])
    // downstream nothing changes either
    const summaries = await town.run([asset])
    expect(summaries.map(({ outcome }) => outcome)).toEqual(['failed', 'unchanged', 'unchanged'])
    expectNothingPersonal(JSON.stringify(summaries))
    expect(await visible(town)).toEqual(before)
  }

  describe('found while planning', () => {
    let town: Town
    beforeAll(async () => {
      town = await openTown()
      await publishFirstDay(town)
    })
    afterEach(async () => {
      for (const [path, text] of Object.entries(townFiles)) await town.write(path, text)
      for (const path of ['drop/register_20261102.csv', 'connections/police-db.yaml']) await rm(join(town.root, path), { force: true })
    })
    afterAll(() => town.close())

    it.each(cases.filter(({ opensPlan }) => opensPlan !== true))('$name gives $code, and leaves no plan', async (one) => {
      await expectOneError(town, one)
      expect(await town.rows(`select 1 from guiji.plan where state = 'open'`)).toEqual([])
    })
    it('leaves nothing that stands in the way of the next run', async () => {
      await dropSecondDay(town)
      expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    })
  })

  it.each(cases.filter(({ opensPlan }) => opensPlan === true))('$name gives $code, and nothing of the run is visible', async (one) => {
    await withTown(async (town) => {
      await publishFirstDay(town)
      await expectOneError(town, one)
    })
  })

  it.each(cases.filter(({ code }) => code === 'CSV_TORN'))('$name on the very first run leaves no table', async ({ code, spoil }) => {
    await withTown(async (town) => {
      await spoil(town)
      expect((await failureOf(ingest(town))).code).toBe(code)
      expect(await visible(town)).toEqual({ tables: [null, null, null], queue: [], cursor: [] })
    })
  })

  it('a column renamed by the agency, and then in the catalog, lets the next run go on', async () => {
    await withTown(async (town) => {
      await publishFirstDay(town)
      await town.write('drop/register_20261102.csv', `公民身份号码,新姓名,变更日期,变更类型\n${goodRow}`)
      expect((await failureOf(ingest(town))).code).toBe('SOURCE_DRIFTED')
      await town.write('catalog/police/register.yaml', register.replace('item: 姓名,', 'item: [姓名, 新姓名],'))
      expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    })
  })

  it('an unknown key in guiji.yaml keeps the project from opening', async () => {
    await withTown(async ({ root, url, write }) => {
      await write('guiji.yaml', `${townFiles['guiji.yaml'] ?? ''}colour: red\n`)
      const opening = openEngine({ root, env: {}, databaseUrl: url, log: createLog({ level: 'silent' }) })
      expect((await failureOf(opening)).code).toBe('CONFIG_INVALID')
    })
  })

  it('a file that is still growing is left alone until it is whole', async () => {
    await withTown(async (town) => {
      await publishFirstDay(town)
      const before = await visible(town)
      await town.write('connections/police-drop.yaml', 'agency: police\nconnector: csv\nfolder: drop\nsteady_seconds: 1\n')
      await dropSecondDay(town)
      const running = ingest(town)
      await delay(400)
      await appendFile(join(town.root, 'drop/register_20261102.csv'), `${d},丁某,2026-11-02,登记\n`)
      expect(await running).toMatchObject({ outcome: 'unchanged', note: expect.stringContaining('register_20261102.csv: STILL_GROWING') })
      expect(await visible(town)).toEqual(before)
      expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 2 })
    })
  })

  it('a second run at once gets ASSET_BUSY, and the first is not disturbed', async () => {
    await withTown(async (town) => {
      await publishFirstDay(town)
      const before = await visible(town)
      await dropSecondDay(town)
      let release: () => void = () => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      const arrived = new Promise<void>((resolve) => {
        armFailpoint('land.before-commit', () => {
          resolve()
          return held
        })
      })
      const first = ingest(town)
      await arrived
      expect((await failureOf(ingest(town))).code).toBe('ASSET_BUSY')
      const command = await runCommand(town, {}, '--json')
      expect([command.code, printedError(command).code]).toEqual([1, 'ASSET_BUSY'])
      expect(await visible(town)).toEqual(before)
      release()
      expect(await first).toMatchObject({ outcome: 'published', inserted: 1 })
    })
  })

  it('bad rows stand in quarantine, each with every reason', async () => {
    await withTown(async (town) => {
      await town.drop('20261101', [
        [c, '丙某', '2026-11-01', '登记'],
        [`${d.slice(0, 17)}${d.endsWith('0') ? '1' : '0'}`, '丁某', '2026-13-45', '登记'],
        [d, '', '2026-11-01', '登记'],
      ])
      expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 3, quarantined: 2, landed: 1, inserted: 1 })
      const found = await town.rows('select locator, reasons, raw from guiji.quarantine order by ordinal')
      const reasonsOf = (row: (typeof found)[number] | undefined) =>
        (row?.['reasons'] as { readonly field?: string; readonly code: string }[]).map(({ field, code }) => `${field ?? ''}:${code}`)
      expect(found.map((row) => row['locator'])).toEqual(['register_20261101.csv:3', 'register_20261101.csv:4'])
      expect(reasonsOf(found[0])).toEqual([expect.stringMatching(/^id_number:/), expect.stringMatching(/^changed_on:/)])
      expect(reasonsOf(found[1])).toEqual([expect.stringMatching(/^name:/)])
      expect(JSON.stringify(found.map((row) => row['reasons']))).not.toMatch(/丁某|\d{17}/)
      expect(JSON.stringify(found[0]?.['raw'])).toContain('丁某')
    })
  })
})

describe('bad input, at the command', () => {
  const commands: readonly (Case & { readonly exit: number; readonly env?: (town: Town) => { readonly [name: string]: string } })[] = [
    { ...caseNamed('an unknown key in a dataset'), exit: 2 },
    { ...caseNamed('a secret that is not set'), exit: 2 },
    // waits through the real pauses of its retries
    { ...caseNamed('a system that cannot be reached'), exit: 4 },
    { ...caseNamed('a torn file, cut within quotes'), exit: 1 },
    {
      name: 'a wrong password of the source',
      code: 'SOURCE_LOGIN',
      exit: 1,
      spoil: (town) => readFrom(town, town.url.replace(/:\/\/([^:]*):[^@]*@/, `://$1:${password}@`)),
    },
    {
      name: 'a wrong password of the target database',
      code: 'DATABASE_LOGIN',
      exit: 1,
      spoil: dropSecondDay,
      env: ({ url }) => ({ GUIJI_DATABASE_URL: url.replace(/:\/\/([^:]*):[^@]*@/, `://$1:${password}@`) }),
    },
    {
      name: 'a target database that cannot be reached',
      code: 'DATABASE_UNREACHABLE',
      exit: 4,
      spoil: dropSecondDay,
      env: () => ({ GUIJI_DATABASE_URL: `postgres://guiji:${password}@127.0.0.1:1/guiji` }),
    },
  ]

  it.each(commands)(
    '$name: $code, exit code $exit',
    async ({ code, exit, spoil, env }) => {
      const town = await openTown()
      try {
        await publishFirstDay(town)
        const before = await visible(town)
        await spoil(town)
        const json = await runCommand(town, env?.(town), '--json')
        expect([printedError(json).code, json.code]).toEqual([code, exit])
        if (code === 'CONFIG_INVALID' || code === 'CSV_TORN' || code === 'DATABASE_LOGIN') {
          const zh = await runCommand(town, env?.(town), '--lang', 'zh')
          expect(zh.code).toBe(exit)
          expect(zh.stderr.split(code)).toHaveLength(2)
          expect(zh.stderr).toContain('处理')
          expectNothingPersonal(zh.stdout + zh.stderr)
        }
        expectNothingPersonal(await readFile(join(town.root, '.guiji/guiji.log'), 'utf8'))
        expect(await visible(town)).toEqual(before)
      } finally {
        await town.close()
      }
    },
    60_000,
  )
})

function caseNamed(name: string): Case {
  const found = cases.find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return found
}
