import { defineType } from '../../core/field.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { hmRegionOf, hmTravelPermitCodes, isHmTravelPermit, readHmTravelPermit } from '../identity/hm-travel-permit.ts'

export default defineType({
  summary: {
    zh: '港澳居民来往内地通行证号码：H 或 M 加 8 位；旧证末两位换证次数去掉，原号另存',
    en: 'mainland travel permit of Hong Kong and Macao residents: H or M and 8 digits; the issue count of the old form is taken off, the original kept beside',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...hmTravelPermitCodes },
  examples: [
    { in: 'H00000001', out: 'H00000001' },
    { in: 'h00000001', out: 'H00000001', fixed: 'UPPER_CASE' },
    { in: 'M0000000102', out: 'M00000001', fixed: 'ISSUE_COUNT' },
    { in: 'HO0000001', reject: 'FORMAT', suggestion: 'H00000001' },
    { in: 'C00000001', reject: 'FORMAT' },
  ],
  facts: { region: { type: 'region', read: hmRegionOf } },
  beside: { original: { sql: 'text' } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[HM]\\d{8}$' }),
  mask: maskIdentityNumber,
  identify: () => readHmTravelPermit,
  create: ({ none }, context) =>
    createIdentityField({ isClean: isHmTravelPermit, identify: readHmTravelPermit, beside: ['original'] }, none, context),
})
