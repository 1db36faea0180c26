import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { LibrarySpec } from '../../core/spec.ts'
import { consolidateLibrary, libraryBehind } from '../../databases/consolidate.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { traceKey } from '../../databases/trace.ts'
import {
  codeOf,
  column,
  type dataset,
  deleted,
  feedsPeople,
  lease,
  library,
  load,
  preparedDatabase,
  rowsOf,
  versioned,
  type Prepared,
} from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

/** A library of its own for each test: base.<name>. */
function named(name: string, count = 2, changes: Parameters<typeof dataset>[1] = {}) {
  const asset = `base.${name}`
  const sources = Array.from({ length: count }, (_, i) =>
    versioned(`${name}_${i}`, { holds: 'changes', feeds: [{ ...feedsPeople[0]!, library: asset }], ...changes }),
  )
  const base = library(sources)
  return { sources, spec: { ...base, asset, table: { ...base.table, name } } as LibrarySpec }
}

let runs = 0
async function consolidate(spec: LibrarySpec, limit?: number) {
  const generation = await lease(prepared.db, spec.asset, `consolidation-${++runs}`)
  return consolidateLibrary(prepared.db, { spec, generation, ...(limit === undefined ? {} : { limit }) })
}

test('each field comes from its first source that has a value; only makers of rows make rows', async () => {
  const { sources, spec } = named('precedence')
  const [a, b] = sources
  await load(prepared.db, a!, [
    ['1', '甲', null, null],
    ['2', null, null, null],
  ])
  await load(prepared.db, b!, [
    ['1', '乙', '1', null],
    ['2', '二', '2', null],
    ['3', '三', '3', null],
  ])
  expect(await libraryBehind(prepared.db, spec)).toBe(true)
  expect(await consolidate(spec)).toMatchObject({ taken: 3, inserted: 2, unchanged: 1, updated: 0, deleted: 0, more: false })
  expect(await rowsOf(prepared.db, spec)).toEqual([
    ['1', '甲', '1.00'],
    ['2', '二', '2.00'],
  ])
  expect(await libraryBehind(prepared.db, spec)).toBe(false)
  expect(await consolidate(spec)).toMatchObject({ taken: 0, inserted: 0, more: false })
})

test('only changed keys are recomputed, and only differences written', async () => {
  const { sources, spec } = named('changed', 1)
  await load(prepared.db, sources[0]!, [
    ['1', 'a', null, null],
    ['2', 'b', null, null],
    ['3', 'c', null, null],
  ])
  await consolidate(spec)
  await load(prepared.db, sources[0]!, [
    ['1', 'a', null, null],
    ['2', 'B', null, null],
    [deleted, '3', null, null, null],
  ])
  expect(await consolidate(spec)).toMatchObject({ taken: 2, updated: 1, deleted: 1, inserted: 0, unchanged: 0 })
  expect(await rowsOf(prepared.db, spec)).toEqual([
    ['1', 'a', null],
    ['2', 'B', null],
  ])
})

test('work goes in parts; the plan counts as consolidated only when its last entry is done', async () => {
  const { sources, spec } = named('parts', 1)
  await load(
    prepared.db,
    sources[0]!,
    Array.from({ length: 5 }, (_, i) => [String(i), 'x', null, null]),
  )
  const noted = async () =>
    (await prepared.db.query('select 1 from guiji.consolidated where library = $1 and plan > 0', [spec.asset])).count
  expect(await consolidate(spec, 2)).toMatchObject({ taken: 2, inserted: 2, more: true })
  expect(await libraryBehind(prepared.db, spec)).toBe(true)
  expect(await consolidate(spec, 2)).toMatchObject({ taken: 2, more: true })
  expect(await noted()).toBe(0)
  expect(await consolidate(spec, 2)).toMatchObject({ taken: 1, more: false })
  expect(await noted()).toBe(1)
  expect(await libraryBehind(prepared.db, spec)).toBe(false)
})

test('an entry that arrives while its key is being consolidated is not lost', async () => {
  const { sources, spec } = named('arrives', 1)
  await load(prepared.db, sources[0]!, [['1', 'old', null, null]])
  armFailpoint('consolidate.before-commit', async () => void (await load(prepared.db, sources[0]!, [['1', 'new', null, null]])))
  await consolidate(spec)
  expect(await libraryBehind(prepared.db, spec)).toBe(true)
  expect(await consolidate(spec)).toMatchObject({ taken: 1, updated: 1 })
  expect(await rowsOf(prepared.db, spec)).toEqual([['1', 'new', null]])
})

test('a publication that commits after its key was consolidated has an entry of its own', async () => {
  const { sources, spec } = named('late', 1)
  await load(prepared.db, sources[0]!, [['1', 'old', null, null]])
  // an entry for the same key waits already, and is taken before this publication commits
  armFailpoint('publish.queued', async () => {
    expect(await consolidate(spec)).toMatchObject({ taken: 1, inserted: 1 })
  })
  await load(prepared.db, sources[0]!, [['1', 'new', null, null]])
  expect(await libraryBehind(prepared.db, spec)).toBe(true)
  expect(await consolidate(spec)).toMatchObject({ taken: 1, updated: 1 })
  expect(await rowsOf(prepared.db, spec)).toEqual([['1', 'new', null]])
})

