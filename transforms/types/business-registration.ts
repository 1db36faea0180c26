import { defineType } from '../../core/field.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { tidyCodes } from '../cleansing/tidy-code.ts'
import { identityCodes, settle } from '../identity/_result.ts'
import { businessRegistrationCodes, isBusinessRegistration, readBusinessRegistration } from '../identity/business-registration.ts'

export default defineType({
  summary: {
    zh: '工商注册号（GS 15-2006）：15 位、13 位、农民专业合作社、外商投资企业',
    en: 'business registration number (GS 15-2006): 15 digits, 13 digits, cooperatives, foreign-invested enterprises',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...identityCodes, ...tidyCodes, ...businessRegistrationCodes },
  examples: [
    { in: '110108000000016', out: '110108000000016' },
    { in: '1101080000001', out: '1101080000001' },
    { in: '320506na000043x', out: '320506NA000043X', fixed: 'UPPER_CASE' },
    { in: '企合苏锡总字第0001', out: '企合苏锡总字第0001' },
    { in: '110108000000017', reject: 'CHECK_DIGIT' },
    { in: '11010800', reject: 'FORMAT' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({
    type: 'string',
    pattern: '^(?:\\d{15}|\\d{13}|\\d{6}NA\\d{6}[0-9A-Z]|企\\p{Script=Han}{1,10}字第\\d{3,8}号?)$',
  }),
  mask: (clean) => clean,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isBusinessRegistration(value)) return value
      return isNone(value, tokens, cell) ? null : settle(readBusinessRegistration(value), cell)
    }
  },
})
