import { describe, expect, it } from 'vitest'
import type { Piece } from '../../core/connector.ts'
import type { DatasetSpec } from '../../core/spec.ts'
import type { Json, Row } from '../../core/values.ts'
import { compileRowValidator } from '../../schemas/row-validator.ts'
import { compileRows, createCompiledRows, type CompiledRows } from '../../transforms/compile-rows.ts'
import { describeRowColumns } from '../../transforms/row-columns.ts'
import { linesOf as readLines, readRows } from '../_support/row-bytes.ts'
import { context, dataset, field, registry } from './_registry.ts'

const columnsOf = (names: readonly string[]) => names.map((name) => ({ name, type: 'text' as const }))
const piece = (rows: readonly Row[], more: Partial<Piece<Json>> = {}): Piece<Json> => ({
  rows,
  position: null,
  bytes: 0,
  locate: (row) => `people.csv:${row + 2}`,
  ...more,
})
function compile(spec: DatasetSpec, names: readonly string[], pieces: readonly Piece<Json>[], split = 7) {
  const validate = compileRowValidator(describeRowColumns(spec, registry))
  const compiler = compileRows(spec, split, columnsOf(names), registry, context, validate)
  const out = createCompiledRows()
  let ordinal = 0
  for (const each of pieces) {
    compiler.compile(each, ordinal, out)
    ordinal += each.rows.length + (each.rejects?.length ?? 0)
  }
  return { out, compiler }
}

/** Accepted rows as text. */
const linesOf = (out: CompiledRows, spec: DatasetSpec) => readLines(out.rows(), spec.table)

const people = dataset(
  [
    field('id', 'resident-id', { optional: false, inputs: [['公民身份号码', '身份证号']] }),
    field('name', 'person-name', { optional: false, inputs: [['姓名']] }),
    field('note', 'text', { inputs: [['备注']] }),
  ],
  {},
  ['id'],
)
const header = ['姓名', '身份证号', '备注', '无人要的列']

describe('lines', () => {
  it('are split, ordinal, deleted, line where the source has lines, then the columns of the table', () => {
    const { out, compiler } = compile(people, header, [piece([['王小明', '51018419020304906x', null, 'x']])])
    expect(compiler.columns).toEqual(['id', 'id_original', 'id_derived', 'name', 'note'])
    expect(linesOf(out, people)).toEqual(['7\t0\tf\t\\N\t51018419020304906X\t\\N\t\\N\t王小明\t\\N'])
    const lined = { ...piece([['王小明', '51018419020304906X', null, '']]), line: () => 1_000_042 }
    expect(linesOf(compile(people, header, [lined]).out, people)[0]).toMatch(/^7\t0\tf\t1000042\t51018419020304906X\t/)
    expect(out.rows()).toHaveLength(out.bytes)
    expect([...out.fixes]).toEqual([['id:UPPER_CASE', 1]])
  })
  it('are UTF-8 of any text, in whatever room the batch has', () => {
    const texts = [
      'A~\u007f',
      '\u0080é߿',
      'ࠀ퟿\ue000￿',
      '𠮷a𐍈',
      'a\ud800',
      '\udc00\\',
      '王\t'.repeat(32),
      '王\t'.repeat(33),
      '𠮷\\'.repeat(90),
    ]
    const spec = dataset([field('note', 'text')])
    const type = { ...registry.type('text'), create: () => (value: unknown) => value as string }
    const compiler = compileRows(spec, 7, columnsOf(['note']), { ...registry, type: () => type }, context, () => null)
    const out = createCompiledRows(Buffer.alloc(1))
    for (const [index, text] of texts.entries()) compiler.compile(piece([[text], [null]]), index * 2, out)
    const expected = texts.flatMap((text, index) => [
      `7\t${index * 2}\tf\t\\N\t${Buffer.from(text).toString()}`,
      `7\t${index * 2 + 1}\tf\t\\N\t\\N`,
    ])
    expect(linesOf(out, spec)).toEqual(expected)
    expect(out.count).toBe(2 * texts.length)
  })
  it('hold tabs, line ends and backslashes, the text \\N too', () => {
    const { out } = compile(people, header, [
      piece([['王小明', '51018419020304906X', 'a\tb\nc\rd\\e', '']]),
      piece([['王小明', '51018419020304906X', '\\N', '']]),
    ])
    expect(readRows(out.rows(), people.table.columns).map(({ values }) => values.at(-1))).toEqual(['a\tb\nc\rd\\e', '\\N'])
  })
  it('keep what a type keeps beside its value, for that row only', () => {
    const { out } = compile(people, header, [
      piece([
        ['王小明', '510184020304900', null, ''],
        ['李小红', '51018419020304906X', null, ''],
      ]),
    ])
    expect(linesOf(out, people)[0]).toContain('\t510184190203049000\t510184020304900\ttrue\t')
    expect(linesOf(out, people)[1]).toContain('\t51018419020304906X\t\\N\t\\N\t')
    // And not for the row that stands in its place in the next piece.
    const next = compile(people, header, [
      piece([['王小明', '510184020304900', null, '']]),
      piece([['李小红', '51018419020304906X', null, '']]),
    ])
    expect(linesOf(next.out, people)[1]).toContain('\t51018419020304906X\t\\N\t\\N\t')
  })
})

