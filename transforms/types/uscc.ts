import { defineType } from '../../core/field.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { tidyCodes } from '../cleansing/tidy-code.ts'
import { identityCodes, settle } from '../identity/_result.ts'
import { isUscc, organisationCodeOf, readUscc, usccCodes } from '../identity/uscc.ts'

export default defineType({
  summary: { zh: '统一社会信用代码（GB 32100-2015）', en: 'unified social credit code (GB 32100-2015)' },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...identityCodes, ...tidyCodes, ...usccCodes },
  examples: [
    { in: '91510184144205777E', out: '91510184144205777E' },
    { in: '91510184144205777e', out: '91510184144205777E', fixed: 'UPPER_CASE' },
    { in: '91510184I44205777E', reject: 'FORMAT', suggestion: '91510184144205777E' },
    { in: '91510184144205777C', reject: 'NONCONFORMING' },
    { in: '91510184144205778C', reject: 'CHECK_DIGIT' },
    { in: { tag: 'number', text: '915101841442057770' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '110108000000016', reject: 'FORMAT' },
  ],
  facts: { organisation_code: { type: 'organisation-code', read: organisationCodeOf } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$' }),
  // Category 92 is a person's own business: the one kind that is personal data.
  mask: (clean) => (clean.startsWith('92') ? `92${'*'.repeat(Math.max(0, clean.length - 6))}${clean.slice(2).slice(-4)}` : clean),
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isUscc(value)) return value
      return isNone(value, tokens, cell) ? null : settle(readUscc(value), cell)
    }
  },
})
