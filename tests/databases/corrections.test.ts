import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../core/config.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import { createVault } from '../../crypto/vault.ts'
import { openDatabase, type Database } from '../../databases/database.ts'
import { findEntries, readOpenEntries } from '../../databases/entries.ts'
import { abandonPlan } from '../../databases/plans.ts'
import { listQuarantine, showQuarantined } from '../../databases/quarantine.ts'
import { readResubmitted, requireResubmission, resubmissionSplit, storeResubmission } from '../../databases/resubmissions.ts'
import {
  batchOf,
  begin,
  codeOf,
  column,
  dataset,
  deleted,
  landOnce,
  load,
  preparedDatabase,
  rejected,
  rowsOf,
  settle,
  versioned,
  type Prepared,
  type TestRow,
} from './_support.ts'

let prepared: Prepared
let sealing: Database
beforeAll(async () => {
  prepared = await preparedDatabase()
  const key = new Secret(Array.from({ length: 32 }, (_, index) => (index + 16).toString(16)).join(''))
  sealing = await openDatabase({ url: prepared.url, build: 'test', vault: createVault(() => key) })
})
afterAll(async () => {
  await sealing.close()
  await prepared.close()
})

const bad = (ordinal: number, key: readonly (string | null)[] | null) => rejected(ordinal, 'BAD', key === null ? null : JSON.stringify(key))
const ends = async (spec: DatasetSpec) =>
  (await listQuarantine(prepared.db, { asset: spec.asset, closed: true })).map(
    ({ plan, ordinal, how }) => `${plan.split('@')[1] ?? ''}:${ordinal} ${how ?? 'open'}`,
  )

/** Corrected rows of the entries at these places (generation of the plan, ordinal), landed and published. */
async function correct(
  db: Database,
  spec: DatasetSpec,
  entries: readonly (readonly [number, number])[],
  rows: readonly TestRow[],
  more: Parameters<typeof batchOf>[1] = {},
) {
  const id = await storeResubmission(db, {
    ...{ asset: spec.asset, kind: 'submitted', by: 'wang', reason: 'agency' },
    parts: [{ columns: [{ name: 'id', type: 'text' }], rows: entries.length }],
    rows: entries.map(([generation, ordinal], index) => ({
      ...{ part: 0, ordinal: index, values: { id: 'secret value' } },
      entry: { plan: `${spec.asset}@${generation}`, split: 0, ordinal },
    })),
  })
  const splits = [{ id: `resubmission-${id}-0`, columns: [], split: resubmissionSplit(id, 0) }]
  const { plan, generation } = await begin(db, spec, { splits, complete: false })
  await landOnce(db, plan, generation, batchOf(rows, more), `resubmission-${id}-0`)
  return { id, plan, generation, counts: () => settle(db, plan, generation) }
}

test('a later row with the key of an entry closes it, its key read as the columns read it', async () => {
  const spec = dataset('typed', {
    table: {
      ...{ schema: 'replica', name: 'demo__typed', comment: '', key: ['id', 'day', 'amount'] },
      columns: [
        column('id', 'text', false),
        column('day', 'date', false),
        column('amount', { sql: 'numeric', precision: 6, scale: 2 }, false),
      ],
    },
  })
  const keys = [['1', '2026-01-02', '1.5'], ['1', '2026-01-03', '1.5'], ['1', 'no day', '1.5'], ['1', '2026-01-02'], null]
  await load(prepared.db, spec, [['0', '2026-01-01', '0']], { quarantined: keys.map((key, index) => bad(index + 1, key)) })
  await load(prepared.db, spec, [
    ['1', '2026-01-02', '1.50'],
    ['0', '2026-01-01', '0'],
  ])
  expect(await ends(spec)).toEqual(['1:1 arrived', '1:2 open', '1:3 open', '1:4 open', '1:5 open'])
  const [entry] = await listQuarantine(prepared.db, { asset: spec.asset, closed: true })
  expect(entry).toMatchObject({ state: 'closed', closedBy: `${spec.asset}@2`, closedAt: expect.any(String) as string })
  expect(await listQuarantine(prepared.db, { asset: spec.asset })).toHaveLength(4)
})

test('a key that is wrong again in the plan that brings it keeps its entries open, and a deletion closes them', async () => {
  const spec = dataset('again')
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1']), bad(1, ['2'])] })
  await load(
    prepared.db,
    spec,
    [
      ['1', 'a', null],
      [deleted, '2', null, null],
    ],
    { quarantined: [bad(2, ['1'])] },
  )
  expect(await ends(spec)).toEqual(['2:2 open', '1:0 open', '1:1 arrived'])
})

