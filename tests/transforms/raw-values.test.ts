import { expect, test } from 'vitest'
import type { Value } from '../../core/values.ts'
import { rawLine, rawValue, sourceRow, sourceValue } from '../../transforms/raw-values.ts'

const values: readonly Value[] = [
  ...[null, '', '510184', true, false, 'U+0000 \0 here', 'lone \ud800', '"quoted\\"\0'],
  { tag: 'number', text: '1.50' },
  { tag: 'undecodable', text: 'x\0' },
  Uint8Array.from([0, 1, 254, 255]),
  new Uint8Array(),
]

test.each(values)('%j is had again from what quarantine keeps', (value) => {
  const kept = JSON.parse(JSON.stringify(rawValue(value))) as ReturnType<typeof rawValue>
  expect(sourceValue(kept)).toEqual(value)
})

test('a line, or clean values alone, are no source row, unless the dataset has a column of that name', () => {
  expect(sourceRow(rawLine('1,2,3'), ['编号'])).toBeNull()
  expect(sourceRow({ clean: { number: '1' } }, ['编号'])).toBeNull()
  expect(sourceRow({ line: '1' }, ['line'])).toEqual({ line: '1' })
  expect(sourceRow({ 编号: '1', line: null }, ['编号'])).toEqual({ 编号: '1', line: null })
})
