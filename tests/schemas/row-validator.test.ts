import { describe, expect, test } from 'vitest'
import { compileRowValidator } from '../../schemas/row-validator.ts'

const text = { type: 'string' } as const

describe('a row validator', () => {
  const validate = compileRowValidator([
    { name: 'id_number', nullable: false, schema: { type: 'string', pattern: '^\\d{17}[\\dX]$' } },
    { name: 'born', nullable: true, schema: { type: 'string', format: 'date' } },
    { name: 'sex', nullable: true, schema: { type: 'string', enum: ['1', '2'] } },
    { name: 'name', nullable: false, schema: { type: 'string', maxLength: 2 } },
  ])
  const good = ['51018419020304906X', '1902-03-04', '1', '𠮷甲']

  test('gives null for a valid row; length counts characters, not UTF-16 units', () => {
    expect(validate(good)).toBeNull()
    expect(validate(['51018419020304906X', null, null, '甲'])).toBeNull()
  })

  test('names every wrong column once, with a code', () => {
    expect(validate([null, '2026-02-30', '3', '一二三'])).toEqual([
      { column: 'id_number', code: 'VALUE_MISSING' },
      { column: 'born', code: 'VALUE_FORM' },
      { column: 'sex', code: 'VALUE_CODE' },
      { column: 'name', code: 'VALUE_LENGTH' },
    ])
    expect(validate(good)).toBeNull()
  })

  test('counts characters for the shortest and the longest text, whatever their UTF-16 units', () => {
    const lengths = compileRowValidator([{ name: 'text', nullable: false, schema: { ...text, minLength: 2, maxLength: 3 } }])
    for (const fits of ['ab', 'abc', '𠮷𠮷', '𠮷𠮷𠮷', 'a𠮷']) expect(lengths([fits]), fits).toBeNull()
    for (const wrong of ['', 'a', '𠮷', 'abcd', '𠮷𠮷𠮷𠮷'])
      expect(lengths([wrong]), wrong).toEqual([{ column: 'text', code: 'VALUE_LENGTH' }])
  })

  test('refuses rows of another length', () => {
    expect(validate(good.slice(0, 3))).toMatchObject([{ code: 'ROW_LENGTH' }])
    expect(validate([...good, 'x'])).toMatchObject([{ code: 'ROW_LENGTH' }])
  })
})

test('a million rows of ten columns cost well under the time that parsing them takes', () => {
  const schemas = [
    { ...text, pattern: '^\\d{17}[\\dX]$' },
    { ...text, minLength: 1 },
    { ...text, format: 'date' },
    { ...text, enum: ['0', '1', '2', '9'] },
  ]
  const validate = compileRowValidator(
    Array.from({ length: 10 }, (_, index) => ({ name: `c${index}`, nullable: index > 0, schema: schemas[index % 4] ?? text })),
  )
  const values = ['51018419020304906X', '常住人口', '1902-03-04', '1']
  const row = Array.from({ length: 10 }, (_, index) => values[index % 4] ?? '')
  const start = process.cpuUsage()
  let wrong = 0
  for (let index = 0; index < 1_000_000; index++) if (validate(row) !== null) wrong++
  const { user, system } = process.cpuUsage(start)
  expect(wrong).toBe(0)
  // about 0.6 s is aimed at; a shared machine gets some room
  expect((user + system) / 1e6).toBeLessThan(2)
  console.info(`row validator: ${((user + system) / 1e6).toFixed(2)} s per million rows`)
})