describe('quarantine', () => {
  const bad = compile(people, header, [
    piece(
      [
        ['王小明', '51018419020304906X', null, '秘密'],
        [null, '510184190203049060', null, '秘密'],
      ],
      {
        rejects: [{ at: 'people.csv:9', raw: '张三,,,,,', reasons: [{ code: 'CSV_COLUMNS' }] }],
      },
    ),
    piece([['李小红', '51018419020304906X', '\0', '秘密']]),
  ]).out
  it('gives all reasons of a row, each with its field', () => {
    expect(bad.quarantined[0]).toMatchObject({
      ordinal: 1,
      locator: 'people.csv:3',
      key: null,
      reasons: [
        { code: 'CHECK_DIGIT', field: 'id' },
        { code: 'REQUIRED_MISSING', field: 'name' },
      ],
    })
  })
  it('keeps only columns that fields name, in a form that jsonb can hold', () => {
    expect(bad.quarantined[0]?.raw).toEqual({ 身份证号: '510184190203049060', 姓名: null, 备注: null })
    expect(bad.quarantined[2]?.raw).toEqual({ 身份证号: '51018419020304906X', 姓名: '李小红', 备注: { tag: 'escaped', text: '\\u0000' } })
    expect(JSON.stringify(bad.quarantined)).not.toContain('秘密')
  })
  it('takes in the rejects of a piece after its rows, and says the key where it could be read', () => {
    expect(bad.quarantined.map(({ ordinal, key }) => [ordinal, key])).toEqual([
      [1, null],
      [2, null],
      [3, '["51018419020304906X"]'],
    ])
    expect(bad.quarantined[1]).toMatchObject({ locator: 'people.csv:9', reasons: [{ code: 'CSV_COLUMNS' }], raw: { line: '张三,,,,,' } })
    expect(bad).toMatchObject({ read: 4, filtered: 0 })
    expect(bad.count + bad.quarantined.length + bad.filtered).toBe(bad.read)
  })
  it('names a line again that the database refuses', () => {
    const { out, compiler } = compile(people, header, [
      piece([
        ['甲某某', '510184020304900', null, ''],
        [null, '', '', ''],
      ]),
      piece([['李小红', '51018419020304906X', 'a\tb', '']]),
    ])
    const [first] = readRows(out.rows(), people.table.columns)
    const refused = out.rows().subarray(first?.bytes)
    expect(compiler.refuse(out, refused, 'PG_22021')).toEqual({
      ordinal: 2,
      locator: 'people.csv:2',
      reasons: [{ code: 'PG_22021' }],
      raw: { clean: { id: '51018419020304906X', id_original: null, id_derived: null, name: '李小红', note: 'a\tb' } },
      key: '["51018419020304906X"]',
      deleted: false,
    })
    expect(() => compiler.refuse(createCompiledRows(), refused, 'PG_22021')).toThrow(RangeError)
  })
  it('is where a row goes that the validator refuses', () => {
    const spec = dataset([field('note', 'text')])
    const compiler = compileRows(spec, 0, columnsOf(['note']), registry, context, (row) =>
      row[0] === 'bad' ? [{ column: 'note', code: 'VALUE_FORM' }] : null,
    )
    const out = createCompiledRows()
    compiler.compile(piece([['good'], ['bad']]), 0, out)
    expect(out.count).toBe(1)
    expect(out.quarantined.map(({ reasons }) => reasons)).toEqual([[{ code: 'VALUE_FORM', field: 'note' }]])
  })
  it('takes rows that are shorter than their columns', () => {
    const { out } = compile(people, header, [piece([['王小明']])])
    expect(out.quarantined[0]?.reasons).toEqual([{ code: 'REQUIRED_MISSING', field: 'id' }])
  })
})

describe('columns', () => {
  it('a missing one stops the run and says what was expected and found', () => {
    expect(() => compile(people, ['姓名', '备注'], [])).toThrow(
      expect.objectContaining({
        code: 'COLUMN_MISSING',
        recovery: 'abort',
        details: { dataset: 'police.example', use: 'id', expected: ['公民身份号码', '身份证号'], found: ['姓名', '备注'] },
      }),
    )
  })
  it('of several alternatives the first that is there counts', () => {
    const { out } = compile(people, ['身份证号', '公民身份号码', '姓名', '备注'], [piece([['bad', '51018419020304906X', '王小明', null]])])
    expect(out.count).toBe(1)
  })
  it('a table with a column that no field writes is refused', () => {
    const more = { name: 'extra', sql: { sql: 'text' as const }, nullable: true, comment: '' }
    const spec = { ...people, table: { ...people.table, columns: [...people.table.columns, more] } }
    expect(() => compileRows(spec, 0, columnsOf(header), registry, context, () => null)).toThrow(
      expect.objectContaining({ code: 'TABLE_MISMATCH' }),
    )
  })
})