test('nothing is closed by a plan that is not published', async () => {
  const spec = dataset('unpublished')
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1'])] })
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  expect(await ends(spec)).toEqual(['1:0 open'])
  await abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'test' })
  expect(await ends(spec)).toEqual(['1:0 open'])
})

test('a table without a key closes nothing by arrival', async () => {
  const base = dataset('journal')
  const spec = { ...base, table: { ...base.table, key: [] } }
  await load(prepared.db, base, [], { quarantined: [bad(0, ['1'])] })
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
  expect(await ends(spec)).toEqual(['1:0 open'])
})

test('a corrected row closes its entry and the earlier ones of its key, and balances with what is wrong again', async () => {
  const spec = dataset('corrected')
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1']), bad(1, ['2']), bad(2, null)] })
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1'])] })
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1'])] })
  const correction = await correct(
    prepared.db,
    spec,
    [
      [1, 2],
      [2, 0],
    ],
    [['1', 'right', null]],
    { quarantined: [bad(0, null)], ordinals: [1] },
  )
  expect(await correction.counts()).toMatchObject({ read: 2, quarantined: 1, landed: 1, inserted: 1 })
  // the third plan's row is later than the corrected one of the second
  expect(await ends(spec)).toEqual(['4:0 open', '3:0 open', '2:0 submitted', '1:0 arrived', '1:1 open', '1:2 submitted'])
  expect(await codeOf(requireResubmission(prepared.db, correction.id))).toBe('RESUBMISSION_OVERTAKEN')
})

test('a corrected row never goes over what came right after it, nor brings back what was deleted since', async () => {
  const spec = dataset('older')
  await load(
    prepared.db,
    spec,
    [
      ['1', 'first', null],
      ['2', 'first', null],
    ],
    { quarantined: [bad(2, null), bad(3, null), bad(4, null), bad(5, null)] },
  )
  await load(
    prepared.db,
    spec,
    [
      ['1', 'later', null],
      [deleted, '2', null, null],
    ],
    { quarantined: [bad(2, null)] },
  )
  const rows: TestRow[] = [
    ['1', 'older', null],
    ['2', 'older', null],
    ['3', 'old', null],
  ]
  const correction = await correct(
    prepared.db,
    spec,
    [
      [1, 2],
      [1, 3],
      [1, 5],
    ],
    rows,
  )
  expect(await correction.counts()).toMatchObject({ read: 3, landed: 3, inserted: 1, superseded: 2, updated: 0 })
  // against another correction its own place counts, not the time at which it was made
  const newer = await correct(prepared.db, spec, [[2, 2]], [['3', 'newer', null]])
  expect(await newer.counts()).toMatchObject({ updated: 1, superseded: 0 })
  const oldest = await correct(prepared.db, spec, [[1, 4]], [['3', 'oldest', null]])
  expect(await oldest.counts()).toMatchObject({ updated: 0, superseded: 1 })
  expect(await rowsOf(prepared.db, spec)).toEqual([
    ['1', 'later', null],
    ['3', 'newer', null],
  ])
})

test('a corrected row that was rejected twice still counts for the place that it had first', async () => {
  const spec = dataset('twice')
  await load(prepared.db, spec, [], { quarantined: [bad(0, null)] })
  await load(prepared.db, spec, [['1', 'later', null]])
  const first = await correct(prepared.db, spec, [[1, 0]], [], { quarantined: [bad(0, null)] })
  await first.counts()
  const second = await correct(prepared.db, spec, [[3, 0]], [['1', 'older', null]])
  expect(await second.counts()).toMatchObject({ superseded: 1, updated: 0 })
  expect(await rowsOf(prepared.db, spec)).toEqual([['1', 'later', null]])
})

test('where rows have a version it decides, and place only among equal ones', async () => {
  const spec = versioned('versions')
  await load(prepared.db, spec, [], { quarantined: [bad(0, null), bad(1, null)] })
  await load(prepared.db, spec, [
    ['1', 'stored', null, '2026-01-02'],
    ['2', 'stored', null, '2026-01-02'],
  ])
  const correction = await correct(
    prepared.db,
    spec,
    [
      [1, 0],
      [1, 1],
    ],
    [
      ['1', 'same', null, '2026-01-02'],
      ['2', 'greater', null, '2026-01-03'],
    ],
  )
  expect(await correction.counts()).toMatchObject({ updated: 1, superseded: 1 })
  expect((await rowsOf(prepared.db, spec)).map(([, name]) => name)).toEqual(['stored', 'greater'])
})

