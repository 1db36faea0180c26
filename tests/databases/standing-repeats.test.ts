import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { disarmFailpoints } from '../../databases/failpoints.ts'
import { rowsOf } from './_ahead.ts'
import { land, landAll, landedRows, publishedValues, settled } from './_standing.ts'
import { codeOf, dataset, load, preparedDatabase, type Prepared, type TestRow } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterEach(disarmFailpoints)
afterAll(() => prepared.close())

const repeats: readonly (readonly [what: string, rows: (rows: readonly TestRow[]) => readonly TestRow[], last: string])[] = [
  ['changed after it came unchanged', (rows) => [...rows, ['5', '丁', null]], '丁'],
  ['unchanged after it came changed', (rows) => [['1500', '丁', null], ...rows], '甲'],
  ['twice unchanged', (rows) => [...rows, ['5', '甲', null]], '甲'],
]
test.each(repeats)('a key that comes twice, %s, is settled by the order of its rows', async (_, change, last) => {
  const spec = dataset(`twice_${repeats.findIndex((each) => each[1] === change)}`)
  const rows = rowsOf(0, 2000)
  await load(prepared.db, spec, rows)
  const begun = await landAll(prepared.db, spec, change(rows))
  expect(await codeOf(settled(prepared.db, begun))).toBe('LANDING_STALE')
  // nothing of what had landed is left, and it is not compared again; whoever asks before it has landed hears the same
  expect(await landedRows(prepared.db, begun)).toEqual({ landed: 0, passed: 0 })
  expect(await codeOf(settled(prepared.db, begun))).toBe('LANDING_STALE')
  await land(prepared.db, begun, change(rows))
  expect((await landedRows(prepared.db, begun)).landed).toBe(2001)
  expect(await settled(prepared.db, begun)).toMatchObject({ landed: 2001, superseded: 1 })
  const names = new Map((await publishedValues(prepared.db, spec.name)).map((row) => row.split(' ') as [string, string]))
  expect([names.size, names.get('5'), names.get('1500')]).toEqual([2000, last === '丁' ? '丁' : '甲', '甲'])
})

test('a source whose keys come twice is not compared again, until they come once', async () => {
  const spec = dataset('known')
  const rows = rowsOf(0, 2000)
  const doubled: readonly TestRow[] = [...rows, ['5', '甲', null]]
  await load(prepared.db, spec, rows)
  const first = await landAll(prepared.db, spec, doubled)
  expect(await codeOf(settled(prepared.db, first))).toBe('LANDING_STALE')
  await land(prepared.db, first, doubled)
  await settled(prepared.db, first)
  for (const [again, passed] of [
    [doubled, 0],
    [rows, 0],
    [rows, 2000],
  ] as const) {
    const next = await landAll(prepared.db, spec, again)
    expect(await landedRows(prepared.db, next)).toEqual({ landed: again.length - passed, passed })
    expect(await settled(prepared.db, next)).toMatchObject({ landed: again.length, updated: 0 })
  }
})
