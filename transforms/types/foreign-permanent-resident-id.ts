import { defineType } from '../../core/field.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { birthDate } from '../identity/_birth-number.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import {
  foreignPermanentResidentIdCodes,
  isForeignPermanentResidentId,
  nationalityOf,
  readForeignPermanentResidentId,
} from '../identity/foreign-permanent-resident-id.ts'

export default defineType({
  summary: {
    zh: '外国人永久居留身份证号码：新版 18 位（9 开头）与旧版 15 位（3 个字母开头），两者互不推算',
    en: 'foreign permanent resident ID: 18 characters that begin with 9, or three letters and twelve digits of the old form; neither is computed from the other',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...foreignPermanentResidentIdCodes },
  examples: [
    { in: '932682198501010017', out: '932682198501010017' },
    { in: 'USA110000000001', out: 'USA110000000001' },
    { in: 'usa110000000001', out: 'USA110000000001', fixed: 'UPPER_CASE' },
    { in: '93268219850101OO17', reject: 'FORMAT', suggestion: '932682198501010017' },
    { in: '932682198501010018', reject: 'CHECK_DIGIT' },
    { in: '999682198501010011', reject: 'REGION' },
    { in: '51018419020304906X', reject: 'FORMAT' },
  ],
  facts: {
    birth_date: { type: 'date', read: (clean) => (clean.length === 18 ? birthDate(clean) : null) },
    nationality: { type: 'country', read: nationalityOf },
    region: { type: 'region', read: (clean) => (clean.length === 18 ? `${clean.slice(1, 3)}0000` : null) },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^(?:9\\d{16}[\\dX]|[A-Z]{3}\\d{12})$' }),
  mask: maskIdentityNumber,
  identify:
    (_options, { today }) =>
    (value) =>
      readForeignPermanentResidentId(value, today),
  create: ({ none }, context) =>
    createIdentityField(
      { isClean: isForeignPermanentResidentId, identify: (value) => readForeignPermanentResidentId(value, context.today) },
      none,
      context,
    ),
})
