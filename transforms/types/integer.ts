import { defineType } from '../../core/field.ts'
import { compareDecimals, cutZeros, isDecimal, measureDecimal, readDecimal, typedNumber } from '../cleansing/decimal-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, isNumberTooLong, isPrecisionLost, withoutInvisible } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

const smallest = '-9223372036854775808'
const greatest = '9223372036854775807'

export default defineType({
  summary: { zh: '整数（64 位以内）', en: 'integer of at most 64 bits' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      minimum: { type: 'integer', description: '最小值 / least value' },
      maximum: { type: 'integer', description: '最大值 / greatest value' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    NOT_INTEGER: { zh: '不是整数', en: 'not an integer' },
    OUT_OF_RANGE: { zh: '超出允许范围', en: 'outside the range that is allowed' },
    NUMBER_FORM: { zh: '数字改为标准写法', en: 'number rewritten in the standard form' },
  },
  examples: [
    { in: '42', out: '42' },
    { in: ' 1,234 ', out: '1234', fixed: 'NUMBER_FORM' },
    { in: '１２.00', out: '12', fixed: 'NUMBER_FORM' },
    { in: '12.5', reject: 'NOT_INTEGER' },
    { in: '9223372036854775808', reject: 'OUT_OF_RANGE' },
    { options: { minimum: 0 }, in: '-1', reject: 'OUT_OF_RANGE' },
    { in: { tag: 'number', text: '12345678901234567' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: { tag: 'number', text: '12.0' }, out: '12', fixed: 'NUMBER_FORM' },
    { in: '5.10184E+17', reject: 'EXCEL_PRECISION_LOST' },
    { in: '-', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'bigint' }),
  schema: () => ({ type: 'string', pattern: '^(?:0|-?[1-9]\\d{0,18})$' }),
  mask: (clean) => '*'.repeat(clean.length),
  create({ minimum, maximum, none }) {
    const tokens = noneTokens(none)
    const least = minimum === undefined ? smallest : String(minimum)
    const most = maximum === undefined ? greatest : String(maximum)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const numeric = isNumeric(value)
      let number: string | null = numeric ? typedNumber(raw) : raw
      if (numeric && isNumberTooLong(number)) return cell.reject('EXCEL_PRECISION_LOST')
      if (!isInteger(number)) {
        const text = foldWidth(withoutInvisible(number)).trim()
        if (isPrecisionLost(text)) return cell.reject('EXCEL_PRECISION_LOST')
        number = readDecimal(text)
        if (number === null || measureDecimal(number).scale > 0) return cell.reject('NOT_INTEGER')
        number = cutZeros(number, 0)
      }
      if (compareDecimals(number, least) < 0 || compareDecimals(number, most) > 0) return cell.reject('OUT_OF_RANGE')
      return changed(cell, 'NUMBER_FORM', raw, number)
    }
  },
})

function isInteger(text: string): boolean {
  return isDecimal(text) && !text.includes('.')
}
