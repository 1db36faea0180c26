import { describe, expect, it } from 'vitest'
import type { ColumnSpec } from '../../core/field.ts'
import { columnBytes, extraBytes, malformed, outOfRange } from '../../transforms/column-bytes.ts'

const numeric = (precision = 1000, scale = 0): ColumnSpec => ({ sql: 'numeric', precision, scale })
const write = (column: ColumnSpec, value: string) => {
  const bytes = Buffer.alloc(3 * value.length + extraBytes)
  const end = columnBytes(column).write(bytes, 0, value)
  return end < 0 ? end : bytes.subarray(0, end)
}
const kept = (column: ColumnSpec, value: string) => {
  const written = write(column, value)
  return typeof written === 'number' ? written : columnBytes(column).read(written)
}

describe('values', () => {
  it('of another zone are read in ours, beyond the year 9999 too', () => {
    expect(kept({ sql: 'timestamptz' }, '9999-12-31 23:00:00-08:00')).toBe('10000-01-01 15:00:00+08:00')
    expect(kept({ sql: 'timestamptz' }, '2026-11-27T00:00:00Z')).toBe('2026-11-27 08:00:00+08:00')
  })
  it.each<[ColumnSpec, readonly string[]]>([
    [{ sql: 'text' }, ['', 'a', '崇州', '𠮷'.repeat(40), '\t\n\\N\r']],
    [{ sql: 'jsonb' }, ['{"a": [1, null]}', '"崇州"']],
    [{ sql: 'boolean' }, ['true', 'false']],
    [
      { sql: 'date' },
      ['0001-01-01', '1582-10-15', '1999-12-31', '2000-01-01', '2000-02-29', '2024-02-29', '2100-03-01', '9999-12-31', 'infinity'],
    ],
    [{ sql: 'timestamp' }, ['0001-01-01 00:00:00', '1999-12-31 23:59:59.999999', '2026-11-27 08:00:00.5']],
    [{ sql: 'timestamptz' }, ['0001-01-02 00:00:00+08:00', '2026-11-27 08:00:00.000001+08:00']],
    [{ sql: 'bigint' }, ['0', '-1', '4294967296', '-4294967297', '999999999999999', '9223372036854775807', '-9223372036854775808']],
    [numeric(), ['0', '0.00', '-0.0001', '1', '12345.6789', '10000', '-99990000.10', '1'.repeat(40), '0.00000001']],
    [{ sql: 'bytea' }, ['\\x', '\\x00ff10']],
  ])('of %o come back as they were', (column, values) => {
    expect(values.map((value) => kept(column, value))).toEqual(values)
  })
  it.each<[ColumnSpec, readonly string[], number]>([
    [{ sql: 'boolean' }, ['', 't', 'TRUE', 'yes'], malformed],
    [{ sql: 'date' }, ['', '2026-1-1', '2026/01/01', '2026-01-01 ', '２026-01-01', '-infinity', '-026-01-01'], malformed],
    [
      { sql: 'date' },
      ['0000-01-01', '2026-00-01', '2026-13-01', '2026-01-00', '2026-01-32', '2026-02-29', '1900-02-29', '2026-04-31'],
      outOfRange,
    ],
    [
      { sql: 'timestamp' },
      ['2026-01-01', '2026-01-01_00:00:00', '2026-01-01 00:00', '2026-01-01 00:00:00.1234567', '2026-01-01 00:00:00Z'],
      malformed,
    ],
    [{ sql: 'timestamp' }, ['2026-02-30 00:00:00', '2026-01-01 24:00:00', '2026-01-01 00:60:00', '2026-01-01 00:00:60'], outOfRange],
    [{ sql: 'timestamptz' }, ['2026-01-01 00:00:00', '2026-01-01 00:00:00+8', '2026-01-01 00:00:00+08:'], malformed],
    [{ sql: 'timestamptz' }, ['2026-01-01 00:00:00+16:00', '2026-01-01 00:00:00+08:60'], outOfRange],
    [{ sql: 'bigint' }, ['', '+1', '1.0', ' 1', '１'], malformed],
    [{ sql: 'bigint' }, ['9223372036854775808', '-9223372036854775809'], outOfRange],
    [numeric(), ['', '.5', '5.', '1e5', 'NaN', '+1', '1,000'], malformed],
    [numeric(), ['1'.repeat(16_384), `0.${'1'.repeat(16_384)}`], outOfRange],
    [{ sql: 'bytea' }, ['', '00', '\\x0', '\\xgg'], malformed],
  ])('of %o that it cannot hold are refused: %o', (column, values, refusal) => {
    for (const value of values) expect(kept(column, value), value.slice(0, 40)).toBe(refusal)
  })
})
