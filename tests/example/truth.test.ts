import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RowDigest, type TrueDataset } from '../../examples/chongzhou/systems-generator/index.ts'
import { loadSample } from '../../local/load-sample.ts'
import type { Project } from '../../project/open-project.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { openExample, rehearse } from './_rehearse.ts'
import { makeSystems } from './_systems.ts'

/** The agencies whose systems are databases, by the folder of their files. */
const agencies = ['market', 'approval'] as const
const size = 4_000
const assets = [
  'police.resident-register',
  'civil-affairs.deaths',
  'civil-affairs.allowances',
  'market-regulation.enterprise-register',
  'administrative-approval.power-items',
  'administrative-approval.cases',
  'housing.e-licences',
]

describe.each([1, 2, 30])('of seed %i', (seed) => {
  const databases: TestDatabase[] = []
  let project: Project
  let datasets: { readonly [asset: string]: TrueDataset }

  beforeAll(async () => {
    const { out, truth } = await makeSystems(size, seed)
    datasets = truth.datasets
    project = openExample(out)
    mkdirSync(join(project.root, '.guiji', 'local'), { recursive: true })
    for (const agency of agencies) {
      const database = await testDatabase()
      databases.push(database)
      await loadSample({ url: database.url, folder: join(out, agency), marker: String(seed) })
      writeFileSync(join(project.root, '.guiji', 'local', `sample_${agency}.url`), database.url)
    }
  })
  afterAll(async () => {
    for (const database of databases) await database.close()
  })

  test('every dataset of the catalog has its truth', async () => {
    expect(Object.keys(datasets).sort()).toEqual([...assets].sort())
    expect(Object.keys((await project.catalog()).datasets).sort()).toEqual([...assets].sort())
  })

  test.each(assets)('%s is read and cleansed as truth says, to the row', async (asset) => {
    const expected = datasets[asset] as TrueDataset
    const { read, filtered, landed, quarantined, rows, columns, left } = await rehearse(project, asset, new AbortController().signal)
    expect(columns).toEqual(expected.replica.columns)
    expect(sorted(quarantined)).toEqual(sorted(expected.quarantine.list ?? []))
    expect({ read, filtered, landed, left }).toEqual({
      ...{ read: expected.counts.read, filtered: expected.counts.filtered, landed: expected.counts.landed },
      left: expected.left,
    })
    const digest = new RowDigest()
    for (const row of rows) digest.add(row)
    expect({ rows: digest.rows, digest: digest.digest }).toEqual({ rows: expected.replica.rows, digest: expected.replica.digest })
  })
})

test('the statement of a table gives the digest that truth was made with', async () => {
  const { truth } = await makeSystems(500, 5)
  const { table, columns, sql } = truth.datasets['civil-affairs.allowances']?.replica ?? { table: '', columns: [], sql: '' }
  const row = ['51018419020304906X', null, null, '才让·多吉𠮷', '028-82001234', '', '500.00', 'CNY', '元', '2021-01-02']
  const digest = new RowDigest()
  digest.add(row)
  digest.add(columns.map(() => null))
  const database = await testDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    const [schema = '', name = ''] = table.split('.')
    const types = columns.map(
      (column) => `${column} ${column === 'started_on' ? 'date' : column === 'monthly_amount' ? 'numeric(24, 2)' : 'text'}`,
    )
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

function sorted(rows: readonly { readonly at: string; readonly reasons: readonly string[] }[]) {
  return rows.map(({ at, reasons }) => `${at} ${reasons.join(' ')}`).sort()
}
