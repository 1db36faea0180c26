import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordAnswer } from '../../databases/answers.ts'
import { abandonPlan } from '../../databases/plans.ts'
import { publishPlan } from '../../databases/publish.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import { begin, batchOf, check, codeOf, dataset, deleted, landOnce, load, preparedDatabase, rowsOf, settle, versioned } from './_support.ts'
import type { Cells, Prepared } from './_support.ts'

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
}, 60_000)
afterAll(() => prepared.close())

const journal = (name: string, changes: Partial<DatasetSpec> = {}): DatasetSpec => {
  const base = dataset(name, { write: 'append', holds: 'changes', ...changes })
  return { ...base, table: { ...base.table, key: [] } }
}
const cellsOf = async (sql: string): Promise<readonly Cells[]> =>
  (await prepared.db.query<{ cells: Cells }>(`select array[${sql}`)).rows.map(({ cells }) => cells)

describe('append', () => {
  it('keeps every row, equal ones too, each told apart by plan, split and ordinal', async () => {
    const spec = journal('journal')
    expect(await load(prepared.db, spec, [['1', 'a', null], ['1', 'a', null]])).toMatchObject({ inserted: 2, superseded: 0 }) // prettier-ignore
    expect(await load(prepared.db, spec, [['1', 'a', null], ['2', null, '7']])).toMatchObject({ inserted: 2, updated: 0 }) // prettier-ignore
    expect(
      await cellsOf(`id, name, amount::text, _ordinal::text] as cells from replica.demo__journal order by _plan, _split, _ordinal`),
    ).toEqual([
      ['1', 'a', null, '0'],
      ['1', 'a', null, '1'],
      ['1', 'a', null, '0'],
      ['2', null, '7.00', '1'],
    ])
    const { rows } = await prepared.db.query<{ key: readonly string[] }>(
      `select array_agg(a.attname::text order by a.attname) as key from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
       where i.indrelid = 'replica.demo__journal'::regclass and i.indisprimary`,
    )
    expect(rows[0]?.key).toEqual(['_ordinal', '_plan', '_split'])
  })
  it('tells libraries of the keys of the rows that were added, and of no others', async () => {
    const spec = journal('visits', { feeds: [{ library: 'base.people', key: ['id'] }] })
    await load(prepared.db, spec, [['1', 'a', null], ['1', 'b', null]]) // prettier-ignore
    await load(prepared.db, spec, [['2', 'c', null], ['2', 'd', null]]) // prettier-ignore
    expect(await cellsOf(`plan::text, key[1]] as cells from guiji.queue where dataset = 'demo.visits' order by id`)).toEqual([
      [expect.any(String), '1'],
      [expect.any(String), '2'],
    ])
  })
})

describe('replace', () => {
  const spec = versioned('whole', { write: 'replace' })
  it('leaves exactly the rows of the plan, older versions too, and writes only what differs', async () => {
    await load(prepared.db, spec, [['1', 'a', null, '2026-01-02'], ['2', 'b', null, '2026-01-02'], ['3', 'c', null, null]]) // prettier-ignore
    const { rows: before } = await prepared.db.query(`select xmin::text from replica.demo__whole where id = '2'`)
    expect(
      await load(prepared.db, spec, [
        ['1', 'older', null, '2025-01-01'],
        ['2', 'b', null, '2026-01-02'],
        ['4', 'd', null, null],
        ['4', 'e', null, '2026-01-01'],
      ]),
    ).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, superseded: 1, removed: 1 })
    expect(await rowsOf(prepared.db, spec)).toEqual([
      ['1', 'older', null, '2025-01-01'],
      ['2', 'b', null, '2026-01-02'],
      ['4', 'e', null, '2026-01-01'],
    ])
    expect((await prepared.db.query(`select xmin::text from replica.demo__whole where id = '2'`)).rows).toEqual(before)
  })
  it('takes a reported deletion for a row that is not there', async () => {
    const own = dataset('whole_deletes', { write: 'replace' })
    expect(await load(prepared.db, own, [['1', 'a', null], [deleted, '2', null, null]])).toMatchObject({ inserted: 1, superseded: 1 }) // prettier-ignore
    expect(await load(prepared.db, own, [[deleted, '1', null, null], ['2', 'b', null]])).toMatchObject({ inserted: 1, deleted: 1 }) // prettier-ignore
    expect(await load(prepared.db, own, [['1', 'a', null], ['2', 'b', null]])).toMatchObject({ inserted: 1, unchanged: 1 }) // prettier-ignore
    expect(await rowsOf(prepared.db, own)).toEqual([['1', 'a', null], ['2', 'b', null]]) // prettier-ignore
  })
  it('stops when the source is not proven to be whole: the table stays', async () => {
    expect(await codeOf(load(prepared.db, spec, [['9', 'z', null, null]], { plan: { complete: false } }))).toBe('REPLACE_INCOMPLETE')
    expect((await rowsOf(prepared.db, spec)).length).toBe(3)
  })
  it('stops where the source counts other rows than were read, although a person has approved', async () => {
    const own = dataset('whole_count', { write: 'replace' })
    await load(prepared.db, own, [
      ['1', 'a', null],
      ['2', 'b', null],
    ])
    const { plan, generation } = await begin(prepared.db, own, { rows: 1000 })
    await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
    const { questions, ledgerDigest } = await check(prepared.db, plan, generation)
    expect(questions).toMatchObject([{ code: 'ROW_COUNT_DIFFERS' }])
    await recordAnswer(prepared.db, plan.plan, ledgerDigest, { approve: true, by: 'tester', reason: 'seen' })
    expect(await codeOf(publishPlan(prepared.db, { plan: plan.plan, generation, ledgerDigest }))).toBe('REPLACE_INCOMPLETE')
    expect((await rowsOf(prepared.db, own)).length).toBe(2)
    await abandonPlan(prepared.db, { plan: plan.plan, generation, reason: 'not whole' })
  })
  it('waits for a person where more would go than the limit allows', async () => {
    const own = dataset('whole_limit', {
      write: 'replace',
      limits: { quarantinedRows: null, quarantinedShare: null, removedRows: 1, removedShare: null },
    })
    await load(prepared.db, own, [['1', 'a', null], ['2', 'b', null], ['3', 'c', null]]) // prettier-ignore
    const { plan, generation } = await begin(prepared.db, own)
    await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null]]))
    expect((await check(prepared.db, plan, generation)).questions).toMatchObject([{ code: 'REMOVED_LIMIT', suggestion: '2/3' }])
  })
})

