import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileDriftedRows } from '../../activities/drifted-rows.ts'
import { judgeDrift } from '../../activities/judge-drift.ts'
import type { Piece, Plan } from '../../core/connector.ts'
import type { Difference } from '../../core/drift.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Column, ColumnType, Json } from '../../core/values.ts'
import { createCompiledRows } from '../../transforms/compiled-rows.ts'
import { codeOf, dataset, load, planOf, preparedDatabase, type Prepared } from '../databases/_support.ts'

const columns = (...names: readonly string[]): Column[] =>
  names.map((name) => {
    const [plain = '', type = 'text'] = name.split(':')
    return { name: plain, type: type as ColumnType }
  })
const field = (name: string, item: string, optional = false) =>
  ({ name, item, inputs: [[item]], steps: [], type: 'text', options: {}, companions: [], optional, beside: [], role: 'source' }) as const

function spec(name: string, changes: Partial<DatasetSpec> = {}): DatasetSpec {
  return dataset(name, {
    fields: [field('id', '编号'), field('name', '姓名', true), field('amount', '金额', true)],
    where: { equals: ['状态', '在'] },
    deletes: { item: ['类型'], values: ['销'] },
    ...changes,
  })
}
const accepted = columns('编号', '姓名', '金额', '状态', '类型')

let prepared: Prepared
beforeAll(async () => {
  prepared = await preparedDatabase()
})
afterAll(() => prepared.close())

let made = 0
/** A published dataset, then judged by columns that its source has now. */
async function judged(changes: Partial<DatasetSpec>, now: readonly Column[], plan: Partial<Plan<Json, Json>> = {}) {
  const published = spec(`policy_${++made}`, changes)
  await load(prepared.db, published, [['1', '甲', null]], { plan: { available: accepted } })
  return judgeDrift(prepared.db, published, planOf({ available: now, ...plan }))
}

describe('each policy', () => {
  const retyped = columns('编号', '姓名', '金额:integer', '状态', '类型')
  const policies = ['evolve', 'freeze', 'ask', 'quarantine'] as const

  test.each([
    ['an added column', [...accepted, ...columns('备注')], ['goes on', 'stops', 'asks', 'goes on']],
    ['a retyped column', retyped, ['stops', 'stops', 'asks', 'quarantines']],
    ['an optional field’s column dropped', columns('编号', '姓名', '状态', '类型'), ['stops', 'stops', 'asks', 'quarantines']],
    ['a required field’s column dropped', columns('姓名', '金额', '状态', '类型'), ['stops', 'stops', 'stops', 'quarantines']],
    ['a renamed column', columns('编号', '姓名', '金额合计', '状态', '类型'), ['stops', 'stops', 'asks', 'stops']],
    ['the column of a condition retyped', columns('编号', '姓名', '金额', '状态:integer', '类型'), ['stops', 'stops', 'asks', 'stops']],
    ['the column of deletions dropped', columns('编号', '姓名', '金额', '状态'), ['stops', 'stops', 'stops', 'stops']],
    ['nothing', accepted, ['goes on', 'goes on', 'goes on', 'goes on']],
  ])('%s', async (_name, now, expected) => {
    const found: string[] = []
    for (const drift of policies) {
      const outcome = await judged({ drift }, now).then(
        ({ plan, drift: of }) => (of?.quarantines === true ? 'quarantines' : plan.asks !== undefined ? 'asks' : 'goes on'),
        (error: unknown) => ((error as { code?: string }).code === 'SOURCE_DRIFTED' ? 'stops' : String(error)),
      )
      found.push(outcome)
    }
    expect(found).toEqual(expected)
  })

  test('a table that is replaced is not emptied by quarantining every row: the run stops', async () => {
    expect(await codeOf(judged({ drift: 'quarantine', write: 'replace' }, retyped))).toBe('SOURCE_DRIFTED')
  })

  test('quarantined rows prove no absence', async () => {
    expect((await judged({ drift: 'quarantine' }, retyped, { complete: true })).plan.complete).toBe(false)
    expect((await judged({ drift: 'ask' }, retyped, { complete: true })).plan.complete).toBe(true)
  })

  test('what the connector asks already is asked with it', async () => {
    const { plan } = await judged({ drift: 'ask' }, retyped, { asks: { code: 'FILE_RESENT', suggestion: 'a.csv' } })
    expect(plan.asks).toEqual({ code: 'SOURCE_DRIFTED', suggestion: '金额 text → integer; FILE_RESENT a.csv' })
  })
})

test('drifted rows are counted like others: filtered by the condition, else quarantined with place and named values only', () => {
  const differences: Difference[] = [{ change: 'retyped', column: '金额', was: 'text', is: 'integer', uses: ['amount'] }]
  const compiler = compileDriftedRows(spec('rows'), columns('编号', '金额:integer', '状态', '类型', '机密'), differences)
  const piece: Piece<Json> = {
    rows: [
      ['1', { tag: 'number', text: '5' }, '在', '', '不采'],
      ['2', null, '走', '', '不采'],
      ['3', null, '走', '', '不采'],
    ],
    ...{ position: null, bytes: 0, locate: (row) => `a.csv:${row}`, deleted: new Set([2]) },
    rejects: [{ at: 'a.csv:9', raw: 'torn', reasons: [{ code: 'CSV_TORN' }] }],
  }
  const out = createCompiledRows()
  compiler.compile(piece, 10, out)
  expect([out.read, out.filtered, out.count]).toEqual([4, 1, 0])
  const reasons = [{ code: 'SOURCE_DRIFTED', field: 'amount' }]
  expect(out.quarantined).toEqual([
    {
      ...{ ordinal: 10, locator: 'a.csv:0', reasons, key: null, deleted: false },
      raw: { 编号: '1', 金额: { tag: 'number', text: '5' }, 状态: '在', 类型: '' },
    },
    { ordinal: 12, locator: 'a.csv:2', reasons, key: null, deleted: true, raw: { 编号: '3', 金额: null, 状态: '走', 类型: '' } },
    { ordinal: 13, locator: 'a.csv:9', reasons: [{ code: 'CSV_TORN' }], raw: { line: 'torn' }, key: null, deleted: false },
  ])
})
