import { existsSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTable } from './_house-table.ts'

interface Cruised {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[]
  }
}
interface Plant {
  readonly what: string
  readonly file: string
  readonly source: string
  readonly rule: string
}

const root = join(import.meta.dirname, '../..')
const kept = ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs', 'index.ts']

const plants: readonly Plant[] = [
  { what: 'core uses node:', file: 'core/p1.ts', source: "import 'node:fs'", rule: 'core-node' },
  { what: 'core uses node: without its prefix', file: 'core/p2.ts', source: "import 'fs'", rule: 'core-node' },
  {
    what: 'core uses a package',
    file: 'core/p3.ts',
    source: "import { DateTime } from 'luxon'\nexport default DateTime",
    rule: 'core-packages',
  },
  { what: 'core uses a room', file: 'core/p4.ts', source: "export * from '../schemas/planted.ts'", rule: 'core-rooms' },
  {
    what: 'workflows use node:',
    file: 'workflows/p5.ts',
    source: "import { randomUUID } from 'node:crypto'\nexport default randomUUID",
    rule: 'workflows-node',
  },
  { what: 'transforms use node:', file: 'transforms/p6.ts', source: "export const fs = () => import('node:fs')", rule: 'transforms-node' },
  {
    what: 'workflows use activities, by type',
    file: 'workflows/p7.ts',
    source: "export type { Planted } from '../activities/planted.ts'",
    rule: 'workflows-rooms',
  },
  {
    what: 'a procedure knows Temporal',
    file: 'workflows/p8.ts',
    source: "export type { Workflow } from '@temporalio/workflow'",
    rule: 'workflows-temporal',
  },
  {
    what: 'catalog uses a driver',
    file: 'catalog/p9.ts',
    source: "import type { Client } from 'pg'\nexport type P = Client",
    rule: 'catalog-packages',
  },
  {
    what: 'ajv outside schemas, by import()',
    file: 'catalog/p10.ts',
    source: "export const load = async () => await import('ajv')",
    rule: 'catalog-packages',
  },
  {
    what: 'pg outside its rooms, by import()',
    file: 'project/p11.ts',
    source: "export const load = async () => await import('pg')",
    rule: 'project-packages',
  },
  {
    what: 'a package by the type import()',
    file: 'schemas/p12.ts',
    source: "export type P = import('yaml').Document",
    rule: 'schemas-packages',
  },
  {
    what: 'activities use a package',
    file: 'activities/p13.ts',
    source: "import { pino } from 'pino'\nexport default pino",
    rule: 'activities-packages',
  },
  { what: 'connectors use databases', file: 'connectors/p14.ts', source: "import '../databases/planted.ts'", rule: 'connectors-rooms' },
  {
    what: 'connectors use a sibling by type',
    file: 'connectors/p15.ts',
    source: "import type { Planted } from '../transforms/planted.ts'\nexport type P = Planted",
    rule: 'connectors-rooms',
  },
  {
    what: 'connectors load a driver early',
    file: 'connectors/p16.ts',
    source: "import pg from 'pg'\nexport default pg",
    rule: 'driver-loaded-late',
  },
  {
    what: 'Temporal outside worker',
    file: 'project/p17.ts',
    source: "import { Client } from '@temporalio/client'\nexport default Client",
    rule: 'project-packages',
  },
  { what: 'a package that is not installed', file: 'sql/p18.ts', source: "import 'planted-nowhere'", rule: 'sql-packages' },
  { what: 'a file that is not there', file: 'sql/p19.ts', source: "import './planted-nowhere.ts'", rule: 'resolvable' },
  {
    what: 'a development package',
    file: 'cli/p20.ts',
    source: "import { test } from 'vitest'\nexport default test",
    rule: 'development-package',
  },
  { what: 'cli uses tests', file: 'cli/p21.ts', source: "import '../tests/planted.ts'", rule: 'nothing-imports-outside' },
  {
    what: 'cli uses bench, by import()',
    file: 'cli/p22.ts',
    source: "export const load = () => import('../bench/planted.ts')",
    rule: 'nothing-imports-outside',
  },
  { what: 'the entry gathers another room', file: 'index.ts', source: "export * from './schemas/planted.ts'", rule: 'entries-gather-only' },
  {
    what: 'an entry for other programs reaches a package',
    file: 'transforms/identity/index.ts',
    source: "export { RE2JS as planted } from 're2js'",
    rule: 'entries-alone',
  },
  { what: 'a room uses an example', file: 'cli/p23.ts', source: "import '../examples/planted.ts'", rule: 'nothing-imports-examples' },
  {
    what: 'an example uses a room',
    file: 'examples/chongzhou/p24.ts',
    source: "import '../../core/planted.ts'",
    rule: 'examples-guiji-only',
  },
  {
    what: 'an example uses a package',
    file: 'examples/chongzhou/p25.ts',
    source: "export const load = () => import('yaml')",
    rule: 'examples-guiji-only',
  },
  { what: 'a room that the table does not know', file: 'planted/p26.ts', source: "import '../core/planted.ts'", rule: 'unknown-room' },
  { what: 'a cycle', file: 'core/p27.ts', source: "import './p28.ts'\nexport const a = 1", rule: 'no-cycles' },
  {
    what: 'a cycle made of types and import()',
    file: 'core/p29.ts',
    source: "export const load = () => import('./p30.ts')\nexport type A = 1",
    rule: 'no-cycles',
  },
]