describe('history', () => {
  const spec = versioned('past', { write: 'history', absent: 'keep' })
  const versions = () =>
    cellsOf(`id, name, _ended, (_until = 'infinity')::text] as cells from replica.demo__past__versions order by id, _since`)
  const stateAt = (at: string) =>
    cellsOf(`id, name] as cells from replica.demo__past__versions where _since <= '${at}' and '${at}' < _until order by id`)
  const publishedAt = async () =>
    (await prepared.db.query<{ at: string }>(`select at::text as at from guiji.asset where asset = 'demo.past'`)).rows[0]?.at ?? ''

  it('answers for every past instant, intervals of a key join without gap or overlap', async () => {
    const moments: string[] = []
    const states: (readonly Cells[])[] = []
    for (const rows of [
      [['1', 'a', null, '2026-01-01'], ['2', 'b', null, '2026-01-01']], // prettier-ignore
      [['1', 'a2', null, '2026-01-02'], ['2', 'stale', null, '2025-01-01'], ['3', 'c', null, null]], // prettier-ignore
      [[deleted, '2', null, null, '2026-01-03'], ['1', 'a2', null, '2026-01-02']], // prettier-ignore
      [['2', 'b again', null, '2026-01-04'], ['1', 'a3', null, '2026-01-05'], ['1', 'a4', null, '2026-01-06']], // prettier-ignore
    ] as const) {
      await load(prepared.db, spec, rows)
      moments.push(await publishedAt())
      states.push((await rowsOf(prepared.db, spec)).map(([id, name]) => [id ?? null, name ?? null]))
    }
    for (const [index, moment] of moments.entries()) expect(await stateAt(moment)).toEqual(states[index])
    expect(await stateAt('2020-01-01')).toEqual([])
    expect(await versions()).toEqual([
      ['1', 'a', 'update', 'false'],
      ['1', 'a2', 'update', 'false'],
      ['1', 'a4', null, 'true'],
      ['2', 'b', 'delete', 'false'],
      ['2', 'b again', null, 'true'],
      ['3', 'c', null, 'true'],
    ])
    const overlaps = await prepared.db.query(
      `select id from (select id, _since, lag(_until) over (partition by id order by _since) as before from replica.demo__past__versions) v where before > _since`,
    )
    expect(overlaps.rows).toEqual([])
  })
  it('does not disturb who reads it, or builds upon it, while nothing about it changes', async () => {
    await prepared.db.query('create view public.upon_past as select id, _since from replica.demo__past__versions')
    const own = { ...versioned('past', { write: 'history', absent: 'keep' }) }
    await load(prepared.db, own, [['1', 'a4', null, '2026-01-06']])
    expect((await prepared.db.query(`select 1 from public.upon_past where id = '1'`)).count).toBeGreaterThan(0)
    await prepared.db.query('drop view public.upon_past')
  })
  it('grows with the table', async () => {
    const { columns } = spec.table
    const wider = { ...spec, table: { ...spec.table, columns: [...columns, { ...columns[1]!, name: 'phone' }] } }
    await load(prepared.db, wider, [['1', 'a4', null, '2026-01-07', 'p']])
    await load(prepared.db, wider, [['1', 'a4', null, '2026-01-08', 'q']])
    expect(await cellsOf(`phone] as cells from replica.demo__past__versions where id = '1' order by _since`)).toEqual([[null], [null], [null], ['p'], ['q']]) // prettier-ignore
  })
})