describe('steps', () => {
  const joined = (steps: readonly { step: string; options: Json }[]) =>
    dataset([field('phone', 'phone', { inputs: [['area'], ['number']], steps })])
  it('join several columns first, then go on with the one value', () => {
    const spec = joined([
      { step: 'concatenate', options: { between: '-' } },
      { step: 'trim', options: {} },
    ])
    expect(linesOf(compile(spec, ['area', 'number'], [piece([['028', '82310000 ']])]).out, spec)).toEqual([
      '7\t0\tf\t\\N\t028-82310000\t\\N',
    ])
  })
  it('several columns without such a first step are refused', () => {
    for (const steps of [
      [],
      [{ step: 'trim', options: {} }],
      [
        { step: 'trim', options: {} },
        { step: 'concatenate', options: { between: '' } },
      ],
    ])
      expect(() => compile(joined(steps), ['area', 'number'], [])).toThrow(expect.objectContaining({ code: 'FIELD_INPUTS' }))
  })
  it('end at a rejection: the type gives no second reason, and a required field is not called missing too', () => {
    const steps = [
      { step: 'map', options: { values: {}, otherwise: 'reject' } },
      { step: 'default', options: { value: '7' } },
    ]
    const { out } = compile(dataset([field('sex', 'sex', { optional: false, steps })]), ['sex'], [piece([['男']])])
    expect(out.quarantined[0]?.reasons).toEqual([{ code: 'NOT_MAPPED', field: 'sex' }])
  })
  it('a type reads its companions from the row', () => {
    const spec = dataset([field('capital', 'money', { companions: [[], ['currency']] })])
    const { out } = compile(
      spec,
      ['capital', 'currency'],
      [
        piece([
          ['50', '美元'],
          ['50万', '港币'],
        ]),
      ],
    )
    expect(linesOf(out, spec).map((line) => line.split('\t').slice(4))).toEqual([
      ['50', 'USD', '元'],
      ['500000', 'HKD', '万元'],
    ])
  })
})

describe('filters and deletions', () => {
  const spec = dataset(
    [field('id', 'resident-id', { optional: false }), field('name', 'person-name', { optional: false }), field('changed', 'date')],
    { where: { equals: ['area', '崇阳'] }, deletes: { item: ['op'], values: ['D'] }, version: 'changed' },
    ['id'],
  )
  const names = ['id', 'name', 'changed', 'area', 'op']
  const id = '51018419020304906X'
  it('rows for which the condition is false are filtered, whatever is wrong with them', () => {
    const { out } = compile(spec, names, [
      piece([
        ['bad', null, null, '三江', null],
        [id, '王小明', null, '崇阳', null],
      ]),
    ])
    expect(out).toMatchObject({ read: 2, filtered: 1, quarantined: [] })
    expect(linesOf(out, spec).map((line) => line.split('\t')[1])).toEqual(['1'])
    expect(out.fixes.size + out.warnings.size).toBe(0)
  })
  it('a deletion needs only its key and version, and is not filtered', () => {
    const { out } = compile(spec, names, [
      piece([
        [id, 'bad\nname', '2016/8/26', null, 'D'],
        [id, null, 'bad', null, ' D '],
        ['bad', null, null, null, 'D'],
      ]),
      piece([[id, null, null, null, null]], { deleted: new Set([0]) }),
    ])
    expect(linesOf(out, spec)).toEqual([`7\t0\tt\t\\N\t${id}\t\\N\t\\N\t\\N\t2016-08-26`, `7\t3\tt\t\\N\t${id}\t\\N\t\\N\t\\N\t\\N`])
    expect(out.quarantined.map(({ reasons, deleted }) => [reasons, deleted])).toEqual([
      [[{ code: 'DATE_FORMAT', field: 'changed' }], true],
      [[{ code: 'FORMAT', field: 'id' }], true],
    ])
  })
  it('a key is required even where its field says optional', () => {
    const optional = dataset([field('id', 'resident-id')], {}, ['id'])
    expect(compile(optional, ['id'], [piece([[null]])]).out.quarantined[0]?.reasons).toEqual([{ code: 'REQUIRED_MISSING', field: 'id' }])
  })
})

describe("authors' mistakes", () => {
  it('a type that throws stops the run, and what it says is not repeated', () => {
    const text = registry.type('text')
    const broken = { ...registry, type: () => ({ ...text, create: () => () => { throw new TypeError('王小明') } }) } // prettier-ignore
    const compiler = compileRows(dataset([field('note', 'text')]), 0, columnsOf(['note']), broken, context, () => null)
    expect(() => compiler.compile(piece([['x']]), 0, createCompiledRows())).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_THREW', details: { dataset: 'police.example', field: 'note', error: 'TypeError' } }),
    )
  })
})
