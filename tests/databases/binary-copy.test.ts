import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ColumnSpec } from '../../core/field.ts'
import { middleOf, sendRows } from '../../databases/binary-copy.ts'
import { createSession } from '../../databases/session.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'
import { writeRows } from '../_support/row-bytes.ts'

const numeric: ColumnSpec = { sql: 'numeric', precision: 100, scale: 30 }

describe('PostgreSQL reads what is written', () => {
  let server: TestDatabase
  let client: pg.Client
  beforeAll(async () => {
    server = await testDatabase()
    client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await client.query(`set timezone = 'Asia/Shanghai'; set datestyle = 'ISO'`)
  })
  afterAll(async () => {
    await client.end()
    await server.close()
  })

  const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^\\d{${min},${max}}$`))
  const sign = fc.constantFrom('', '-')
  const day = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  const moment = fc
    .tuple(
      day,
      fc.integer({ min: 0, max: 86_399 }),
      fc.oneof(
        fc.constant(''),
        digits(1, 6).map((text) => `.${text}`),
      ),
    )
    .map(
      ([date, seconds, fraction]) =>
        `${date.toISOString().slice(0, 10)} ${new Date(seconds * 1000).toISOString().slice(11, 19)}${fraction}`,
    )
  const zone = fc.oneof(
    fc.constant('Z'),
    fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 59 }))
      .map(([way, hours, minutes]) => `${way}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`),
  )
  const samples: { readonly [type: string]: { readonly column: ColumnSpec; readonly values: fc.Arbitrary<string> } } = {
    text: { column: { sql: 'text' }, values: fc.string({ unit: 'binary', maxLength: 90 }).map((text) => text.replaceAll('\0', '')) },
    jsonb: {
      column: { sql: 'jsonb' },
      values: fc.json({ maxDepth: 2 }).map((text) => text.replaceAll('\\u0000', '')),
    },
    boolean: { column: { sql: 'boolean' }, values: fc.constantFrom('true', 'false') },
    date: {
      column: { sql: 'date' },
      values: fc.oneof(
        { weight: 50, arbitrary: day.map((date) => date.toISOString().slice(0, 10)) },
        { weight: 1, arbitrary: fc.constant('infinity') },
      ),
    },
    timestamp: { column: { sql: 'timestamp' }, values: moment },
    timestamptz: { column: { sql: 'timestamptz' }, values: fc.tuple(moment, zone).map((parts) => parts.join('')) },
    bigint: { column: { sql: 'bigint' }, values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) },
    numeric: {
      column: numeric,
      values: fc
        .tuple(
          sign,
          digits(1, 60),
          fc.oneof(
            fc.constant(''),
            digits(1, 40).map((text) => `.${text}`),
          ),
        )
        .map((parts) => parts.join('')),
    },
    bytea: {
      column: { sql: 'bytea' },
      values: fc.uint8Array({ maxLength: 40 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
    },
  }
  // what it makes of the text is what it must make of the bytes
  it.each(Object.keys(samples))('%s, as it reads its text', async (type) => {
    const { column, values } = samples[type]!
    const texts = fc.sample(values, 2_000)
    const declared = column.sql === 'numeric' ? `numeric(${column.precision},${column.scale})` : column.sql
    await client.query(`create temporary table given (_split integer, _ordinal bigint, _deleted boolean, _line integer, value ${declared})`)
    const rows = writeRows(3, [{ sql: column }], texts.map((text, ordinal) => ({ ordinal, deleted: ordinal % 2 === 1, line: ordinal + 2, values: [text] }))) // prettier-ignore
    const copied = await sendRows(createSession(client), 'copy given from stdin (format binary)', rows)
    expect(copied).toBe(texts.length)
    const expected = await client.query({
      text: `select g.value::text as value, t.text::${declared}::text as expected, _split, _deleted, _line from given g join unnest($1::text[]) with ordinality t (text, n) on g._ordinal = t.n - 1 order by n`,
      values: [texts],
    })
    expect(expected.rows).toHaveLength(texts.length)
    for (const [index, row] of expected.rows.entries()) {
      expect(row, JSON.stringify(texts[index])).toEqual({
        value: row.expected,
        expected: row.expected,
        _split: 3,
        _deleted: index % 2 === 1,
        _line: index + 2,
      })
    }
    await client.query('drop table given')
  })
})

it('rows are cut between two of them, and one is not cut', () => {
  const columns = [{ sql: { sql: 'text' as const } }]
  const lengthsOf = (rows: Buffer): number[] => {
    const middle = middleOf(rows)
    return middle === rows.length ? [rows.length] : [...lengthsOf(rows.subarray(0, middle)), ...lengthsOf(rows.subarray(middle))]
  }
  for (const sizes of [[1], [1, 900], [900, 1], [5, 5, 5], [0, 0, 900, 0], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    const rows = sizes.map((size, ordinal) => writeRows(0, columns, [{ ordinal, values: ['x'.repeat(size)] }]))
    expect(lengthsOf(Buffer.concat(rows))).toEqual(rows.map(({ length }) => length))
  }
})
