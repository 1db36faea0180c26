import { defineType } from '../../core/field.ts'
import { cutZeros, isDecimal, measureDecimal, readDecimal, readNumber } from '../cleansing/decimal-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, isPrecisionLost } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

export default defineType({
  summary: { zh: '小数：精确保存，从不四舍五入', en: 'decimal: exact, never rounded' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      precision: { type: 'integer', default: 18, minimum: 1, maximum: 38, description: '总位数 / digits in all' },
      scale: { type: 'integer', default: 4, minimum: 0, maximum: 18, description: '小数位数 / digits after the point' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    NOT_NUMBER: { zh: '不是数字', en: 'not a number' },
    OUT_OF_RANGE: { zh: '整数位数超出字段精度', en: 'more digits before the point than the field holds' },
    TOO_PRECISE: { zh: '小数位数超出字段精度，不四舍五入', en: 'more digits after the point than the field holds; nothing is rounded' },
    NUMBER_FORM: { zh: '数字改为标准写法', en: 'number rewritten in the standard form' },
  },
  examples: [
    { in: '12.50', out: '12.50' },
    { in: '+1,234.5', out: '1234.5', fixed: 'NUMBER_FORM' },
    { in: { tag: 'number', text: '1.5e-3' }, out: '0.0015', fixed: 'NUMBER_FORM' },
    { in: '5.10184E+17', reject: 'EXCEL_PRECISION_LOST' },
    { in: '12.34567', reject: 'TOO_PRECISE' },
    { options: { precision: 4, scale: 2 }, in: '123', reject: 'OUT_OF_RANGE' },
    { in: '约12', reject: 'NOT_NUMBER' },
  ],
  plain: true,
  column: ({ precision, scale }) => ({ sql: 'numeric', precision, scale }),
  schema: () => ({ type: 'string', pattern: '^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?$' }),
  mask: (clean) => '*'.repeat(clean.length),
  create({ precision, scale, none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      let number: string | null = raw
      if (!isDecimal(raw)) {
        const text = foldWidth(raw).trim()
        const numeric = value !== null && typeof value === 'object' && !(value instanceof Uint8Array) && value.tag === 'number'
        if (!numeric && isPrecisionLost(text)) return cell.reject('EXCEL_PRECISION_LOST')
        number = numeric ? readNumber(text) : readDecimal(text)
        if (number === null) return cell.reject('NOT_NUMBER')
        cell.fixed('NUMBER_FORM')
      }
      const size = measureDecimal(number)
      if (size.whole > precision - scale) return cell.reject('OUT_OF_RANGE')
      return size.scale > scale ? cell.reject('TOO_PRECISE') : cutZeros(number, scale)
    }
  },
})