test('a correction that is given up leaves its entries open, and nothing twice', async () => {
  const spec = dataset('given_up')
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1'])] })
  const { plan, generation, id } = await correct(prepared.db, spec, [[1, 0]], [], { quarantined: [bad(0, ['1'])] })
  await abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'no' })
  expect(await ends(spec)).toEqual(['2:0 abandoned', '1:0 open'])
  await expect(requireResubmission(prepared.db, id)).resolves.toMatchObject({ id, asset: spec.asset })
  expect(await codeOf(requireResubmission(prepared.db, 999_999))).toBe('RESUBMISSION_UNKNOWN')
})

test('open entries come in the order of their source, those of an unfinished plan not at all', async () => {
  const spec = dataset('order')
  await load(prepared.db, spec, [], { quarantined: [bad(1, null), bad(0, null)] })
  await load(prepared.db, spec, [], { quarantined: [bad(0, null)] })
  const again = await correct(prepared.db, spec, [[1, 1]], [], { quarantined: [bad(0, null)] })
  await again.counts()
  const { plan, generation } = await begin(prepared.db, spec)
  await landOnce(prepared.db, plan, generation, batchOf([], { quarantined: [bad(0, null)] }))
  const found: string[] = []
  for await (const page of readOpenEntries(prepared.db, { asset: spec.asset }))
    found.push(...page.map(({ plan, ordinal }) => `${plan.split('@')[1] ?? ''}:${ordinal}`))
  expect(found).toEqual(['1:0', '3:0', '2:0'])
  const places = [
    [2, 0],
    [1, 1],
    [9, 9],
  ].map(([generation = 0, ordinal = 0]) => ({ plan: `${spec.asset}@${generation}`, split: 0, ordinal }))
  expect((await findEntries(prepared.db, places)).map(({ plan, state }) => [plan, state])).toEqual([
    [`${spec.asset}@1`, 'closed'],
    [`${spec.asset}@2`, 'open'],
  ])
})

test('with a key, values, suggestions, keys and corrections are sealed; closing, absence and replay go on', async () => {
  const spec = dataset('sealed', { absent: 'remove' })
  const secret = {
    ...{
      ordinal: 3,
      locator: 'demo.csv:5',
      reasons: [{ code: 'BAD', field: 'name', suggestion: 'secret hint' }],
      raw: { name: 'secret name' },
    },
    ...{ key: '["secret"]', deleted: true },
  }
  await load(sealing, spec, [
    ['secret', 'a', null],
    ['other', 'b', null],
    ['third', 'c', null],
  ])
  // the rejected row's key counts as present, the other absent one goes
  expect(await load(sealing, spec, [['third', 'c', null]], { quarantined: [secret] })).toMatchObject({ removed: 1 })
  expect((await rowsOf(sealing, spec)).map(([id]) => id)).toEqual(['secret', 'third'])
  const place = { plan: `${spec.asset}@2`, split: 0, ordinal: 3 }
  expect(await showQuarantined(sealing, place)).toMatchObject({ raw: secret.raw, reasons: secret.reasons })
  expect(await codeOf(showQuarantined(prepared.db, place))).toBe('QUARANTINE_SEALED')
  expect((await listQuarantine(prepared.db, { asset: spec.asset }))[0]).toMatchObject({ reasons: [{ code: 'BAD', field: 'name' }] })
  const { id, counts } = await correct(sealing, spec, [[2, 3]], [], { quarantined: [bad(0, ['secret'])] })
  expect(await readResubmitted(sealing, { id, part: 0, after: -1, limit: 10 })).toEqual([
    { ordinal: 0, locator: 'demo.csv:5', deleted: true, values: { id: 'secret value' } },
  ])
  await counts()
  for (const table of ['quarantine', 'resubmission', 'resubmitted', 'ledger', 'split']) {
    const { rows } = await prepared.db.query<{ text: string }>(`select t::text as text from guiji.${table} t`)
    expect(rows.map(({ text }) => text).filter((text) => text.includes(spec.asset) && /secret/.test(text))).toEqual([])
  }
  await load(sealing, spec, [['secret', 'right', null]])
  expect(await ends(spec)).toEqual(['3:0 arrived', '2:3 submitted'])
})

test('rows from before a key stay readable, and publishing goes on without the key that sealed others', async () => {
  const spec = dataset('before_key')
  await load(prepared.db, spec, [], { quarantined: [bad(0, ['1'])] })
  await load(sealing, spec, [], { quarantined: [bad(0, ['2'])] })
  expect(await showQuarantined(sealing, { plan: `${spec.asset}@1`, split: 0, ordinal: 0 })).toMatchObject({ raw: { name: 'x\u0000' } })
  await load(prepared.db, spec, [
    ['1', 'a', null],
    ['2', 'b', null],
  ])
  expect(await ends(spec)).toEqual(['2:0 open', '1:0 arrived'])
  await load(sealing, spec, [['2', 'b', null]])
  expect(await ends(spec)).toEqual(['2:0 arrived', '1:0 arrived'])
})
