import { defineType } from '../../core/field.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { isOrganisationCode, organisationCodeCodes, readOrganisationCode } from '../identity/organisation-code.ts'

export default defineType({
  summary: { zh: '组织机构代码（GB 11714-1997）', en: 'organisation code (GB 11714-1997)' },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...organisationCodeCodes },
  examples: [
    { in: '59467239-9', out: '59467239-9' },
    { in: 'D2143569X', out: 'D2143569-X', fixed: 'HYPHEN' },
    { in: 'd2143569-x', out: 'D2143569-X', fixed: 'UPPER_CASE' },
    { in: 'D2143569-×', reject: 'FORMAT', suggestion: 'D2143569-X' },
    { in: '59467239-8', reject: 'CHECK_DIGIT' },
    { in: '5946723', reject: 'FORMAT' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[0-9A-Z]{8}-[0-9X]$' }),
  mask: (clean) => clean,
  identify: () => readOrganisationCode,
  create: ({ none }, context) => createIdentityField({ isClean: isOrganisationCode, identify: readOrganisationCode }, none, context),
})
