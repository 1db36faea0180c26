import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileExpression, type Expression } from '../../core/expression.ts'
import { classifySqlState, isConnectionLoss, readPostgresError } from '../../sql/postgres-errors.ts'
import { ddlType, filterToSql, quoteName, quoteText } from '../../sql/postgres.ts'
import { testDatabase, type TestDatabase } from '../_support/postgres.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.close()
})
const awkward = fc.string({ unit: fc.constantFrom('a', 'Z', "'", '"', '\\', '\n', '张', '𠮷', '%', ';', '$'), maxLength: 8 })

describe('SQL for PostgreSQL', () => {
  it.each(['on', 'off'])('quotes any text and name (standard_conforming_strings %s)', async (setting) => {
    await client.query(`set standard_conforming_strings to ${setting}; set escape_string_warning to off`)
    await fc.assert(
      fc.asyncProperty(
        awkward,
        awkward.filter((name) => name !== ''),
        async (text, name) => {
          const { rows } = await client.query<Record<string, string>>(`select ${quoteText(text)} as ${quoteName(name)}`)
          expect(rows).toEqual([{ [name]: text }])
        },
      ),
      { numRuns: 200 },
    )
    await client.query('reset standard_conforming_strings')
  })

  it('filters as a compiled expression does', async () => {
    const values = [null, '', 'a', 'B', 'b', '张', "it's", '\\', '10', '9']
    const field = fc.constantFrom('x', 'y')
    const value = fc.constantFrom(...values.filter((one) => one !== null))
    const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 3 },
        fc.record({ equals: fc.tuple(field, fc.option(value)) }),
        fc.record({ in: fc.tuple(field, fc.array(value, { maxLength: 3 })) }),
        fc.record({ less: fc.tuple(field, value) }),
        fc.record({ present: field }),
        fc.record({ not: tie('expression') }),
        fc.record({ all: fc.array(tie('expression'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('expression'), { maxLength: 3 }) }),
      ),
    }))
    await client.query('create temporary table pairs (x text, y text)')
    const pairs = values.flatMap((x) => values.map((y) => ({ x, y })))
    await client.query('insert into pairs select * from unnest($1::text[], $2::text[])', [pairs.map(({ x }) => x), pairs.map(({ y }) => y)])
    await fc.assert(
      fc.asyncProperty(expression, async (condition) => {
        const holds = compileExpression<{ x: string | null; y: string | null }>(condition, (name) => (row) => row[name as 'x' | 'y'])
        const { rows } = await client.query<{ x: string | null; y: string | null }>(
          `select x, y from pairs where ${filterToSql(condition, quoteName)}`,
        )
        const ours = pairs.filter(holds)
        expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(new Set(ours.map((row) => JSON.stringify(row))))
      }),
      { numRuns: 300 },
    )
  })

  it('names types that the server has', async () => {
    expect(ddlType({ sql: 'numeric', precision: 18, scale: 2 })).toBe('numeric(18,2)')
    await client.query(`select null::${ddlType({ sql: 'numeric', precision: 18, scale: 2 })}, null::${ddlType({ sql: 'timestamptz' })}`)
  })
})

describe('errors of PostgreSQL', () => {
  const fail = (sql: string) =>
    client.query(sql).then(
      () => expect.unreachable('it worked'),
      (error: unknown) => error,
    )

  it('keep nothing of a row', async () => {
    await client.query('create temporary table keyed (id text primary key, n int, d date)')
    await client.query(`insert into keyed values ('secret-value', 1)`)
    for (const sql of [
      `insert into keyed values ('secret-value', 2)`,
      `insert into keyed values ('x', 'secret-value')`,
      `insert into keyed values ('x', 1, 'secret-value')`,
      `do $$ begin raise exception 'secret-value'; end $$`,
    ]) {
      const error = await fail(sql)
      expect(JSON.stringify(error) + String(error)).toContain('secret-value')
      expect(JSON.stringify(readPostgresError(error))).not.toContain('secret-value')
    }
  })

  it('say what can be said', async () => {
    expect(readPostgresError(await fail('select * from gone'))).toMatchObject({
      sqlState: '42P01',
      message: 'relation "gone" does not exist',
    })
    expect(readPostgresError(new Error('of ours'))).toBeNull()
  })

  it.each([
    ['22001', 'row'],
    ['23505', 'row'],
    ['40001', 'retry'],
    ['40P01', 'retry'],
    ['53100', 'retry'],
    ['55P03', 'retry'],
    ['57P01', 'retry'],
    ['08006', 'retry'],
    ['42P01', 'abort'],
    ['28P01', 'abort'],
    ['25006', 'abort'],
  ] as const)('are classed: %s is %s', (state, expected) => {
    expect(classifySqlState(state)).toBe(expected)
  })

  it('tell a lost connection from any other failure', async () => {
    expect(isConnectionLoss(await new pg.Client({ host: '127.0.0.1', port: 1 }).connect().catch((error: unknown) => error))).toBe(true)
    expect(isConnectionLoss(await fail('select * from gone'))).toBe(false)
    expect(isConnectionLoss(new TypeError('x is not a function'))).toBe(false)
  })
})
