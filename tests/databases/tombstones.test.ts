import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataset, deleted, load, preparedDatabase, rowsOf, versioned, type Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(() => prepared.close())

test('a dataset that gets a version after deletions goes on, and deletions keep their order', async () => {
  const { db } = prepared
  const before = dataset('versioned_later')
  await load(db, before, [['1', 'a', null]])
  expect(await load(db, before, [[deleted, '1', null, null]])).toMatchObject({ deleted: 1 })
  const after = versioned('versioned_later')
  expect(await load(db, after, [[deleted, '2', null, null, '2026-03-02']])).toMatchObject({ superseded: 1 })
  expect(
    await load(db, after, [
      ['1', 'b', null, '2026-03-01'],
      ['2', 'c', null, '2026-03-01'],
    ]),
  ).toMatchObject({ inserted: 1, superseded: 1 })
  expect(await rowsOf(db, after)).toEqual([['1', 'b', null, '2026-03-01']])
})
