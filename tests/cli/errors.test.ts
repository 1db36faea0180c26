import { describe, expect, test } from 'vitest'
import { exitCodeFor } from '../../cli/exit-codes.ts'
import { asGuijiError, errorJson, renderError } from '../../cli/print-error.ts'
import { displayWidth } from '../../cli/width.ts'
import { GuijiError } from '../../core/errors.ts'

const declaration = {
  recovery: 'abort',
  message: { zh: '{file} 缺少列 {column}', en: '{file} lacks the column {column}' },
  remedy: {
    zh: '与提供部门核对表头，或在 item 中加入新的名称。',
    en: "Check the header with the agency, or add the new name to the field's item.",
  },
} as const
const missing = new GuijiError('COLUMN_MISSING', declaration, {
  file: 'residents.csv',
  line: 1,
  column: '公民身份号码',
  expected: ['公民身份号码', '身份证号'],
  found: ['姓名', '证件号'],
  tried: 2,
})

describe('an error', () => {
  test('is one block in the chosen language: code, where, expected, found, remedy', () => {
    expect(renderError(missing, 'zh', 80)).toEqual([
      '错误 COLUMN_MISSING  residents.csv 缺少列 公民身份号码',
      '  位置   residents.csv : 1 : 公民身份号码',
      '  应为   公民身份号码, 身份证号',
      '  实为   姓名, 证件号',
      '  tried  2',
      '  处理   与提供部门核对表头，或在 item 中加入新的名称。',
    ])
    expect(renderError(missing, 'en', 80).join('\n')).toContain(
      "  remedy    Check the header with the agency, or add the new name to the field's\n",
    )
  })

  test('never passes the terminal’s width', () => {
    for (const language of ['zh', 'en'] as const) {
      for (const line of renderError(missing, language, 40)) expect(displayWidth(line)).toBeLessThanOrEqual(40)
    }
  })

  test('is one object under --json', () => {
    expect(errorJson(missing)).toMatchObject({ error: { code: 'COLUMN_MISSING', recovery: 'abort', details: { line: 1 } } })
  })

  test('of a database loses the value that the database quotes', () => {
    const thrown = new Error('invalid input syntax for type date: "19990230"')
    expect(renderError(asGuijiError(thrown), 'en', 80).join('\n')).not.toContain('19990230')
  })
})

test.each([
  ['RUN_WAITING', 3],
  ['CONFIG_INVALID', 2],
  ['USAGE_OPTION_UNKNOWN', 2],
  ['TEMPORAL_UNREACHABLE', 4],
  ['COLUMN_MISSING', 1],
])('%s ends with exit code %i', (code, expected) => {
  expect(exitCodeFor(new GuijiError(code, declaration))).toBe(expected)
})

test('nobody answering is exit code 4, however deep it stands, and an interruption 130', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
  expect(exitCodeFor(new Error('outer', { cause: new AggregateError([refused]) }))).toBe(4)
  expect(exitCodeFor(new GuijiError('PLAN_FAILED', declaration, {}, refused))).toBe(4)
  expect(exitCodeFor(asGuijiError(refused))).toBe(4)
  expect(exitCodeFor(Object.assign(new Error('x'), { name: 'AbortError' }))).toBe(130)
  expect(exitCodeFor(new Error('boom'))).toBe(1)
})
