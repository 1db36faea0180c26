import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runInProcess } from '../../activities/run-in-process.ts'
import type { Json } from '../../core/values.ts'
import { armFailpoint, disarmFailpoints } from '../../databases/failpoints.ts'
import { storeResubmission } from '../../databases/resubmissions.ts'
import { ingestDataset } from '../../workflows/ingest-dataset.ts'
import { failureOf, ingest, publishFirstDay } from './_failures.ts'
import { asset } from './_remains.ts'
import { numbers, openTown, townFiles, type Town } from './_town.ts'

const [a = '', b = '', c = '', d = ''] = numbers
const register = townFiles['catalog/police/register.yaml'] ?? ''

describe('corrected rows on their way through the line', () => {
  let town: Town
  beforeEach(async () => {
    // neither the condition nor the mark of a deletion is a field, so quarantine keeps neither
    town = await openTown({ 'catalog/police/register.yaml': register.replace('fields:', 'where: { present: 变更类型 }\nfields:') })
    await publishFirstDay(town)
    await town.drop('20261102', [
      [c, '', '2026-11-02', '登记'],
      [a, '', '2026-13-45', '注销'],
      [d, '丁某', '2026-11-02', ''],
    ])
    expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 3, filtered: 1, quarantined: 2 })
  })
  afterEach(async () => {
    disarmFailpoints()
    await town.close()
  })

  /** The entries by their place in the second day's file, with these source values. */
  const store = (corrections: readonly (readonly [ordinal: number, values: Json])[]) =>
    storeResubmission(town.engine.database, {
      ...{ asset, kind: 'submitted', by: 'wang', reason: '' },
      parts: [{ columns: ['公民身份号码', '姓名', '变更日期'].map((name) => ({ name, type: 'text' })), rows: corrections.length }],
      rows: corrections.map(([ordinal, values], index) => ({
        part: 0,
        ordinal: index,
        entry: { plan: `${asset}@2`, split: 0, ordinal },
        values,
      })),
    })
  const resubmit = (resubmission: number) => runInProcess(town.engine, ingestDataset, { asset, resubmission })
  const state = () => town.rows('select ordinal, state, how, closed_by from guiji.quarantine order by plan, ordinal')

  it('a registration is taken in, a deletion deletes, the cursor stays, and the library follows', async () => {
    const cursor = await town.rows(`select cursor from guiji.asset where asset = '${asset}'`)
    const id = await store([
      [0, { 公民身份号码: c, 姓名: '丙某', 变更日期: '2026-11-02' }],
      [1, { 公民身份号码: a, 姓名: null, 变更日期: '2026-11-03' }],
    ])
    expect(await resubmit(id)).toMatchObject({
      outcome: 'published',
      read: 2,
      filtered: 0,
      quarantined: 0,
      inserted: 1,
      deleted: 1,
      removed: 0,
    })
    expect((await town.rows('select id_number, name from replica.police__register order by name')).map(({ name }) => name)).toEqual([
      '丙某',
      '乙某',
    ])
    expect(await state()).toMatchObject([
      { state: 'closed', how: 'submitted', closed_by: `${asset}@3` },
      { state: 'closed', how: 'submitted', closed_by: `${asset}@3` },
    ])
    expect(await town.rows(`select cursor from guiji.asset where asset = '${asset}'`)).toEqual(cursor)
    await town.run()
    expect((await town.rows('select name from base.population order by 1')).map(({ name }) => name)).toEqual(['丙某', '乙某'])
    expect(await town.rows(`select count(*)::int as files from guiji.split where plan = '${asset}@3'`)).toEqual([{ files: 1 }])
  })

  it('a run that breaks off is finished by the next one, once, and the source is read by the one after it', async () => {
    const id = await store([[0, { 公民身份号码: c, 姓名: '丙某', 变更日期: '2026-11-02' }]])
    armFailpoint('publish.closed', () => {
      throw new Error('broken off')
    })
    await expect(resubmit(id)).rejects.toThrow()
    disarmFailpoints()
    expect(await state()).toMatchObject([{ state: 'open' }, { state: 'open' }])
    await town.drop('20261103', [[d, '丁某', '2026-11-03', '登记']])
    expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 1, inserted: 1, plan: `${asset}@3` })
    expect(await state()).toMatchObject([{ state: 'closed', how: 'submitted' }, { state: 'open' }])
    expect((await failureOf(resubmit(id))).code).toBe('RESUBMISSION_OVERTAKEN')
    expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 1, inserted: 1 })
  })

  it('limits over a source do not hold a correction up, and what is wrong again has its place anew', async () => {
    await town.write('catalog/police/register.yaml', register.replace('rows: 2', 'rows: 0'))
    const id = await store([
      [0, { 公民身份号码: c, 姓名: '', 变更日期: '2026-11-02' }],
      [1, { 公民身份号码: b, 姓名: '乙改', 变更日期: '2026-11-04' }],
    ])
    expect(await resubmit(id)).toMatchObject({ outcome: 'published', read: 2, quarantined: 1, deleted: 1 })
    expect(await town.rows(`select ordinal, locator, state from guiji.quarantine where plan = '${asset}@3'`)).toEqual([
      { ordinal: 0, locator: 'register_20261102.csv:2', state: 'open' },
    ])
  })

  it('a table that each source replaces keeps its other rows', async () => {
    await town.write(
      'catalog/police/snapshot.yaml',
      register
        .replace('mode: incremental, holds: changes', 'mode: snapshot, holds: all')
        .replace(/feeds:.*\n/, '')
        .replace(/deletes:.*\n/, '')
        .replace('version: changed_on\n', 'write: replace\n')
        .replace('register_{period:yyyyMMdd}.csv', 'snapshot.csv'),
    )
    await town.write('drop/snapshot.csv', `公民身份号码,姓名,变更日期\n${a},甲某,2026-11-01\n${b},,2026-11-01\n`)
    const snapshot = 'police.snapshot'
    expect(await runInProcess(town.engine, ingestDataset, { asset: snapshot })).toMatchObject({ quarantined: 1, inserted: 1 })
    const id = await storeResubmission(town.engine.database, {
      ...{ asset: snapshot, kind: 'submitted', by: 'wang', reason: '' },
      parts: [{ columns: ['公民身份号码', '姓名', '变更日期'].map((name) => ({ name, type: 'text' })), rows: 1 }],
      rows: [
        {
          part: 0,
          ordinal: 0,
          entry: { plan: `${snapshot}@1`, split: 0, ordinal: 1 },
          values: { 公民身份号码: b, 姓名: '乙某', 变更日期: '2026-11-01' },
        },
      ],
    })
    expect(await runInProcess(town.engine, ingestDataset, { asset: snapshot, resubmission: id })).toMatchObject({ inserted: 1, removed: 0 })
    expect((await town.rows('select name from replica.police__snapshot order by 1')).map(({ name }) => name)).toEqual(['乙某', '甲某'])
  })
})
