import { describe, expect, test } from 'vitest'
import { aliasHints, findDrift, isNamed, type NamedColumn } from '../../core/drift.ts'
import type { Column, ColumnType } from '../../core/values.ts'

const columns = (...names: readonly string[]): Column[] =>
  names.map((name) => {
    const [plain = '', type = 'text'] = name.split(':')
    return { name: plain, type: type as ColumnType }
  })
const named: readonly NamedColumn[] = [
  { use: 'id', names: ['编号'] },
  { use: 'name', names: ['姓名', '人员姓名'] },
  { use: 'where', names: ['状态'] },
]
const accepted = columns('编号', '姓名', '状态', '备注')
const drift = (...names: readonly string[]) => findDrift(accepted, columns(...names), named)

describe('drift', () => {
  test('is not there while columns only change places', () => {
    expect(drift('备注', '状态', '姓名', '编号')).toEqual([])
  })
  test('tells a column that came, and that nothing reads it', () => {
    expect(drift('编号', '姓名', '状态', '备注', '电话')).toEqual([{ change: 'added', column: '电话', is: 'text' }])
  })
  test('tells a column that went, with what reads it', () => {
    const found = drift('编号', '姓名', '备注')
    expect(found).toEqual([{ change: 'dropped', column: '状态', was: 'text', uses: ['where'] }])
    expect(found.map(isNamed)).toEqual([true])
    expect(drift('编号', '姓名', '状态').map(isNamed)).toEqual([false])
  })
  test('tells another type once, with everything that reads the column', () => {
    const twice = [...named, { use: 'label', names: ['姓名'] }]
    expect(findDrift(accepted, columns('编号', '姓名:integer', '状态', '备注'), twice)).toEqual([
      { change: 'retyped', column: '姓名', was: 'text', is: 'integer', uses: ['name', 'label'] },
    ])
  })
  test('takes an added column that looks like a dropped one for its new name, and says what to write', () => {
    const [found] = drift('编号', '居民姓名', '状态', '备注')
    expect(found).toEqual({ change: 'renamed', column: '姓名', was: 'text', to: '居民姓名', uses: ['name'] })
    expect(found === undefined ? [] : aliasHints(found)).toEqual(['name: { item: [姓名, 居民姓名] }'])
  })
  test('takes a column in the same place for the renamed one whatever it is called, but not one of another type', () => {
    expect(drift('编号', 'XM', '状态', '备注')).toMatchObject([{ change: 'renamed', to: 'XM' }])
    expect(drift('编号', 'XM:integer', '状态', '备注').map(({ change }) => change)).toEqual(['dropped', 'added'])
    expect(drift('编号', '状态', '备注', '单位').map(({ change }) => change)).toEqual(['dropped', 'added'])
  })
  test('is not there where the column came under another of its names, nor when the old name comes back', () => {
    expect(drift('编号', '人员姓名', '状态', '备注')).toEqual([])
    expect(findDrift(columns('编号', '人员姓名', '状态', '备注'), accepted, named)).toEqual([])
  })
})
