import { describe, expect, test } from 'vitest'
import { renderTable } from '../../cli/table.ts'
import { displayWidth } from '../../cli/width.ts'

const rows = [
  ['police.resident-register', '已发布', 1234567, 0, 12.34],
  ['base.population', '无变化', 20, 0, 0.1],
] as const

describe.each([
  ['zh', ['资产', '结果', '读取', '已删除', '秒']],
  ['en', ['asset', 'outcome', 'read', 'deleted', 'seconds']],
])('a table in %s', (_, titles) => {
  const columns = titles.map((title) => ({ title }))

  test('stands in columns, numbers to the right with thousands separators', () => {
    const lines = renderTable(columns, rows)
    expect(lines[2]).toMatch(/^police\.resident-register {2}已发布 +1,234,567 +0 +12\.3$/)
    const ends = lines.filter((line) => !line.startsWith('-')).map((line) => displayWidth(line))
    expect(new Set(ends).size).toBe(1)
  })

  test('fits 80 columns whatever it holds', () => {
    const wide = [['一个非常长的数据资源名称'.repeat(6), 'x'.repeat(70), 1, 2, 3]]
    const narrowable = columns.map((column, index) => (index < 2 ? { ...column, narrowest: 10 } : column))
    for (const line of renderTable(narrowable, wide, 80)) expect(displayWidth(line)).toBeLessThanOrEqual(80)
  })
})

test('a column of zeros can be left out', () => {
  const columns = [{ title: 'asset' }, { title: 'outcome' }, { title: 'read' }, { title: 'deleted', hideWhenZero: true }, { title: 's' }]
  expect(renderTable(columns, rows)[0]).not.toContain('deleted')
  expect(renderTable(columns, [['a', 'b', 1, 3, 1]])[0]).toContain('deleted')
})

test('a column that wraps loses nothing', () => {
  const columns = [{ title: 'code' }, { title: 'meaning', narrowest: 12, wraps: true as const }]
  const meaning = '校验码不对，请与提供部门核对'.repeat(5)
  const lines = renderTable(
    columns,
    [
      ['CHECK_DIGIT', meaning],
      ['NEXT', 'x'.repeat(90)],
    ],
    40,
  )
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(40)
  expect(lines.join('')).not.toContain('…')
  expect(
    lines
      .slice(2)
      .map((line) => line.slice(11).trim())
      .join(''),
  ).toContain('x'.repeat(90))
  expect(
    lines
      .slice(2)
      .join('')
      .replaceAll(/[ A-Zx_]/g, ''),
  ).toBe(meaning)
})

test('columns that do not fit follow in a second block that begins with the first column', () => {
  const columns = ['asset', 'a', 'b', 'c'].map((title) => ({ title }))
  const lines = renderTable(columns, [['police.x', 'A'.repeat(30), 'B'.repeat(30), 'C'.repeat(30)]], 80)
  expect(lines).toHaveLength(7)
  expect(lines.filter((line) => line.startsWith('police.x'))).toHaveLength(2)
  expect(lines.join('\n')).toContain('C'.repeat(30))
})

test('an absent value is a dash, and a cell cannot move the cursor', () => {
  expect(renderTable([{ title: 'v' }], [[null], ['a\x1b[1A']]).slice(2)).toEqual(['-', 'a·[1A'])
})
