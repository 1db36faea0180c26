import { defineType } from '../../core/field.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { isUscc, maskUscc, organisationCodeOf, readUscc, usccCodes, usccRegionOf } from '../identity/uscc.ts'

export default defineType({
  summary: { zh: '统一社会信用代码（GB 32100-2015）', en: 'unified social credit code (GB 32100-2015)' },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...usccCodes },
  examples: [
    { in: '91510184144205777E', out: '91510184144205777E' },
    { in: '91510184144205777e', out: '91510184144205777E', fixed: 'UPPER_CASE' },
    { in: '91510184I44205777E', reject: 'FORMAT', suggestion: '91510184144205777E' },
    { in: '91510184l44205777E', reject: 'FORMAT', suggestion: '91510184144205777E' },
    { in: '91510184144205777C', reject: 'NONCONFORMING' },
    { in: '91510184144205778C', reject: 'CHECK_DIGIT' },
    { in: { tag: 'number', text: '915101841442057770' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '110108000000016', reject: 'FORMAT' },
  ],
  facts: {
    organisation_code: { type: 'organisation-code', read: organisationCodeOf },
    region: { type: 'region', read: usccRegionOf },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$' }),
  mask: maskUscc,
  identify: () => readUscc,
  create: ({ none }, context) => createIdentityField({ isClean: isUscc, identify: readUscc }, none, context),
})
