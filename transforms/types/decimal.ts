import { defineType } from '../../core/field.ts'
import { compareDecimals, cutZeros, isDecimal, measureDecimal, readDecimal, readNumber } from '../cleansing/decimal-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, isPrecisionLost, withoutInvisible } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

const decimalPattern = '^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?$'

export default defineType({
  summary: { zh: '小数：精确保存，从不四舍五入', en: 'decimal: exact, never rounded' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      precision: { type: 'integer', default: 18, minimum: 1, maximum: 38, description: '总位数 / digits in all' },
      scale: { type: 'integer', default: 4, minimum: 0, maximum: 18, description: '小数位数 / digits after the point' },
      minimum: { type: 'string', pattern: decimalPattern, description: '最小值 / least value' },
      maximum: { type: 'string', pattern: decimalPattern, description: '最大值 / greatest value' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    NOT_NUMBER: { zh: '不是数字', en: 'not a number' },
    OUT_OF_RANGE: {
      zh: '超出允许范围或字段精度',
      en: 'outside the range that is allowed, or more digits before the point than the field holds',
    },
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
    { options: { minimum: '0', maximum: '100' }, in: '100.5', reject: 'OUT_OF_RANGE' },
    { in: { tag: 'number', text: '1234567890123456' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '约12', reject: 'NOT_NUMBER' },
  ],
  plain: true,
  column: ({ precision, scale }) => ({ sql: 'numeric', precision, scale }),
  schema: () => ({ type: 'string', pattern: decimalPattern }),
  mask: (clean) => '*'.repeat(clean.length),
  create({ precision, scale, minimum, maximum, none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const numeric = isNumeric(value)
      let number: string | null = raw
      if (!isDecimal(raw)) {
        const text = foldWidth(withoutInvisible(raw)).trim()
        if (!numeric && isPrecisionLost(text)) return cell.reject('EXCEL_PRECISION_LOST')
        number = numeric ? readNumber(text) : readDecimal(text)
        if (number === null) return cell.reject('NOT_NUMBER')
      }
      const size = measureDecimal(number)
      if (numeric && size.whole > 15) return cell.reject('EXCEL_PRECISION_LOST')
      if (size.whole > precision - scale) return cell.reject('OUT_OF_RANGE')
      if (size.scale > scale) return cell.reject('TOO_PRECISE')
      if (minimum !== undefined && compareDecimals(number, minimum) < 0) return cell.reject('OUT_OF_RANGE')
      if (maximum !== undefined && compareDecimals(number, maximum) > 0) return cell.reject('OUT_OF_RANGE')
      return changed(cell, 'NUMBER_FORM', raw, cutZeros(number, scale))
    }
  },
})