describe('soft deletion', () => {
  it('keeps the values of deleted and of absent rows beside the table, and only theirs', async () => {
    const spec = dataset('soft', { deletion: 'soft', absent: 'remove' })
    await load(prepared.db, spec, [['1', 'a', null], ['2', 'b', null], ['3', 'c', null]]) // prettier-ignore
    expect(await load(prepared.db, spec, [[deleted, '1', null, null], ['3', 'c2', null]])).toMatchObject({ deleted: 1, removed: 1, updated: 1 }) // prettier-ignore
    expect(await rowsOf(prepared.db, spec)).toEqual([['3', 'c2', null]])
    expect(await cellsOf(`id, name, _ended] as cells from replica.demo__soft__history order by id`)).toEqual([
      ['1', 'a', 'delete'],
      ['2', 'b', 'absent'],
    ])
  })
  it('keeps nothing where deletions are hard', async () => {
    const spec = dataset('hard')
    await load(prepared.db, spec, [['1', 'a', null]])
    await load(prepared.db, spec, [[deleted, '1', null, null]])
    expect((await prepared.db.query(`select to_regclass('replica.demo__hard__history') as name`)).rows).toEqual([{ name: null }])
  })
})

describe('lineage', () => {
  it('stands beside keys of any name', async () => {
    const base = dataset('batches')
    const [id, ...others] = base.table.columns
    const spec = { ...base, table: { ...base.table, key: ['batch'], columns: [{ ...id!, name: 'batch' }, ...others] } }
    await load(prepared.db, spec, [['7', 'a', null]])
    expect((await prepared.db.query('select batch, _batch, _row from replica.demo__batches__lineage')).rows).toEqual([
      { batch: '7', _batch: 1, _row: 1 },
    ])
  })
  it('says of each row by which plan and batch it came, where it stood in its source, when first and when last', async () => {
    const spec = dataset('origin')
    const { plan, generation } = await begin(prepared.db, spec)
    await landOnce(prepared.db, plan, generation, batchOf([['1', 'a', null], ['2', 'b', null]], { lines: [2, 4] })) // prettier-ignore
    await settle(prepared.db, plan, generation)
    await load(prepared.db, spec, [['1', 'a2', null], ['2', 'b', null]]) // prettier-ignore
    const lines = await prepared.db.query(
      `select id, _dataset as dataset, _plan as plan, _split as split, _batch as batch, _row as row, _locator as locator, _first_seen < _last_changed as changed from replica.demo__origin__lineage order by id`,
    )
    expect(lines.rows).toEqual([
      {
        id: '1',
        dataset: 'demo.origin',
        plan: expect.stringMatching(/@2$/),
        split: 'whole',
        batch: 1,
        row: 1,
        locator: null,
        changed: true,
      },
      { id: '2', dataset: 'demo.origin', plan: plan.plan, split: 'whole', batch: 1, row: 2, locator: 'whole:4', changed: false },
    ])
  })
})

it('indexes that a dataset names are made, also on a table that stands', async () => {
  const spec = dataset('indexed', { indexes: [['name']] })
  await load(prepared.db, spec, [['1', 'a', null]])
  await load(prepared.db, { ...spec, indexes: [['name'], ['name', 'amount']] }, [['1', 'b', null]])
  expect(
    await cellsOf(
      `pg_get_indexdef(indexrelid)] as cells from pg_index where indrelid = 'replica.demo__indexed'::regclass and not indisprimary order by indexrelid`,
    ),
  ).toEqual([[expect.stringMatching(/\(name\)$/)], [expect.stringMatching(/\(name, amount\)$/)]])
})

it('among many rows too, of a key that lands twice the later row counts', async () => {
  const spec = dataset('many')
  const rows = Array.from({ length: 50_001 }, (_, index) => [String(index), 'a', null] as const)
  expect(await load(prepared.db, spec, rows)).toMatchObject({ inserted: 50_001 })
  expect(await load(prepared.db, spec, rows)).toMatchObject({ unchanged: 50_001, superseded: 0 })
  const changed = [['7', 'older', null], ...rows.slice(1), ['7', 'later', null], ['0', 'back', null]] as const
  expect(await load(prepared.db, spec, changed)).toMatchObject({ updated: 2, unchanged: 49_999, superseded: 2 })
  const { rows: found } = await prepared.db.query(`select id, name from replica.demo__many where name <> 'a' order by id`)
  expect(found).toEqual([
    { id: '0', name: 'back' },
    { id: '7', name: 'later' },
  ])
})
