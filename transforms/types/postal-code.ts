import { defineType } from '../../core/field.ts'
import type { Fix } from '../../core/identity.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { tidyCode, tidyCodes } from '../cleansing/tidy-code.ts'

const form = /^\d{6}$/
/** Provinces whose codes begin with 0: Inner Mongolia, Shanxi, Hebei. */
const zeroed = /^[1-7]\d{4}$/

export default defineType({
  summary: {
    zh: '邮政编码：6 位数字；丢失的 0 只作提示，从不补上',
    en: 'postal code of six digits; a zero that was lost is suggested, never filled in',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    ...tidyCodes,
    POSTAL_FORMAT: { zh: '不是 6 位数字', en: 'not six digits' },
    LEADING_ZERO_LOST: { zh: '数值单元格丢失了开头的 0', en: 'a numeric cell has lost the zero in front' },
    NUMBER_FORM: { zh: '数字改为标准写法', en: 'number rewritten in the standard form' },
    POSTAL_SUSPECT: { zh: '各位数字都相同，可疑', en: 'all digits the same, suspect' },
  },
  examples: [
    { in: '611230', out: '611230' },
    { in: '６１１２３０', out: '611230', fixed: 'FULL_WIDTH' },
    { in: ' 611 230', out: '611230', fixed: 'INNER_SPACE' },
    { in: { tag: 'number', text: '610000' }, out: '610000' },
    { in: { tag: 'number', text: '610000.0' }, out: '610000', fixed: 'NUMBER_FORM' },
    { in: { tag: 'number', text: '50000' }, reject: 'LEADING_ZERO_LOST', suggestion: '050000' },
    { in: '50000', reject: 'POSTAL_FORMAT' },
    { in: '61123O', reject: 'POSTAL_FORMAT' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\d{6}$' }),
  mask: (clean) => clean,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (isNone(value, tokens, cell)) return null
      const raw = readText(value, cell)
      if (raw === null) return null
      const fixes: Fix[] = []
      const numeric = isNumeric(value)
      const text = numeric ? typedNumber(raw) : tidyCode(raw, fixes)
      if (text === '') return null
      if (!form.test(text)) {
        return numeric && zeroed.test(text) ? cell.reject('LEADING_ZERO_LOST', `0${text}`) : cell.reject('POSTAL_FORMAT')
      }
      for (const { rule, before, after } of fixes) cell.fixed(rule as keyof typeof tidyCodes, before, after)
      if (numeric && text !== raw) cell.fixed('NUMBER_FORM', raw, text)
      if (/^(\d)\1{5}$/.test(text)) cell.warn('POSTAL_SUSPECT')
      return text
    }
  },
})
