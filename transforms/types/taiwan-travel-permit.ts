import { defineType } from '../../core/field.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { isTaiwanTravelPermit, readTaiwanTravelPermit, taiwanTravelPermitCodes } from '../identity/taiwan-travel-permit.ts'

export default defineType({
  summary: {
    zh: '台湾居民来往大陆通行证号码：8 位；旧号末两位签发次数去掉，原号另存',
    en: 'mainland travel permit of Taiwan residents: 8 digits; the issue count of the old form is taken off, the original kept beside',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...taiwanTravelPermitCodes },
  examples: [
    { in: '00000001', out: '00000001' },
    { in: '0000000103', out: '00000001', fixed: 'ISSUE_COUNT' },
    { in: '0000 0001', out: '00000001', fixed: 'INNER_SPACE' },
    { in: '0000000l', reject: 'FORMAT', suggestion: '00000001' },
    { in: '0000001', reject: 'FORMAT' },
  ],
  beside: { original: { sql: 'text' } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\d{8}$' }),
  mask: maskIdentityNumber,
  identify: () => readTaiwanTravelPermit,
  create: ({ none }, context) =>
    createIdentityField({ isClean: isTaiwanTravelPermit, identify: readTaiwanTravelPermit, beside: ['original'] }, none, context),
})
