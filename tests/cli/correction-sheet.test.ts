import { expect, test } from 'vitest'
import { cellText, cellValue } from '../../cli/correction/cell-text.ts'
import { groupParts } from '../../cli/correction/group-parts.ts'
import { judgeSheet } from '../../cli/correction/judge-sheet.ts'
import { readSheet } from '../../cli/correction/read-sheet.ts'
import { readRowToken, rowToken } from '../../cli/correction/row-token.ts'
import type { Column, Json } from '../../core/values.ts'
import type { CorrectableEntry } from '../../databases/entries.ts'
import type { SheetCell } from '../../files/read-xlsx.ts'

const asset = 'police.register'
const place = (ordinal: number, of = asset) => ({ plan: `${of}@3`, split: 0, ordinal })
const text = (columns: readonly string[]) => columns.map((name): Column => ({ name, type: 'text' }))

function entry(ordinal: number, raw: Json, changes: Partial<CorrectableEntry> = {}): CorrectableEntry {
  const columns = text(['号码', '姓名', '不用'])
  return { ...place(ordinal), asset, locator: `x.csv:${ordinal}`, reasons: [{ code: 'BAD' }], raw, state: 'open', columns, ...changes }
}

type Written = string | SheetCell
/** What is wrong with a sheet of these rows, and what it says, the dataset naming 号码 and 姓名. */
function judge(rows: readonly (readonly Written[])[], entries: readonly CorrectableEntry[]) {
  const cellOf = (cell: Written): SheetCell => (typeof cell === 'string' ? { kind: 'text', text: cell } : cell)
  const sheet = {
    name: '更正',
    rows: rows.map((row, index) => ({
      number: index + 1,
      cells: new Map(row.flatMap((cell, column): [number, SheetCell][] => (cell === '' ? [] : [[column, cellOf(cell)]]))),
    })),
  }
  const read = readSheet([sheet], 'x.xlsx')
  const judged = judgeSheet(read, entries, ['号码', '姓名'], 'x.xlsx')
  const problems = [...read.problems, ...judged.problems]
  return { ...judged, problems, told: problems.map(({ code, at }) => `${code} ${at}`) }
}

const header = ['行号牌', '位置', '原因', '号码', '姓名']
const row = (ordinal: number, ...values: readonly Written[]) => [rowToken(place(ordinal)), '', '', ...values]

test('a token names its row, and one that was mistyped anywhere names none', () => {
  const token = rowToken(place(41))
  expect(token).toMatch(/^police\.register@3:0:41-[0-9a-z]{5}$/)
  expect(readRowToken(` ${token} `)).toEqual(place(41))
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === '7' ? '8' : '7'
    expect(readRowToken(token.slice(0, at) + other + token.slice(at + 1))).toBeNull()
  }
  for (const wrong of ['', 'x', '41', token.slice(0, -1), token.toUpperCase()]) expect(readRowToken(wrong)).toBeNull()
})

test.each([
  ['a long number', { kind: 'number', text: '5.10184199001011E+17' }],
  ['a short number', { kind: 'number', text: '7' }],
  ['a date', { kind: 'date', text: '2026-01-02' }],
  ['a formula', { kind: 'formula', text: '510184' }],
  ['an error', { kind: 'error', text: '#N/A' }],
  ['a truth value', { kind: 'boolean', text: '1' }],
] as const)('%s where text was exported is told with its place, without its content', (_, cell) => {
  const { problems, told } = judge([header, row(1, cell, '王某')], [entry(1, { 号码: '510184199001011234', 姓名: null })])
  expect(told).toEqual(['SHEET_CELL_NOT_TEXT 更正!D2'])
  expect(problems[0]).toMatchObject({ path: 'x.xlsx', level: 'error', expected: { zh: expect.stringContaining('号码') as string } })
  expect(JSON.stringify(problems)).not.toContain(cell.text === '7' ? '"7"' : cell.text)
})

test('a token that became a number, is empty or stands twice is told; an empty row is not', () => {
  const rows = [
    header,
    [{ kind: 'number', text: '3' } as const, '', '', '1'],
    ['', '', '', '2'],
    row(1, '1'),
    row(1, '2'),
    ['', '', '', '', ''],
  ]
  expect(judge(rows, [entry(1, { 号码: '0' })]).told).toEqual([
    'SHEET_TOKEN_WRONG 更正!A2',
    'SHEET_TOKEN_WRONG 更正!A3',
    'SHEET_TOKEN_TWICE 更正!A5',
  ])
})

