import { defineType } from '../../core/field.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import {
  authorityRegionOf,
  businessRegistrationCodes,
  isCleanBusinessRegistration,
  readBusinessRegistration,
} from '../identity/business-registration.ts'

export default defineType({
  summary: {
    zh: '工商注册号（GS 15-2006）：15 位、13 位、农民专业合作社、外商投资企业；不能推算出统一社会信用代码',
    en: 'business registration number (GS 15-2006): 15 digits, 13 digits, cooperatives, foreign-invested enterprises; no USCC is computed from it',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...businessRegistrationCodes },
  examples: [
    { in: '110108000000016', out: '110108000000016' },
    { in: '1101080000001', out: '1101080000001' },
    { in: '320506na000043x', out: '320506NA000043X', fixed: 'UPPER_CASE' },
    { in: '企合苏锡总字第0001', out: '企合苏锡总字第0001' },
    { in: '11O108000000016', reject: 'FORMAT', suggestion: '110108000000016' },
    { in: '110108000000017', reject: 'CHECK_DIGIT' },
    { in: '11010800', reject: 'FORMAT' },
  ],
  facts: { region: { type: 'region', read: authorityRegionOf } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({
    type: 'string',
    pattern: '^(?:\\d{15}|\\d{13}|\\d{6}NA\\d{6}[0-9A-Z]|企\\p{Script=Han}{1,10}字第\\d{3,8}号?)$',
  }),
  mask: (clean) => clean,
  identify: () => readBusinessRegistration,
  create: ({ none }, context) =>
    createIdentityField({ isClean: isCleanBusinessRegistration, identify: readBusinessRegistration }, none, context),
})
