import { defineType } from '../../core/field.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { birthDate, sexOf } from '../identity/_birth-number.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { hmtResidencePermitCodes, isHmtResidencePermit, readHmtResidencePermit } from '../identity/hmt-residence-permit.ts'

export default defineType({
  summary: { zh: '港澳台居民居住证号码', en: 'residence permit of Hong Kong, Macao and Taiwan residents' },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...hmtResidencePermitCodes },
  examples: [
    { in: '810000190102039004', out: '810000190102039004' },
    { in: ' 81000019020203901x', out: '81000019020203901X', fixed: 'UPPER_CASE' },
    { in: '81OOOO190102039004', reject: 'FORMAT', suggestion: '810000190102039004' },
    { in: '810000190102039005', reject: 'CHECK_DIGIT' },
    { in: '51018419020304906X', reject: 'REGION' },
  ],
  facts: {
    birth_date: { type: 'date', read: birthDate },
    sex: { type: 'sex', read: sexOf },
    region: { type: 'region', read: (clean) => clean.slice(0, 6) },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^8[123]0000\\d{11}[\\dX]$' }),
  mask: maskIdentityNumber,
  identify:
    (_options, { today }) =>
    (value) =>
      readHmtResidencePermit(value, today),
  create: ({ none }, context) =>
    createIdentityField(
      { isClean: isHmtResidencePermit, identify: (value) => readHmtResidencePermit(value, context.today) },
      none,
      context,
    ),
})
