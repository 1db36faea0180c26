import { defineType } from '../../core/field.ts'
import { cutZeros, isDecimal, measureDecimal } from '../cleansing/decimal-text.ts'
import { inSingleUnits, readMoney, readUnit } from '../cleansing/money-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, isNumeric, plainText, readText, textCodes } from '../cleansing/read-text.ts'
import { isPrecisionLost, withoutInvisible } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

const places = { 元: 0, 千元: 3, 万元: 4, 百万元: 6, 亿元: 8 } as const
const names = new Map<number, string>([
  ...Object.entries(places).map(([name, power]) => [power, name] as const),
  [5, '十万元'],
  [7, '千万元'],
])
const precision = 24

export default defineType({
  summary: {
    zh: '金额：从一格或相邻列读出数额、单位和币种；值以“元”（币种的基本单位）计，币种和原单位另存',
    en: 'money: amount, unit and currency of one cell or of a companion column; the value is in single units, currency and written unit are kept beside',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      unit: {
        type: 'string',
        enum: ['元', '千元', '万元', '百万元', '亿元'],
        default: '元',
        description: '格内未写单位时的单位 / unit where the cell states none',
      },
      default_currency: { type: 'string', pattern: '^[A-Z]{3}$', description: '未写币种时的币种，如 CNY / currency where none is stated' },
      unit_item: { type: 'string', description: '写有单位的列 / column that states the unit' },
      currency_item: { type: 'string', description: '写有币种的列 / column that states the currency' },
      scale: { type: 'integer', default: 2, minimum: 0, maximum: 8, description: '小数位数 / digits after the point' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    NOT_MONEY: { zh: '读不出金额', en: 'no amount can be read' },
    CURRENCY_UNKNOWN: { zh: '单位或币种无法识别', en: 'an unknown unit or currency' },
    OUT_OF_RANGE: { zh: '金额超出范围', en: 'more digits than the field holds' },
    TOO_PRECISE: { zh: '小数位数超出字段精度，不四舍五入', en: 'more digits after the point than the field holds; nothing is rounded' },
    MONEY_FORM: { zh: '金额改为标准写法', en: 'amount rewritten in the standard form' },
    EMPTY_BRACKET: { zh: '括号内没有单位和币种', en: 'an empty bracket where unit and currency belong' },
    CURRENCY_MISSING: { zh: '没有写明币种', en: 'no currency is stated' },
  },
  examples: [
    { options: { default_currency: 'CNY' }, in: '1200.50', out: '1200.50' },
    { in: '50(万元人民币)', out: '500000', fixed: 'MONEY_FORM' },
    { in: '2,696（万元）', out: '26960000', fixed: 'MONEY_FORM' },
    { in: '12.5万美元', out: '125000', fixed: 'MONEY_FORM' },
    { options: { unit: '万元' }, in: '100()', out: '1000000', fixed: 'MONEY_FORM' },
    { in: ['100', '万元', '港币'], options: { unit_item: 'unit', currency_item: 'currency' }, out: '1000000', fixed: 'MONEY_FORM' },
    { in: '50(万贝壳)', reject: 'CURRENCY_UNKNOWN' },
    { in: { tag: 'number', text: '1234567890123456' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '5.1E+17', reject: 'EXCEL_PRECISION_LOST' },
    { in: '9'.repeat(23), reject: 'OUT_OF_RANGE' },
    { in: '约五十万', reject: 'NOT_MONEY' },
    { in: '1.234', reject: 'TOO_PRECISE' },
    { in: 'N/A', out: null, fixed: 'NULL_TOKEN' },
  ],
  beside: { currency: { sql: 'text' }, unit: { sql: 'text' } },
  companions: ['unit_item', 'currency_item'],
  plain: true,
  column: ({ scale }) => ({ sql: 'numeric', precision, scale }),
  schema: () => ({ type: 'string', pattern: '^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?$' }),
  mask: (clean) => '*'.repeat(clean.length),
  create({ unit, default_currency, scale, none }) {
    const tokens = noneTokens(none)
    const usual = places[unit]
    return (value, cell, [unitValue = null, currencyValue = null]) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const numeric = isNumeric(value)
      if (!numeric && isPrecisionLost(withoutInvisible(raw).trim())) return cell.reject('EXCEL_PRECISION_LOST')
      const money = isDecimal(raw) ? { amount: raw, places: null, currency: null, emptyBracket: false } : readMoney(raw, numeric)
      if ('problem' in money) return cell.reject(money.problem)
      if (numeric && measureDecimal(money.amount).whole > 15) return cell.reject('EXCEL_PRECISION_LOST')
      const unitStated = readUnit(plainText(unitValue) ?? '')
      const currencyStated = readUnit(plainText(currencyValue) ?? '')
      if (unitStated === null || currencyStated === null) return cell.reject('CURRENCY_UNKNOWN')
      const power = money.places ?? unitStated.places ?? usual
      const currency = money.currency ?? currencyStated.currency ?? unitStated.currency ?? default_currency ?? null
      const amount = inSingleUnits(money.amount, power)
      const size = measureDecimal(amount)
      if (size.whole > precision - scale) return cell.reject('OUT_OF_RANGE')
      if (size.scale > scale) return cell.reject('TOO_PRECISE')
      const clean = cutZeros(amount, scale)
      changed(cell, 'MONEY_FORM', raw, clean)
      if (money.emptyBracket) cell.warn('EMPTY_BRACKET')
      if (currency === null) cell.warn('CURRENCY_MISSING')
      else cell.beside('currency', currency)
      cell.beside('unit', names.get(power) ?? '元')
      return clean
    }
  },
})
