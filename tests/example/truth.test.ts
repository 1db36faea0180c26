import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunSummary } from '../../core/activities.ts'
import { RowDigest, type TrueDataset, type TrueRows } from '../../examples/chongzhou/systems-generator/index.ts'
import { testDatabase } from '../_support/postgres.ts'
import { openCity, type City } from './_city.ts'
import { makeSystems } from './_systems.ts'

const register = 'police.resident-register'
const datasets = [
  register,
  'civil-affairs.deaths',
  'civil-affairs.allowances',
  'market-regulation.enterprise-register',
  'administrative-approval.power-items',
  'administrative-approval.cases',
  'housing.e-licences',
]
const libraries = ['base.population', 'base.legal_person', 'business.e_licence', 'business.power_item', 'business.case']
const service = 'service.old_age_allowance'

describe.each([1, 2, 30])('all assets of seed %i, run in process', (seed) => {
  let city: City
  let runs: readonly RunSummary[]

  beforeAll(async () => {
    city = await openCity(4_000, seed)
    runs = await city.run()
  }, 120_000)
  afterAll(() => city.close())

  test('are published', () => {
    expect(Object.keys(city.truth.datasets).sort()).toEqual([...datasets].sort())
    expect(runs.map(({ asset, outcome }) => `${asset} ${outcome}`).sort()).toEqual(
      [...datasets, ...libraries, service].map((asset) => `${asset} published`).sort(),
    )
  })

  test('what is seen and not read is told', () => {
    for (const asset of datasets) {
      const left = city.truth.datasets[asset]?.left.map(({ at, code }) => `${at}: ${code}`) ?? []
      expect(runOf(runs, asset).note ?? '', asset).toBe(left.join('; '))
    }
  })

  test.each(datasets)('%s is counted, rejected and loaded as truth says, to the row', async (asset) => {
    await expectDataset(city, runOf(runs, asset), city.truth.datasets[asset] as TrueDataset)
  })

  test.each([...libraries, service])('%s has the rows that truth says', async (asset) => {
    const rows = (city.truth.libraries[asset] ?? city.truth.services[asset]) as TrueRows
    await expectRows(city, rows)
    expect(runOf(runs, asset).inserted).toBe(rows.rows)
  })

  test('a second run changes nothing', async () => {
    const again = await city.run()
    const changing = again.filter(({ inserted, updated, deleted, removed }) => inserted + updated + deleted + removed > 0)
    expect(changing.map(({ asset }) => asset)).toEqual([])
    expect(again.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  })

  test('the file that was left is loaded once it is whole', async () => {
    city.repair()
    const later = await city.run([register])
    await expectDataset(city, runOf(later, register), city.truth.later.datasets[register] as TrueDataset)
  })
})

test('the statement of a table gives the digest that truth was made with', async () => {
  const { truth } = await makeSystems(500, 5)
  const { table, columns, sql } = truth.datasets['civil-affairs.allowances']?.replica as TrueRows
  const row = ['51018419020304906X', null, null, '才让·多吉𠮷', '028-82001234', '', '500.00', 'CNY', '元', '2021-01-02']
  const digest = new RowDigest()
  digest.add(row)
  digest.add(columns.map(() => null))
  const database = await testDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    const [schema = '', name = ''] = table.split('.')
    const types = columns.map((column) => `${column} ${typesOf[column] ?? 'text'}`)
    await client.query(`create schema ${schema}; create table ${schema}.${name} (${types.join(', ')})`)
    expect((await client.query(sql)).rows).toEqual([{ rows: '0', digest: '0' }])
    await client.query(`insert into ${table} values (${row.map((_, at) => `$${at + 1}`).join(', ')})`, row)
    await client.query(`insert into ${table} default values`)
    expect((await client.query(sql)).rows).toEqual([{ rows: '2', digest: digest.digest }])
  } finally {
    await client.end()
    await database.close()
  }
})

const typesOf: { readonly [column: string]: string } = { started_on: 'date', monthly_amount: 'numeric(24, 2)' }

function runOf(runs: readonly RunSummary[], asset: string): RunSummary {
  const run = runs.find((candidate) => candidate.asset === asset)
  if (run === undefined) throw new Error(`${asset} has not run`)
  return run
}

async function expectDataset(city: City, run: RunSummary, expected: TrueDataset): Promise<void> {
  expect(run).toMatchObject({ outcome: 'published', ...expected.counts })
  const quarantined = await city.quarantined(run.plan ?? '')
  expect(sorted(quarantined)).toEqual(sorted(expected.quarantine.list ?? []))
  const digest = new RowDigest()
  for (const { at, reasons } of quarantined) digest.add([at, ...reasons])
  expect(digest.digest).toBe(expected.quarantine.digest)
  await expectRows(city, expected.replica)
}

async function expectRows(city: City, { sql, rows, digest }: TrueRows): Promise<void> {
  expect(await city.rows(sql)).toEqual([{ rows: String(rows), digest }])
}

function sorted(rows: readonly { readonly at: string; readonly reasons: readonly string[] }[]): string[] {
  return rows.map(({ at, reasons }) => `${at} ${reasons.join(' ')}`).sort()
}
