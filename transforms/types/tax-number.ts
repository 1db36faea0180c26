import { defineType } from '../../core/field.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { isTaxNumber, readTaxNumber, taxNumberCodes, taxOrganisationCodeOf, taxRegionOf } from '../identity/tax-number.ts'
import { maskUscc } from '../identity/uscc.ts'

export default defineType({
  summary: {
    zh: '纳税人识别号（单位）：旧 15 位（6 位区划 + 9 位组织机构代码），或 2015 年起沿用的 18 位统一社会信用代码；两者互不推算，个人的用其证件类型',
    en: "tax number of an organisation: 15 characters (region and organisation code), or the unified social credit code that has taken its place since 2015; neither is computed from the other, a person's is of a document's type",
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...taxNumberCodes },
  examples: [
    { in: '510184594672399', out: '510184594672399' },
    { in: '510184d2143569x', out: '510184D2143569X', fixed: 'UPPER_CASE' },
    { in: '91510184144205777E', out: '91510184144205777E' },
    { in: '5lO184594672399', reject: 'FORMAT', suggestion: '510184594672399' },
    { in: '510184594672398', reject: 'CHECK_DIGIT' },
    { in: '990184594672399', reject: 'REGION' },
    { in: '91510184144205777C', reject: 'NONCONFORMING' },
    { in: '51018459467239', reject: 'FORMAT' },
  ],
  facts: {
    organisation_code: { type: 'organisation-code', read: taxOrganisationCodeOf },
    region: { type: 'region', read: taxRegionOf },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^(?:\\d{6}[0-9A-Z]{8}[0-9X]|[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10})$' }),
  mask: (clean, audience) => (clean.length === 18 ? maskUscc(clean, audience) : clean),
  identify: () => readTaxNumber,
  create: ({ none }, context) => createIdentityField({ isClean: isTaxNumber, identify: readTaxNumber }, none, context),
})
