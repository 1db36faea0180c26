import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acceptPending, listDrift } from '../../databases/source-columns.ts'
import { recordAnswer } from '../../databases/answers.ts'
import { failureOf, ingest, publishFirstDay, visible } from './_failures.ts'
import { asset } from './_remains.ts'
import { numbers, openTown, townFiles, type Town } from './_town.ts'

const [a = '', , c = '', d = ''] = numbers
const file = 'catalog/police/register.yaml'
const register = townFiles[file] ?? ''
const withPhone = register.replace('limits:', '  phone: { item: 电话, type: text, optional: true }\nlimits:')

let town: Town
afterEach(() => town.close())

const drop = (day: string, header: string, ...rows: readonly string[]) =>
  town.write(`drop/register_${day}.csv`, [header, ...rows, ''].join('\n'))
const pending = async () => (await listDrift(town.engine.database, asset)).filter(({ acceptedAt }) => acceptedAt === null)
const accept = () => acceptPending(town.engine.database, { asset, by: '王科长', reason: '部门已确认' })
const plans = () => town.rows('select plan, state from guiji.plan order by number')

describe('a dataset that evolves', () => {
  beforeEach(async () => {
    town = await openTown({ [file]: withPhone })
    await drop('20261101', '公民身份号码,姓名,变更日期,变更类型,电话', `${a},甲某,2026-11-01,登记,60001`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: null })
  })

  it('reports an added column, goes on, and accepts it with the publication', async () => {
    await drop('20261102', '公民身份号码,姓名,变更日期,变更类型,电话,备注', `${c},丙某,2026-11-02,登记,60002,无`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: '备注: COLUMN_ADDED' })
    expect(await listDrift(town.engine.database, asset)).toMatchObject([
      { differences: [{ change: 'added', column: '备注' }], plan: `${asset}@2`, by: null },
    ])
    await drop('20261103', '公民身份号码,姓名,变更日期,变更类型,电话,备注', `${d},丁某,2026-11-03,登记,60003,无`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', note: null })
  })

  it('stops before anything is stored when a column that it reads has another name, and tells what to write', async () => {
    const before = [await visible(town), await plans()]
    await drop('20261102', '公民身份号码,人员姓名,变更日期,变更类型,电话', `${c},丙某,2026-11-02,登记,60002`)
    const error = await failureOf(ingest(town))
    expect(error).toMatchObject({
      code: 'SOURCE_DRIFTED',
      details: { dataset: asset, changes: ['姓名 → 人员姓名?'], meant: 'name: { item: [姓名, 人员姓名] }' },
    })
    expect([await visible(town), await plans()]).toEqual(before)
    expect(await pending()).toMatchObject([{ differences: [{ change: 'renamed', column: '姓名', to: '人员姓名' }] }])

    // the alias alone is the answer, and the old file stays readable
    await town.write(file, withPhone.replace('item: 姓名,', 'item: [姓名, 人员姓名],'))
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: null })
    expect(await pending()).toEqual([])
    await drop('20261103', '公民身份号码,姓名,变更日期,变更类型,电话', `${d},丁某,2026-11-03,登记,60003`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: null })
  })

  it('reads an optional field as empty once a person has accepted that its column is gone, until it comes back', async () => {
    await drop('20261102', '公民身份号码,姓名,变更日期,变更类型', `${c},丙某,2026-11-02,登记`)
    expect((await failureOf(ingest(town))).details).toMatchObject({ changes: ['− 电话 text'] })
    expect(await accept()).toMatchObject({ by: '王科长', dropped: ['电话'] })
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, quarantined: 0 })
    await drop('20261103', '公民身份号码,姓名,变更日期,变更类型', `${c},丙某,2026-11-03,变更`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', updated: 1, note: null })
    await drop('20261104', '公民身份号码,姓名,变更日期,变更类型,电话', `${d},丁某,2026-11-04,登记,60004`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    expect(await town.rows('select phone from replica.police__register order by changed_on')).toEqual([
      { phone: '60001' },
      { phone: null },
      { phone: '60004' },
    ])
    // gone once more, it is asked about once more
    await drop('20261105', '公民身份号码,姓名,变更日期,变更类型', `${a},甲某,2026-11-05,登记`)
    expect((await failureOf(ingest(town))).code).toBe('SOURCE_DRIFTED')
  })

  it('still cannot read a required field whose column is gone, whoever has accepted that', async () => {
    await drop('20261102', '公民身份号码,变更日期,变更类型,电话', `${c},2026-11-02,登记,60002`)
    expect((await failureOf(ingest(town))).code).toBe('SOURCE_DRIFTED')
    await accept()
    expect((await failureOf(ingest(town))).code).toBe('COLUMN_MISSING')
    expect(await town.rows(`select 1 from guiji.plan where state = 'open'`)).toEqual([])
  })

  it('lets columns that nothing reads come and go', async () => {
    await drop('20261102', '公民身份号码,姓名,变更日期,变更类型,电话,备注', `${c},丙某,2026-11-02,登记,60002,无`)
    await ingest(town)
    await drop('20261103', '公民身份号码,姓名,变更日期,变更类型,电话', `${d},丁某,2026-11-03,登记,60003`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', note: '备注: COLUMN_DROPPED' })
  })

  it('knows the columns of what was published before columns were kept', async () => {
    await town.rows('delete from guiji.source_columns')
    await drop('20261102', '公民身份号码,变更日期,变更类型,电话', `${c},2026-11-02,登记,60002`)
    expect((await failureOf(ingest(town))).code).toBe('SOURCE_DRIFTED')
  })
})

