import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import {
  RowDigest,
  generateSystems,
  type TrueDataset,
  type TrueRows,
  type Truth,
} from '../../examples/chongzhou/systems-generator/index.ts'
import { LoadRecord } from '../../examples/chongzhou/systems-generator/record.ts'
import { residentShape } from '../../examples/chongzhou/systems-generator/residents.ts'
import { example, makeSystems, temporaryFolder } from './_systems.ts'

const repository = join(example, '..', '..')
const { out, truth } = await makeSystems(3_000, 7)
const datasets = Object.entries(truth.datasets)
const police = truth.datasets['police.resident-register'] as TrueDataset

describe('the same seed', () => {
  test('gives the same bytes, another seed other ones', async () => {
    const again = await makeSystems(3_000, 7)
    const other = await makeSystems(3_000, 8)
    expect(digestsOf(again.out)).toEqual(digestsOf(out))
    expect(digestsOf(other.out)['police-drop/常住人口登记_20261116.csv']).not.toBe(digestsOf(out)['police-drop/常住人口登记_20261116.csv'])
    expect(other.truth.libraries['base.population']?.digest).not.toBe(truth.libraries['base.population']?.digest)
  })

  test('gives the same systems for any day that truth holds for, and leaves nothing of another size', async () => {
    const folder = temporaryFolder()
    await generateSystems({ rows: 4_000, seed: 1, out: folder })
    await generateSystems({ rows: 3_000, seed: 7, out: folder, today: '2028-12-31' })
    const { ['truth.json']: _stated, ...files } = digestsOf(folder)
    const { ['truth.json']: _expected, ...expected } = digestsOf(out)
    expect(files).toEqual(expected)
  })
})

