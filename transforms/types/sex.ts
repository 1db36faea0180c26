import { defineType } from '../../core/field.ts'
import { codeListCodes, codesByLabel } from '../cleansing/code-list.ts'
import { isNoneText, noneOption, noneTokens, usualTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth } from '../cleansing/tidy-code.ts'
import { sexes } from '../lists/sex.ts'

const codes = codesByLabel(sexes)
/** 未知 is a value here: code 0. */
const tokensOfSex = usualTokens.filter((token) => token !== '未知')

export default defineType({
  summary: { zh: '性别（GB/T 2261.1）：0 未知 1 男 2 女 9 未说明', en: 'sex (GB/T 2261.1): 0 unknown, 1 male, 2 female, 9 unstated' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { unknown: { type: 'string', enum: ['keep', 'reject'], default: 'keep' }, none: noneOption },
  },
  codes: { ...textCodes, ...codeListCodes },
  examples: [
    { in: '1', out: '1' },
    { in: '男', out: '1', fixed: 'LABEL_TO_CODE' },
    { in: '未知', out: '0', fixed: 'LABEL_TO_CODE' },
    { in: { tag: 'number', text: '2' }, out: '2' },
    { in: '3', reject: 'CODE_UNKNOWN' },
    { options: { unknown: 'reject' }, in: '0', reject: 'CODE_UNKNOWN' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: ({ unknown }) => ({ type: 'string', enum: unknown === 'reject' ? ['1', '2', '9'] : ['0', '1', '2', '9'] }),
  mask: (clean) => clean,
  create({ unknown, none }) {
    const tokens = noneTokens(none, tokensOfSex)
    return (value, cell) => {
      if (value === '1' || value === '2') return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = foldWidth(raw).trim()
      const code = codes.get(text)
      if (code === undefined || (code === '0' && unknown === 'reject')) return cell.reject('CODE_UNKNOWN')
      if (code !== raw) cell.fixed('LABEL_TO_CODE')
      return code
    }
  },
})