describe('a dataset that is frozen', () => {
  it('stops at an added column as well, until it is accepted', async () => {
    town = await openTown({ [file]: `${register}drift: freeze\n` })
    await publishFirstDay(town)
    await drop('20261102', '公民身份号码,姓名,变更日期,变更类型,备注', `${c},丙某,2026-11-02,登记,无`)
    expect((await failureOf(ingest(town))).details).toMatchObject({ changes: ['+ 备注 text'] })
    await accept()
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: null })
  })
})

describe('a dataset that asks', () => {
  const question = 'asks:SOURCE_DRIFTED'
  beforeEach(async () => {
    town = await openTown({ [file]: `${withPhone}drift: ask\n` })
    await drop('20261101', '公民身份号码,姓名,变更日期,变更类型,电话', `${a},甲某,2026-11-01,登记,60001`)
    await ingest(town)
    await drop('20261102', '公民身份号码,姓名,变更日期,变更类型', `${c},丙某,2026-11-02,登记`)
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
  })

  it('waits with nothing read, and a yes accepts the columns', async () => {
    expect(await town.rows(`select 1 from guiji.ledger where plan = '${asset}@2'`)).toEqual([])
    await recordAnswer(town.engine.database, `${asset}@2`, question, { approve: true, by: '王科长', reason: '电话不再提供' })
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1 })
    expect(await listDrift(town.engine.database, asset)).toMatchObject([
      { differences: [{ change: 'dropped', column: '电话' }], by: '王科长', reason: '电话不再提供', plan: `${asset}@2` },
    ])
    await drop('20261103', '公民身份号码,姓名,变更日期,变更类型', `${d},丁某,2026-11-03,登记`)
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 1, note: null })
  })

  it('gives the plan up on a no, and asks again at the next run', async () => {
    await recordAnswer(town.engine.database, `${asset}@2`, question, { approve: false, by: '王科长', reason: '退回' })
    expect((await failureOf(ingest(town))).code).toBe('RUN_REJECTED')
    expect((await failureOf(ingest(town))).code).toBe('RUN_WAITING')
  })
})

describe('a dataset that asks, of which a required column is gone', () => {
  it('stops: no answer could bring the column back', async () => {
    town = await openTown({ [file]: `${register}drift: ask\n` })
    await publishFirstDay(town)
    await drop('20261102', '公民身份号码,变更日期,变更类型', `${c},2026-11-02,登记`)
    expect((await failureOf(ingest(town))).code).toBe('SOURCE_DRIFTED')
    expect(await town.rows(`select 1 from guiji.plan where state = 'open'`)).toEqual([])
  })
})

describe('a dataset that quarantines, read from a database', () => {
  const source = 'source: { connection: police-db, table: register, mode: snapshot, holds: all, absent: remove }'
  const yaml = `${register.replace(/^source: .*$/m, source).replace(/^limits:.*\n/m, '')}drift: quarantine\n`
  beforeEach(async () => {
    town = await openTown()
    await town.write('secrets/register.url', town.url)
    await town.write('connections/police-db.yaml', 'agency: police\nconnector: postgres\nurl: ${file:secrets/register.url}\n')
    await town.write(file, yaml)
    await town.rows('create table public.register (公民身份号码 text primary key, 姓名 text, 变更日期 date, 变更类型 text, 机密 text)')
    await town.rows(
      `insert into public.register values ('${a}', '甲某', '2026-11-01', '登记', '不采'), ('${c}', '丙某', '2026-11-01', '登记', '不采')`,
    )
    expect(await ingest(town)).toMatchObject({ outcome: 'published', inserted: 2 })
  })

  it('puts every row there while a column that it reads has another type, and removes nothing for absence', async () => {
    await town.rows(`delete from public.register where 公民身份号码 = '${c}'`)
    await town.rows('alter table public.register alter 变更日期 type integer using 20261101')
    const before = await town.rows('select * from replica.police__register order by 1')
    expect(await ingest(town)).toMatchObject({ outcome: 'published', read: 1, quarantined: 1, landed: 0, removed: 0 })
    expect(await town.rows('select * from replica.police__register order by 1')).toEqual(before)
    const [row] = await town.rows('select locator, codes, reasons, raw from guiji.quarantine')
    expect(row).toMatchObject({ codes: ['SOURCE_DRIFTED'], reasons: [{ code: 'SOURCE_DRIFTED', field: 'changed_on' }] })
    expect(row?.['raw']).toMatchObject({ 姓名: '甲某', 变更日期: { tag: 'number', text: '20261101' } })
    // a column that nothing reads is not stored there either
    expect(Object.keys(row?.['raw'] as object)).not.toContain('机密')
    // it goes on so until a person has accepted it
    expect(await ingest(town)).toMatchObject({ quarantined: 1, landed: 0 })
    expect(await pending()).toMatchObject([{ differences: [{ change: 'retyped', column: '变更日期', was: 'date', is: 'integer' }] }])
    await accept()
    await town.rows(`alter table public.register alter 变更日期 type date using '2026-11-02'`)
    expect(await ingest(town)).toMatchObject({ quarantined: 1 })
    await accept()
    expect(await ingest(town)).toMatchObject({ outcome: 'published', updated: 1, removed: 1, quarantined: 0 })
  })

  it('stops at a renamed column: its values would not be among those kept', async () => {
    await town.rows('alter table public.register rename 姓名 to 人员姓名')
    expect((await failureOf(ingest(town))).code).toBe('SOURCE_DRIFTED')
  })
})
