import { expect, it } from 'vitest'
import { compileRows, createCompiledRows } from '../../transforms/compile-rows.ts'
import { linesOf } from '../_support/row-bytes.ts'
import { context, dataset, field, registry } from './_registry.ts'

it('a row whose column cannot hold what a type gives goes to the quarantine, with its source values', () => {
  const names = ['note', 'on', 'count']
  const spec = dataset([field('note', 'text'), field('on', 'date'), field('count', 'integer')])
  const given = { ...registry, type: (name: string) => ({ ...registry.type(name), create: () => (value: unknown) => value as string }) }
  const columns = names.map((name) => ({ name, type: 'text' as const }))
  const compiler = compileRows(spec, 0, columns, given, context, () => null)
  const out = createCompiledRows()
  const rows = [
    ['a', '2026-02-28', '1'],
    ['b', 'soon', '2'],
    ['c', '2026-02-30', '3'],
    ['d', null, '9223372036854775808'],
    ['e', null, '4'],
  ]
  compiler.compile({ rows, position: null, bytes: 0, locate: (row) => `a.csv:${row + 2}` }, 0, out)
  expect(linesOf(out.rows(), spec.table)).toEqual(['0\t0\tf\t\\N\ta\t2026-02-28\t1', '0\t4\tf\t\\N\te\t\\N\t4'])
  expect(out.quarantined.map(({ ordinal, reasons }) => [ordinal, reasons])).toEqual([
    [1, [{ code: 'ROW_MALFORMED', field: 'on' }]],
    [2, [{ code: 'ROW_OUT_OF_RANGE', field: 'on' }]],
    [3, [{ code: 'ROW_OUT_OF_RANGE', field: 'count' }]],
  ])
  expect(out.quarantined[0]).toMatchObject({ locator: 'a.csv:3', raw: { note: 'b', on: 'soon', count: '2' }, key: null })
  expect(out.count + out.quarantined.length).toBe(out.read)
})
