import { defineType } from '../../core/field.ts'
import { codeFieldCodes, codesByLabel, createCodeField } from '../cleansing/code-list.ts'
import { noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { sexes } from '../lists/sex.ts'

export default defineType({
  summary: { zh: '性别（GB/T 2261.1）：0 未知 1 男 2 女 9 未说明', en: 'sex (GB/T 2261.1): 0 unknown, 1 male, 2 female, 9 unstated' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { unknown: { type: 'string', enum: ['keep', 'reject'], default: 'keep' }, none: noneOption },
  },
  codes: codeFieldCodes,
  examples: [
    { in: '1', out: '1' },
    { in: '男', out: '1', fixed: 'LABEL_TO_CODE' },
    { in: '未知', out: '0', fixed: 'LABEL_TO_CODE' },
    { in: { tag: 'number', text: '2' }, out: '2' },
    { in: ' 女', out: '2', fixed: 'TRIMMED' },
    { in: '3', reject: 'CODE_UNKNOWN' },
    { options: { unknown: 'reject' }, in: '0', reject: 'CODE_UNKNOWN' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: ({ unknown }) => ({ type: 'string', enum: unknown === 'reject' ? ['1', '2', '9'] : ['0', '1', '2', '9'] }),
  mask: (clean) => clean,
  create({ unknown, none }) {
    const field = createCodeField({
      codes: codesByLabel(sexes),
      none: noneTokens(none),
      refuses: (code) => code === '0' && unknown === 'reject',
    })
    return (value, cell) => (value === '1' || value === '2' ? value : field(value, cell))
  },
})
