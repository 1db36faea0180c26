import { defineStep } from '../../core/field.ts'
import { addRatios, ratioOf, ratioText, readDecimalCell } from '../cleansing/decimal-arithmetic.ts'
import type { Ratio } from '../cleansing/decimal-arithmetic.ts'

export default defineStep({
  summary: { zh: '几列小数之和，精确', en: 'the exact sum of several columns' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      missing: {
        type: 'string',
        enum: ['reject', 'null', 'skip'],
        default: 'reject',
        description:
          '缺一列时：拒绝、整体为空或跳过；全缺时总是空 / what a missing column does: rejects, makes the sum null, or is left out; where all are missing the sum is null',
      },
    },
  },
  codes: {
    NOT_NUMBER: { zh: '不是数字', en: 'not a number' },
    INPUT_MISSING: { zh: '要相加的列缺了一部分', en: 'some of the columns to be added are missing' },
  },
  inputs: 'many',
  examples: [
    { in: ['0.1', '0.2'], out: '0.3' },
    { in: ['1,000', { tag: 'number', text: '-2.50' }], out: '997.5' },
    { in: ['1', null], reject: 'INPUT_MISSING' },
    { options: { missing: 'null' }, in: ['1', ''], out: null },
    { options: { missing: 'skip' }, in: ['1', null], out: '1' },
    { in: [null, null], out: null },
    { in: ['1', '约2'], reject: 'NOT_NUMBER' },
  ],
  create:
    ({ missing }) =>
    (values, cell) => {
      let total: Ratio = { units: 0n, over: 1n }
      let given = 0
      for (const value of values) {
        if (value === null || (typeof value === 'string' && value.trim() === '')) continue
        const decimal = readDecimalCell(value)
        if (decimal === null) return cell.reject('NOT_NUMBER')
        total = addRatios(total, ratioOf(decimal))
        given++
      }
      if (given === 0 || (given < values.length && missing === 'null')) return null
      if (given < values.length && missing === 'reject') return cell.reject('INPUT_MISSING')
      return ratioText(total, undefined, 'half-even')
    },
})