/** The other halves of the cycles, and what each room may do. */
const clean: Readonly<Record<string, string>> = {
  'core/p28.ts': "import './p27.ts'",
  'core/p30.ts': "import type { A } from './p29.ts'\nexport type B = A",
  'core/planted.ts': 'export const planted = 1\nexport type Planted = 1',
  'connectors/good1.ts':
    "import type { Client } from 'pg'\nexport const load = async (): Promise<Client> => new (await import('pg')).default.Client()",
  'schemas/good2.ts': "import { Ajv } from 'ajv'\nimport '../core/planted.ts'\nexport default Ajv",
  'catalog/good3.ts': "import 'node:fs'\nimport 'yaml'\nimport 'luxon'\nimport '../schemas/planted.ts'",
  'worker/good4.ts': "import '@temporalio/worker'\nimport '../activities/planted.ts'",
  'cli/good5.ts': "import 'commander'\nimport '../worker/planted.ts'\nimport 'node:os'",
  'examples/chongzhou/good6.ts': "import 'guiji'\nimport 'node:path'\nimport './good7.ts'",
  'examples/chongzhou/good7.ts': 'export const good = 1',
  'tests/good8.ts': "import '../core/planted.ts'\nimport 'vitest'\nimport '../scripts/house-table.mjs'",
}

let copy: string
let found: Cruised
let real: Cruised

beforeAll(async () => {
  const table = await readTable()
  copy = await mkdtemp(join(tmpdir(), 'guiji-house-'))
  const folders = [...Object.keys(table.rooms), 'scripts', 'tests', 'examples']
  // a room of the table may still be empty, and git keeps no empty folders
  for (const folder of folders.filter((name) => existsSync(join(root, name))))
    await cp(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (path) => !/\/(?:systems|\.guiji[^/]*)$/.test(relative(root, path)),
    })
  for (const file of kept) await cp(join(root, file), join(copy, file))
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')
  for (const room of [...Object.keys(table.rooms), ...table.outside, 'examples'])
    await plant(`${room}/planted.ts`, 'export const planted = 1\nexport type Planted = 1')
  for (const [file, source] of Object.entries(clean)) await plant(file, source)
  for (const { file, source } of plants) await plant(file, source)
  ;[real, found] = await Promise.all([cruise(root), cruise(copy)])
}, 60_000)
afterAll(() => rm(copy, { recursive: true, force: true }))

test('the tree keeps to the table', () => {
  expect(real.summary.totalCruised).toBeGreaterThan(20)
  expect(real.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([])
})

test.each(plants)('a breach is found: $what', ({ file, rule }) => {
  const names = found.summary.violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name)
  expect(names).toContain(rule)
})

test('what a room may do is not refused', () => {
  const refused = found.summary.violations.filter(({ from }) => /(?:^|\/)good\d+\.ts$/.test(from))
  expect(refused).toEqual([])
})

async function plant(file: string, source: string): Promise<void> {
  await mkdir(dirname(join(copy, file)), { recursive: true })
  await writeFile(join(copy, file), `${source}\nexport {}\n`)
}

function cruise(folder: string): Promise<Cruised> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.'],
      { cwd: folder, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        // A breach makes the exit code its count; only unreadable output is a failure here.
        try {
          resolve(JSON.parse(stdout) as Cruised)
        } catch {
          reject(new Error(`dependency-cruiser gave no JSON: ${stderr}`, { cause: error }))
        }
      },
    )
  })
}