test('columns that are gone or doubled are told; a column of notes is not', () => {
  const known = [entry(1, { 号码: '0', 姓名: '王' })]
  expect(judge([['行号牌', '位置', '原因', '号 码', '姓名'], row(1, '1', '王')], known).told).toEqual(['SHEET_COLUMN_MISSING 更正!1'])
  expect(judge([[...header, '号码'], row(1, '1', '王', '2')], known).told).toEqual(['SHEET_COLUMN_TWICE 更正!F1'])
  expect(judge([[...header, '备注'], row(1, '1', '王', '不确定')], known)).toMatchObject({
    told: [],
    changed: [{ values: { 号码: '1', 姓名: '王' } }],
  })
})

test('a source column that is called like one of the sheet’s own is kept apart from it', () => {
  const known = [entry(1, { 位置: '左', 号码: '0' })]
  const own = ['行号牌', '位置', '原因', '号码', '位置']
  expect(judge([own, [rowToken(place(1)), 'x.csv:1', '', '0', '右']], known)).toMatchObject({
    told: [],
    changed: [{ values: { 位置: '右', 号码: '0' } }],
  })
  expect(judge([own.slice(0, 4), [rowToken(place(1)), 'x.csv:1', '', '0']], known).told).toEqual(['SHEET_COLUMN_MISSING 更正!1'])
})

test('rows that are unknown, closed or of another dataset are told; rows taken off the sheet are not', () => {
  const known = [entry(1, { 号码: '0' }, { state: 'closed' }), entry(2, { 号码: '0' }), entry(3, { 号码: '0' })]
  const { told, problems, changed } = judge([header, row(1, '1'), row(2, '2'), row(9, '9')], known)
  expect(told).toEqual(['SHEET_ROW_UNKNOWN 更正!4', 'SHEET_ROW_CLOSED 更正!2'])
  expect(problems.map(({ level }) => level)).toEqual(['error', 'warning'])
  expect(changed.map(({ entry }) => entry.ordinal)).toEqual([2])
  const other = [rowToken(place(1, 'police.other')), '', '', '1']
  expect(judge([header, row(2, '2'), other], known).told).toContain('SHEET_ASSETS_MIXED ')
  expect(readSheet([{ name: 'Sheet1', rows: [] }], 'x.xlsx').problems).toMatchObject([{ code: 'SHEET_MISSING', found: { zh: 'Sheet1' } }])
})

test('values that were not touched come back as the source gave them, whatever they were', () => {
  const raw = {
    号码: { tag: 'number', text: '-1.50' },
    姓名: { tag: 'bytes', text: '00ff' },
    空: null,
    零: { tag: 'escaped', text: 'a\\u0000' },
  }
  const names = ['号码', '姓名', '空', '零'] as const
  const shown = names.map((name) => cellText(raw[name]))
  expect(shown).toEqual(["'-1.50", '0x00ff', '', 'a\\u0000'])
  names.forEach((name, index) => expect(cellValue(shown[index] ?? '', raw[name])).toBe(raw[name]))
  expect(cellValue('a\nb', 'a\r\nb')).toBe('a\r\nb')
  expect([cellValue('', 'x'), cellValue("'=x", 'x'), cellValue("''x", 'x'), cellValue('0x00fe', raw.姓名)]).toEqual([
    null,
    '=x',
    "'x",
    '0x00fe',
  ])
})

test('a value too long for a cell stays whole unless it was changed, and then must be given whole', () => {
  const long = 'x'.repeat(40_000)
  const shown = cellText(long)
  expect(shown.length).toBeLessThan(32_767)
  const known = [entry(1, { 号码: long, 姓名: '王' })]
  expect(judge([header, row(1, shown, '李')], known)).toMatchObject({ told: [], changed: [{ values: { 号码: long, 姓名: '李' } }] })
  expect(judge([header, row(1, `y${shown}`, '李')], known).told).toEqual(['SHEET_CELL_CUT 更正!D2'])
})

test('a row without source values is filled in by the columns that its dataset names, and left alone where nothing was', () => {
  const torn = [entry(1, { line: '1,王某,x,y' }), entry(2, { line: '2' })]
  const { changed, unchanged } = judge([header, row(1, '1', '王某'), row(2, '', '')], torn)
  expect([changed, unchanged]).toMatchObject([[{ values: { 号码: '1', 姓名: '王某' }, columns: text(['号码', '姓名']) }], 1])
})

test('rows of equal columns make a part, and the order of rows is kept across parts', () => {
  const returning = [['号码'], ['号码'], ['姓名', '号码'], ['号码', '姓名'], ['号码']].map((columns, ordinal) => ({
    ...{ entry: place(ordinal), columns: text(columns), values: null },
  }))
  const { parts, rows } = groupParts(returning)
  expect(parts.map(({ columns, rows }) => [columns.length, rows])).toEqual([
    [1, 2],
    [2, 2],
    [1, 1],
  ])
  expect(rows.map(({ part, ordinal, entry }) => [part, ordinal, entry.ordinal])).toEqual([
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 2],
    [1, 1, 3],
    [2, 0, 4],
  ])
})
