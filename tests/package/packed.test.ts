import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { readTable } from '../house/_house-table.ts'
import { finished, installPacked, repository, type Installed } from './_installed.ts'
import { projectFiles, startMeters, step } from './_meter-project.ts'

let installed: Installed
beforeAll(async () => {
  installed = await installPacked()
}, 180_000)
afterAll(() => installed.remove())

describe('the tarball', () => {
  test('holds the built rooms, the workflow bundle, the example and the pages, and nothing else', async () => {
    const { files } = installed
    const { rooms } = await readTable()
    for (const needed of [
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/main.js',
      'dist/workflow-bundle.js',
      'dist/connectors/csv.js',
      'dist/transforms/types/resident-id.js',
      'examples/chongzhou/guiji.yaml',
      'examples/chongzhou/systems-generator/index.ts',
      'README.zh-CN.md',
      'LICENSE',
    ])
      expect(files).toContain(needed)
    const built = new RegExp(`^dist/(?:(?:${Object.keys(rooms).join('|')})/.+|index)(?:\\.d\\.ts|\\.js|\\.js\\.map)$`)
    const page = /^(?:README|README\.zh-CN|CHANGELOG)\.md$|^LICENSE$|^package\.json$/
    const allowed = (file: string) =>
      built.test(file) || page.test(file) || file === 'dist/workflow-bundle.js' || file.startsWith('examples/chongzhou/')
    expect(files.filter((file) => !allowed(file))).toEqual([])
    expect(files.filter((file) => /tsbuildinfo|\.guiji|(?:^|\/)tests?\/|\.test\./.test(file))).toEqual([])
  })

  test('names only files that it brings', async () => {
    const text = await readFile(join(installed.folder, 'node_modules/guiji/package.json'), 'utf8')
    const { bin, exports } = JSON.parse(text) as { bin: Record<string, string>; exports: Record<string, string | Record<string, string>> }
    const named = [
      ...Object.values(bin),
      ...Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry))),
    ]
    expect(named.length).toBeGreaterThan(4)
    expect(named.filter((file) => !installed.files.includes(file.replace(/^\.\//, '')))).toEqual([])
  })
})

test('the command answers', async () => {
  const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { version: string }
  expect(await installed.guiji(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  const help = await installed.guiji(['--help'])
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('guiji')
  expect(help.stdout).toContain('quarantine')
})

test('every module of the package can be imported where development packages are missing', async () => {
  const modules = installed.files.filter(
    (file) => /^dist\/(?!workflows\/|cli\/main).*\.js$/.test(file) && file !== 'dist/workflow-bundle.js',
  )
  const script = `for (const file of ${JSON.stringify(modules)}) await import('./node_modules/guiji/' + file).catch((error) => console.log(file, error.message))`
  expect(await finished(process.execPath, ['--input-type=module', '-e', script], { cwd: installed.folder })).toMatchObject({
    code: 0,
    stdout: '',
  })
}, 60_000)

test('its types resolve and are true under nodenext, its parts included', async () => {
  const folder = join(installed.folder, 'typed')
  await mkdir(folder)
  const options = {
    strict: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable', 'dom'],
  }
  const tsconfig = { compilerOptions: { ...options, types: [], noEmit: true }, files: ['index.ts'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(
    join(folder, 'index.ts'),
    `import { GuijiError, defineErrors, defineStep, type Connector, type Row } from 'guiji'
import { encodeGb18030 } from 'guiji/files'
import { readResidentId, type IdentityResult } from 'guiji/identity'
import { money, normalize, type Normalized } from 'guiji/cleansing'
export const person: IdentityResult = readResidentId('', '2026-11-25')
export const capital: Normalized = normalize(money, null, { today: '2026-11-25' })
// @ts-expect-error the day is handed in
readResidentId('')
export const bytes: Uint8Array = encodeGb18030('崇州')
export const row: Row = ['text', { tag: 'date', text: '2026-11-24' }, null]
export const errors = defineErrors({ LATE: { recovery: 'retry', message: { zh: '迟', en: 'late' }, remedy: { zh: '等', en: 'wait' } } })
export const late: GuijiError = errors('LATE')
export type Modes = Connector['capabilities']['modes']
// @ts-expect-error a code that is not declared
errors('EARLY')
// @ts-expect-error an option of another type
defineStep({ summary: { zh: '', en: '' }, options: { type: 'object', properties: { n: { type: 'integer', default: 1 } } }, codes: {}, examples: [], create: ({ n }) => () => n })
`,
  )
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  expect(await finished(process.execPath, [tsc, '-p', folder], { cwd: folder })).toEqual({ code: 0, stdout: '', stderr: '' })
}, 60_000)

describe('a program that wants nothing but cleansing', () => {
  const guide = async (language: 'ts' | '') => {
    const text = await readFile(join(repository, 'docs/cleansing.md'), 'utf8')
    const [, program = '', output = ''] = /^```ts\n([^]*?)^```\n\n```\n([^]*?)^```$/m.exec(text) ?? []
    return language === 'ts' ? program : output
  }

  test('prints what the guide says, and loads no file but those two rooms of guiji', async () => {
    const folder = join(installed.folder, 'outside')
    await mkdir(folder)
    await writeFile(join(folder, 'program.mjs'), await guide('ts'))
    const trace = join(folder, 'trace')
    await writeFile(trace, '')
    const hook = join(repository, 'tests/cli/_trace-loads.mjs')
    const env = { PATH: process.env['PATH'] ?? '', GUIJI_TRACE_LOADS: trace }
    const ended = await finished(process.execPath, ['--import', hook, join(folder, 'program.mjs')], { cwd: folder, env })
    expect(ended).toEqual({ code: 0, stdout: await guide(''), stderr: '' })
    const loaded = (await readFile(trace, 'utf8')).trim().split('\n')
    expect(loaded.some((url) => url.endsWith('/guiji/dist/transforms/identity/index.js'))).toBe(true)
    const others = loaded.filter((url) => !/\/node_modules\/guiji\/dist\/(?:core|transforms)\/|\/outside\/program\.mjs$/.test(url))
    expect(others).toEqual([])
  })

  test('gets every identity reader and every type by name', async () => {
    const script = `const [identity, cleansing] = [await import('guiji/identity'), await import('guiji/cleansing')]
console.log(JSON.stringify([Object.keys(identity), Object.keys(cleansing)]))`
    const { stdout } = await finished(process.execPath, ['--input-type=module', '-e', script], { cwd: installed.folder })
    const [identity = [], cleansing = []] = JSON.parse(stdout) as string[][]
    expect(identity).toEqual(expect.arrayContaining(['readResidentId', 'readUscc', 'readPassport', 'createCrosswalk']))
    const types = installed.files.flatMap((file) => /^dist\/transforms\/types\/(.+)\.js$/.exec(file)?.[1] ?? [])
    expect(types.length).toBeGreaterThan(30)
    const names = types.map((type) => type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))
    expect(cleansing).toEqual(expect.arrayContaining(['normalize', ...names]))
  })
})

test('values go through the command as a stream, however early the reader leaves', async () => {
  const lines = (count: number) => `node -e 'for (let i = 0; i < ${String(count)}; i++) console.log("51018419020304906x")'`
  const command = join(installed.folder, 'node_modules/.bin/guiji')
  const shell = (line: string) => finished('bash', ['-o', 'pipefail', '-c', line], { cwd: installed.folder })
  const first = await shell(
    `${lines(200_000)} 2>/dev/null | ${command} normalize resident-id | head -1 | cut -f1,2; echo "\${PIPESTATUS[1]}"`,
  )
  expect(first).toMatchObject({ stdout: 'fixed\t51018419020304906X\n0\n', stderr: '' })
  expect((await shell(`${lines(100_000)} | ${command} normalize resident-id | wc -l`)).stdout.trim()).toBe('100000')
}, 60_000)

describe('a project outside the repository, with a connector and a step of its own', () => {
  const rows = [
    ['户-1', '120', '2026-11-01'],
    ['户-2', '77', '2026-11-01'],
    ['无', '5', '2026-11-01'],
    ['户-3', '9', '2026-11-02'],
    ['户-1', '131', '2026-11-20'],
  ]
  let root: string
  let meters: Awaited<ReturnType<typeof startMeters>>
  let database: TestDatabase
  beforeAll(async () => {
    root = join(installed.folder, 'city')
    ;[meters, database] = await Promise.all([startMeters(rows), testDatabase()])
    expect(await installed.guiji(['init', 'city', '--name', '某市'])).toMatchObject({ code: 0 })
    for (const [path, text] of Object.entries(projectFiles(meters.address))) await put(path, text)
  }, 60_000)
  afterAll(async () => {
    meters.close()
    await database.close()
  })
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  const validate = async () => {
    const { code, stdout } = await installed.guiji(['validate', '--project', root, '--json'])
    const { valid, problems } = JSON.parse(stdout) as { valid: boolean; problems: { code: string; level: string; path: string }[] }
    return { code, valid, problems: problems.map(({ code, level, path }) => `${level} ${code} ${path}`) }
  }

  test('is found and type-checked; where no compiler is installed, that is said', async () => {
    expect(await validate()).toEqual({ code: 0, valid: true, problems: ['warning TYPESCRIPT_MISSING package.json'] })
    await installed.add('typescript')
    expect(await validate()).toEqual({ code: 0, valid: true, problems: [] })
  }, 60_000)

  test('has its mistakes told with file and line', async () => {
    const planted = step.replace("cell.reject('ACCOUNT_FORM')", "cell.reject('ACCOUNT_FROM')")
    const line = planted.split('\n').findIndex((text) => text.includes('ACCOUNT_FROM')) + 1
    await put('transforms/steps/account.ts', planted)
    expect(await validate()).toEqual({ code: 2, valid: false, problems: [`error TYPES transforms/steps/account.ts:${line}`] })
    await put('transforms/steps/account.ts', step)
  }, 60_000)

  test('loads through both, goes on where it stood, and reads nothing twice', async () => {
    const run = async () => {
      const env = { GUIJI_DATABASE_URL: database.url, METER_TOKEN: meters.token }
      const { code, stdout, stderr } = await installed.guiji(['run', 'water.readings', '--in-process', '--json', '--project', root], env)
      expect(stderr).not.toContain('Error')
      expect(code).toBe(0)
      return (JSON.parse(stdout) as { assets: Record<string, unknown>[] }).assets[0]
    }
    expect(await run()).toMatchObject({ outcome: 'published', read: 5, quarantined: 1, landed: 4, inserted: 3, superseded: 1 })
    expect(await readings()).toEqual(['00000001 131', '00000002 77', '00000003 9'])
    rows.push(['户-2', '80', '2026-11-21'])
    expect(await run()).toMatchObject({ outcome: 'published', read: 1, updated: 1 })
    expect(await readings()).toEqual(['00000001 131', '00000002 80', '00000003 9'])
    expect(await run()).toMatchObject({ outcome: 'unchanged', read: 0 })
    expect(await quarantined()).toEqual(['east#3 ACCOUNT_FORM'])
  }, 60_000)

  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      return (await client.query<{ text: string }>(sql)).rows.map(({ text }) => text)
    } finally {
      await client.end()
    }
  }
  const readings = () => query(`select account || ' ' || reading as text from replica.water__readings order by 1`)
  const quarantined = () =>
    query(`select locator || ' ' || array_to_string(codes, ',') as text from guiji.quarantine order by split, ordinal`)
})