test('a second consolidation waits for the library’s lock and reads what the first has committed', async () => {
  const { sources, spec } = named('locked', 1)
  await load(prepared.db, sources[0]!, [['1', 'old', null, null]])
  const generation = await lease(prepared.db, spec.asset, 'both')
  let second: Promise<unknown> = Promise.resolve()
  armFailpoint('consolidate.taken', async () => {
    await load(prepared.db, sources[0]!, [['1', 'new', null, null]])
    second = consolidateLibrary(prepared.db, { spec, generation })
    await new Promise((resolve) => setTimeout(resolve, 300))
  })
  await consolidateLibrary(prepared.db, { spec, generation })
  expect(await second).toMatchObject({ taken: 1, unchanged: 1 })
  expect(await rowsOf(prepared.db, spec)).toEqual([['1', 'new', null]])
})

test('a crash before the commit leaves queue and library as they were', async () => {
  const { sources, spec } = named('crash', 1)
  await load(prepared.db, sources[0]!, [['1', 'a', null, null]])
  armFailpoint('consolidate.before-commit', () => {
    throw new Error('crash')
  })
  await expect(consolidate(spec)).rejects.toThrow('crash')
  expect(await consolidate(spec)).toMatchObject({ taken: 1, inserted: 1 })
})

test('a stale generation does not consolidate', async () => {
  const { spec } = named('stale', 1)
  const generation = await lease(prepared.db, spec.asset, 'one')
  await lease(prepared.db, spec.asset, 'two')
  expect(await codeOf(consolidateLibrary(prepared.db, { spec, generation }))).toBe('LEASE_LOST')
})

test('of several rows of one library key the latest version counts, whatever their place; keys that leave are recomputed too', async () => {
  const base = versioned('cases', { holds: 'changes', feeds: [{ library: 'base.holders', key: ['person'] }] })
  const source = { ...base, table: { ...base.table, columns: [...base.table.columns, column('person')] } }
  const people = library([source])
  const spec: LibrarySpec = {
    ...people,
    asset: 'base.holders',
    table: { ...people.table, name: 'holders' },
    inputs: [{ ...people.inputs[0]!, key: ['person'] }],
  }
  await load(prepared.db, source, [
    ['c1', 'late', null, '2026-02-01', 'p1'],
    ['c2', 'early', null, '2026-01-01', 'p1'],
    ['c3', 'none', null, null, 'p1'],
    ['c4', 'x', null, null, null],
  ])
  expect(await consolidate(spec)).toMatchObject({ taken: 1, inserted: 1 })
  expect(await rowsOf(prepared.db, spec)).toEqual([['p1', 'late', null]])
  await load(prepared.db, source, [['c1', 'late', null, '2026-02-01', 'p2']])
  expect(await consolidate(spec)).toMatchObject({ taken: 2, inserted: 1, updated: 1 })
  expect(await rowsOf(prepared.db, spec)).toEqual([
    ['p1', 'early', null],
    ['p2', 'late', null],
  ])
})

test('a library whose specification changed recomputes every key, in parts', async () => {
  const { sources, spec } = named('respecified')
  const [a, b] = sources
  await load(prepared.db, a!, [
    ['1', 'a1', null, null],
    ['2', 'a2', null, null],
    ['3', 'a3', null, null],
  ])
  await load(prepared.db, b!, [['1', 'b1', null, null]])
  await consolidate(spec)
  const turned = { ...spec, fields: spec.fields.map((field) => ({ ...field, from: [...field.from].reverse() })) }
  expect(await libraryBehind(prepared.db, turned)).toBe(true)
  expect(await consolidate(turned, 2)).toMatchObject({ taken: 2, more: true })
  expect(await libraryBehind(prepared.db, turned)).toBe(true)
  expect(await consolidate(turned, 2)).toMatchObject({ taken: 1, more: false })
  expect(await libraryBehind(prepared.db, turned)).toBe(false)
  expect((await rowsOf(prepared.db, spec)).map((row) => row[1])).toEqual(['b1', 'a2', 'a3'])
})

test('a library made after its dataset was published takes all of it, in parts, and once', async () => {
  const { sources, spec } = named('afterwards', 1)
  await load(prepared.db, { ...sources[0]!, feeds: [] }, [
    ['1', 'a', null, null],
    ['2', 'b', null, null],
    ['3', 'c', null, null],
  ])
  expect(await libraryBehind(prepared.db, spec)).toBe(true)
  expect(await consolidate(spec, 2)).toMatchObject({ taken: 2, inserted: 2, more: true })
  expect(await libraryBehind(prepared.db, spec)).toBe(true)
  expect(await consolidate(spec, 2)).toMatchObject({ taken: 1, inserted: 1, more: false })
  expect(await libraryBehind(prepared.db, spec)).toBe(false)
})

test('a trace of a library’s key names each field’s dataset, plan and row', async () => {
  const { sources, spec } = named('traced')
  const [a, b] = sources
  await load(prepared.db, a!, [
    ['0', 'z', null, null],
    ['1', '甲', null, null],
  ])
  await load(prepared.db, b!, [['1', '乙', '1', null]])
  await consolidate(spec)
  const trace = await traceKey(prepared.db, spec, ['1'])
  expect(trace).toMatchObject({
    found: true,
    fields: [
      {
        field: 'name',
        dataset: a!.asset,
        column: 'name',
        row: { split: 'whole', ordinal: 1, batch: 1, certificate: { counts: { inserted: 2 } } },
      },
      { field: 'amount', dataset: b!.asset, column: 'amount', row: { ordinal: 0 } },
    ],
  })
  expect(JSON.stringify(trace)).not.toContain('甲')
  expect(await traceKey(prepared.db, spec, ['9'])).toEqual({ kind: 'library', asset: spec.asset, found: false, fields: [] })
  const row = await traceKey(prepared.db, a!, ['1'])
  expect(row).toMatchObject({ found: true, row: { plan: `${a!.asset}@1`, firstPlan: `${a!.asset}@1`, ordinal: 1 } })
})
