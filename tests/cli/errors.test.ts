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
      '  位置  residents.csv : 1 : 公民身份号码',
      '  应为  公民身份号码、身份证号',
      '  实为  姓名、证件号',
      '  已试  2',
      '  处理  与提供部门核对表头，或在 item 中加入新的名称。',
    ])
    expect(renderError(missing, 'en', 80).join('\n')).toContain(
      "  remedy    Check the header with the agency, or add the new name to the field's\n",
    )
  })

  test('never passes the terminal’s width', () => {
    for (const language of ['zh', 'en'] as const) {
      const long = new GuijiError('X', declaration, { ...missing.details, found: '身份证号_'.repeat(20) + 'x'.repeat(60) })
      for (const line of [...renderError(missing, language, 40), ...renderError(long, language, 40)])
        expect(displayWidth(line)).toBeLessThanOrEqual(40)
    }
  })

  test('is one object under --json', () => {
    expect(errorJson(missing)).toMatchObject({ error: { code: 'COLUMN_MISSING', recovery: 'abort', details: { line: 1 } } })
  })

  test('holds its lists as people write them, in its text too', () => {
    const declared = { ...declaration, message: { zh: '没有给出：{expected}', en: 'not given: {expected}' } }
    const error = new GuijiError('X', declared, { expected: ['编号', '日期'], unheardOf: 1 })
    expect(renderError(error, 'zh', 80)[0]).toBe('错误 X  没有给出：编号、日期')
    expect(renderError(error, 'en', 80)[0]).toBe('Error X  not given: 编号, 日期')
    expect(renderError(error, 'zh', 80)).toContainEqual(expect.stringMatching(/^ {2}unheardOf {2}1$/))
  })

  test.each([
    'invalid input syntax for type date: "19990230"',
    'value "19990230" is out of range for type integer',
    'Unexpected token \'m\', "19990230 王" is not valid JSON',
    'row 19990230\n    at 19990230 (file:///19990230.ts:1:2)',
  ])('that nobody declared tells its kind, code and place, never its message: %s', (message) => {
    const thrown = Object.assign(new RangeError(message), { code: '22007', detail: 'Key (id)=(19990230)' })
    const error = asGuijiError(thrown)
    expect(JSON.stringify(errorJson(error)) + renderError(error, 'zh', 80).join()).not.toContain('19990230')
    expect(error.details).toEqual({
      kind: 'RangeError',
      code: '22007',
      at: expect.stringMatching(/^tests\/cli\/errors\.test\.ts:\d+$/) as string,
    })
    const strange = asGuijiError(Object.assign(new Error('x'), { code: 'key 19990230', name: '王 19990230' }))
    expect(JSON.stringify(errorJson(strange))).not.toContain('19990230')
  })

  test('of an address that nobody answers at does not quote the errors around it', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
    const error = asGuijiError(new Error('reading 19990230', { cause: refused }))
    expect(error.details).toEqual({ found: 'connect ECONNREFUSED 127.0.0.1:5432' })
  })
})

test.each([
  ['RUN_WAITING', 3],
  ['CONFIG_INVALID', 2],
  ['ASSET_UNKNOWN', 2],
  ['CONNECTION_MISSING', 2],
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
