import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../core/activities.ts'
import { runInProcess } from '../../activities/run-in-process.ts'
import { RowDigest, type TrueCounts, type TrueRows, type Truth } from '../../examples/chongzhou/systems-generator/index.ts'
import { materialize } from '../../workflows/materialize.ts'
import { openCity, type City } from './_city.ts'

interface Quarantined {
  readonly [column: string]: unknown
  readonly locator: string
  readonly reasons: readonly { readonly code: string; readonly field?: string }[]
}

describe.each([{ seed: 1 }, { seed: 20 }, { seed: 300 }])('the example city, seed $seed', ({ seed }) => {
  let city: City
  let truth: Truth
  let first: ReadonlyMap<string, RunSummary>
  const run = async () => {
    const summaries = await runInProcess(city.engine, materialize, { assets: Object.keys(truth.datasets), downstream: true })
    return new Map(summaries.map((summary) => [summary.asset, summary]))
  }
  beforeAll(async () => {
    city = await openCity({ rows: 3_000, seed })
    truth = city.truth
    first = await run()
  }, 120_000)
  afterAll(() => city.close())

  it('counts every row as the truth does', () => {
    expect(
      Object.fromEntries([...first].filter(([asset]) => asset in truth.datasets).map(([asset, summary]) => [asset, countsOf(summary)])),
    ).toEqual(Object.fromEntries(Object.entries(truth.datasets).map(([asset, { counts }]) => [asset, counts])))
  })

  it('holds in every table exactly the true rows', async () => {
    const tables = [
      ...Object.values(truth.datasets).map(({ replica }) => replica),
      ...Object.values(truth.libraries),
      ...Object.values(truth.services),
    ]
    expect(tables).toHaveLength(13)
    for (const { table, rows, digest, sql } of tables) expect([table, ...(await held(sql))]).toEqual([table, String(rows), digest])
  })

  it('quarantines exactly the bad rows, each with all its reasons', async () => {
    for (const [asset, { quarantine }] of Object.entries(truth.datasets)) {
      const rows = await city.rows<Quarantined>(
        `select locator, reasons from guiji.quarantine where asset = '${asset}' order by split, ordinal`,
      )
      expect([asset, rows.length, quarantineDigest(rows)]).toEqual([asset, quarantine.rows, quarantine.digest])
      if (quarantine.list !== null) expect(rows.map(asListed).sort(byPlace)).toEqual([...quarantine.list].sort(byPlace))
    }
  })

  it('reports files that were left, and why', () => {
    for (const [asset, { left }] of Object.entries(truth.datasets)) {
      for (const { at, code } of left) expect(first.get(asset)?.note ?? '').toContain(`${at}: ${code}`)
    }
    expect(Object.values(truth.datasets).some(({ left }) => left.length > 0)).toBe(true)
  })

  it('changes nothing when it runs again', async () => {
    for (const { outcome, inserted, updated, deleted, removed } of (await run()).values()) {
      expect([outcome === 'published' || outcome === 'unchanged', inserted, updated, deleted, removed]).toEqual([true, 0, 0, 0, 0])
    }
  })

  it('takes up the file that was left once it is whole', async () => {
    const systems = join(city.root, '.guiji/systems')
    await cp(join(systems, 'later'), systems, { recursive: true, force: true })
    await rm(join(systems, 'later'), { recursive: true })
    const again = await run()
    for (const [asset, { counts, replica }] of Object.entries(truth.later.datasets)) {
      const summary = again.get(asset)
      expect([asset, summary === undefined ? null : countsOf(summary)]).toEqual([asset, counts])
      expect([asset, ...(await held(replica.sql))]).toEqual([asset, String(replica.rows), replica.digest])
    }
  })

  async function held(sql: TrueRows['sql']): Promise<readonly [string, string]> {
    const [row] = await city.rows<{ readonly rows: string; readonly digest: string }>(sql)
    return [row?.rows ?? '', row?.digest ?? '']
  }
})

function countsOf({
  read,
  filtered,
  quarantined,
  landed,
  inserted,
  updated,
  unchanged,
  superseded,
  deleted,
  removed,
}: RunSummary): TrueCounts {
  return { read, filtered, quarantined, landed, inserted, updated, unchanged, superseded, deleted, removed }
}

function asListed({ locator, reasons }: Quarantined) {
  const texts = reasons.map(({ code, field }) => (field === undefined ? code : `${field}:${code}`))
  return { at: locator, reasons: texts.sort() }
}

function quarantineDigest(rows: readonly Quarantined[]): string {
  const digest = new RowDigest()
  for (const row of rows) {
    const { at, reasons } = asListed(row)
    digest.add([at, ...reasons])
  }
  return digest.digest
}

function byPlace(a: { readonly at: string }, b: { readonly at: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0
}