describe('truth', () => {
  test('is what truth.json says', () => {
    expect(JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8'))).toEqual(truth)
  })

  test.each([...datasets, ...Object.entries(truth.later.datasets)])('of %s balances', (_asset, { counts, quarantine, replica }) => {
    expect(counts.read).toBe(counts.filtered + counts.quarantined + counts.landed)
    expect(counts.landed).toBe(counts.inserted + counts.updated + counts.unchanged + counts.superseded + counts.deleted)
    expect(quarantine.rows).toBe(counts.quarantined)
    expect(quarantine.list).toHaveLength(counts.quarantined)
    expect(replica.rows).toBeGreaterThan(0)
  })

  test.each(datasets)('of the first load of %s inserts every row', (_asset, { counts, replica }) => {
    expect(counts).toMatchObject({ inserted: replica.rows, updated: 0, unchanged: 0, deleted: 0, removed: 0 })
  })

  test.each(tablesOf(truth))('lists the rows of %s that its digest is of', (_asset, rows) => {
    const lines = readFileSync(join(out, rows.file), 'utf8').trimEnd().split('\n')
    const digest = new RowDigest()
    const places = rows.key.map((name) => rows.columns.indexOf(name))
    const keys = new Set<string>()
    for (const line of lines) {
      const values = JSON.parse(line) as (string | null)[]
      expect(values).toHaveLength(rows.columns.length)
      keys.add(places.map((place) => values[place]).join())
      digest.add(values)
    }
    expect(lines).toHaveLength(rows.rows)
    expect(keys.size).toBe(rows.rows)
    expect(digest.digest).toBe(rows.digest)
  })

  test('of the second load has every kind of change', () => {
    const { counts, replica } = truth.later.datasets['police.resident-register'] as TrueDataset
    for (const kind of ['inserted', 'updated', 'unchanged', 'superseded', 'deleted'] as const) expect(counts[kind], kind).toBeGreaterThan(0)
    expect(replica.rows).toBe(police.replica.rows + counts.inserted - counts.deleted)
  })

  test('lists up to 5,000 rejected rows, and digests all of them', () => {
    const loads = [5_000, 5_001].map((rows) => {
      const load = new LoadRecord(residentShape)
      for (let row = 0; row < rows; row++) load.reject(`file:${row}`, ['COLUMN_COUNT'])
      return load.close(police.replica).quarantine
    })
    expect(loads.map(({ rows, list }) => [rows, list?.length])).toEqual([
      [5_000, 5_000],
      [5_001, undefined],
    ])
    expect(loads[0]?.digest).not.toBe(loads[1]?.digest)
    expect(loads[1]?.reasons).toEqual({ COLUMN_COUNT: 5_001 })
  })

  test('has as many residents read as were asked for', async () => {
    expect(police.counts.read).toBe(3_000)
    const smallest = await makeSystems(100, 1)
    expect(smallest.truth.datasets['police.resident-register']?.counts.read).toBe(100)
  })
})

describe('the files', () => {
  test('of the police are GB18030 with characters beyond the basic plane, and no UTF-8', () => {
    const bytes = readFileSync(join(out, 'police-drop', '常住人口登记_20261116.csv'))
    const text = new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    expect(text.startsWith('公民身份号码,姓名,')).toBe(true)
    expect(/[\u{20000}-\u{2ffff}]/u.test(text)).toBe(true)
    expect(text).not.toContain('?')
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow(TypeError)
  })

  test('of civil affairs are UTF-8 with a byte order mark', () => {
    for (const name of readdirSync(join(out, 'civil-affairs'))) {
      const bytes = readFileSync(join(out, 'civil-affairs', name))
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toThrow()
    }
  })

  test('match their manifests, all but the one that is left, whose whole lies in later/', () => {
    const left = police.left.map(({ at }) => at)
    expect(left).toEqual(['常住人口登记_20261120.csv'])
    const names = readdirSync(join(out, 'police-drop')).filter((name) => name.endsWith('.csv'))
    expect(names).toHaveLength(5)
    const stated = (name: string) => JSON.parse(readFileSync(join(out, 'police-drop', `${name}.manifest`), 'utf8')) as Manifest
    for (const name of names) expect(matches(join(out, 'police-drop', name), stated(name)), name).toBe(!left.includes(name))
    for (const name of left) expect(matches(join(out, 'later/police-drop', name), stated(name)), name).toBe(true)
    const rows = names.filter((name) => !left.includes(name)).reduce((sum, name) => sum + stated(name).rows, 0)
    expect(rows).toBe(police.counts.read)
  })

  test('of e-licences state the digests of documents that are there', () => {
    const [, ...lines] = readFileSync(join(out, 'e-licences', '电子证照_20261118.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
    const whole = lines.map((line) => line.split(',')).filter((cells) => cells[7]?.length === 64)
    expect(whole.length).toBeGreaterThan(50)
    for (const cells of whole) expect(sha256(join(out, 'e-licences', cells[6] as string))).toBe(cells[7])
  })

  test('have numbers of sequences 900 to 995 only', () => {
    const text = new TextDecoder('gb18030').decode(readFileSync(join(out, 'police-drop', '常住人口登记_20261116.csv')))
    const numbers = text.match(/^\d{17}[\dX](?=,)/gm) ?? []
    expect(numbers.length).toBeGreaterThan(1_000)
    expect(numbers.filter((number) => !/^\d{14}9(?:[0-8]\d|9[0-5])/.test(number))).toEqual([])
  })
})

describe('options', () => {
  test.each([
    { rows: 99, seed: 1 },
    { rows: 1e9, seed: 1 },
    { rows: 1000.5, seed: 1 },
    { rows: 1000, seed: -1 },
    { rows: 1000, seed: 1, today: '2029-01-01' },
    { rows: 1000, seed: 1, today: '2026-11-01' },
  ])('%j are refused before anything is written', async (options) => {
    const folder = join(temporaryFolder(), 'systems')
    await expect(generateSystems({ ...options, out: folder })).rejects.toThrow(RangeError)
    expect(existsSync(folder)).toBe(false)
  })

  test('rows are told as they are written', async () => {
    const told: number[] = []
    await generateSystems({ rows: 12_000, seed: 1, out: temporaryFolder(), onProgress: ({ rows }) => told.push(rows) })
    expect(told.length).toBeGreaterThan(2)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })
})

test('memory does not grow with rows', async () => {
  const small = await peakMegabytes(10_000)
  const large = await peakMegabytes(100_000)
  expect(large).toBeLessThan(250)
  expect(large - small).toBeLessThan(80)
}, 120_000)

interface Manifest {
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

function tablesOf({ datasets: replicas, libraries, services, later }: Truth): [string, TrueRows][] {
  return [
    ...Object.entries(replicas).map(([asset, { replica }]): [string, TrueRows] => [asset, replica]),
    ...Object.entries(libraries),
    ...Object.entries(services),
    ...Object.entries(later.datasets).map(([asset, { replica }]): [string, TrueRows] => [`${asset}, later`, replica]),
  ]
}

function digestsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(names.filter((name) => statSync(join(folder, name)).isFile()).map((name) => [name, sha256(join(folder, name))]))
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function matches(path: string, { bytes, sha256: digest }: Manifest): boolean {
  return statSync(path).size === bytes && sha256(path) === digest
}

/** The peak of a process of its own that does nothing else; the limit of its heap makes it collect as it goes. */
async function peakMegabytes(rows: number): Promise<number> {
  const folder = temporaryFolder()
  const script = join(folder, 'generate.mjs')
  await build({
    stdin: {
      contents: `import { generateSystems } from './systems-generator/index.ts'
        await generateSystems({ rows: ${rows}, seed: 1, out: ${JSON.stringify(join(folder, 'systems'))} })
        console.log(process.resourceUsage().maxRSS)`,
      resolveDir: example,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: { 'guiji/files': join(repository, 'files', 'index.ts') },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    nodePaths: [join(repository, 'node_modules')],
    logLevel: 'silent',
  })
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=96', script])
  return Number(stdout) / 1024
}
