import { defineStep } from '../../core/field.ts'
import {
  addRatios,
  invertRatio,
  isExact,
  multiplyRatios,
  ratioOf,
  ratioText,
  readDecimalCell,
  roundingOption,
  scaleOption,
} from '../cleansing/decimal-arithmetic.ts'
import type { Ratio } from '../cleansing/decimal-arithmetic.ts'
import { readDecimal } from '../cleansing/decimal-text.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { optionErrors } from '../option-errors.ts'

const operand = { type: 'string', description: '小数 / a decimal' } as const
const kinds = ['add', 'subtract', 'multiply', 'divide'] as const

export default defineStep({
  summary: {
    zh: '小数运算：依次加减乘除，全程精确，最后舍入一次',
    en: 'arithmetic on decimals, in order: exact throughout, rounded once at the end',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['operations'],
    properties: {
      operations: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: { add: operand, subtract: operand, multiply: operand, divide: operand },
        },
        description: '运算，每项一种，如 [{ multiply: 10000 }] / operations, one in each entry',
      },
      scale: scaleOption,
      rounding: roundingOption,
    },
  },
  codes: {
    NOT_NUMBER: { zh: '不是数字', en: 'not a number' },
    COMPUTED: { zh: '由运算得出', en: 'computed' },
  },
  examples: [
    { options: { operations: [{ multiply: '10000' }] }, in: '12.345', out: '123450', fixed: 'COMPUTED' },
    { options: { operations: [{ add: '0.1' }, { subtract: '0.3' }] }, in: '0.2', out: '0', fixed: 'COMPUTED' },
    { options: { operations: [{ divide: '3' }, { multiply: '3' }] }, in: '１,０００', out: '1000', fixed: 'COMPUTED' },
    { options: { operations: [{ divide: '3' }], scale: 2 }, in: '2', out: '0.67', fixed: 'COMPUTED' },
    { options: { operations: [{ divide: '2' }], scale: 0 }, in: '5', out: '2', fixed: 'COMPUTED' },
    { options: { operations: [{ divide: '2' }], scale: 0, rounding: 'half-up' }, in: '-5', out: '-3', fixed: 'COMPUTED' },
    { options: { operations: [{ divide: '3' }], scale: 1, rounding: 'down' }, in: '-2', out: '-0.6', fixed: 'COMPUTED' },
    { options: { operations: [{ add: '0' }] }, in: { tag: 'number', text: '1.5E-3' }, out: '0.0015', fixed: 'COMPUTED' },
    { options: { operations: [{ add: '0' }] }, in: '12.5', out: '12.5' },
    { options: { operations: [{ add: '1' }] }, in: '约12', reject: 'NOT_NUMBER' },
    { options: { operations: [{ add: '1' }] }, in: null, out: null },
  ],
  create({ operations, scale, rounding }) {
    const { factor, constant } = compose(operations)
    if (scale === undefined && !(isExact(factor) && isExact(constant)))
      throw optionErrors('STEP_OPTIONS', { step: 'arithmetic', option: 'scale', expected: '0, 1, 2, …', found: '-' })
    return (value, cell) => {
      if (value === null || value === '') return value
      const decimal = readDecimalCell(value)
      if (decimal === null) return cell.reject('NOT_NUMBER')
      const result = addRatios(multiplyRatios(ratioOf(decimal), factor), constant)
      return changed(cell, 'COMPUTED', plainText(value) ?? '', ratioText(result, scale, rounding))
    }
  },
})

interface Line {
  readonly factor: Ratio
  readonly constant: Ratio
}

/** Operations by constants are one line: value times a factor, plus a constant. */
function compose(operations: readonly { readonly [kind in (typeof kinds)[number]]?: string }[]): Line {
  let line: Line = { factor: { units: 1n, over: 1n }, constant: { units: 0n, over: 1n } }
  for (const [index, operation] of operations.entries()) {
    const named = kinds.filter((kind) => operation[kind] !== undefined)
    const [kind] = named
    const option = `operations[${index}]`
    if (kind === undefined || named.length > 1)
      throw optionErrors('STEP_OPTIONS', { step: 'arithmetic', option, expected: kinds.join(' | '), found: named.join(', ') || '-' })
    const written = operation[kind] ?? ''
    const by = readDecimal(written)
    if (by === null || (kind === 'divide' && !/[1-9]/.test(by)))
      throw optionErrors('STEP_OPTIONS', { step: 'arithmetic', option: `${option}.${kind}`, expected: '1, 0.5, …', found: written })
    const ratio = ratioOf(by)
    if (kind === 'add' || kind === 'subtract') {
      const term = kind === 'add' ? ratio : { units: -ratio.units, over: ratio.over }
      line = { factor: line.factor, constant: addRatios(line.constant, term) }
      continue
    }
    const times = kind === 'multiply' ? ratio : invertRatio(ratio)
    line = { factor: multiplyRatios(line.factor, times), constant: multiplyRatios(line.constant, times) }
  }
  return line
}
