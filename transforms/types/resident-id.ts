import { defineType } from '../../core/field.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { birthDate, sexOf } from '../identity/_birth-number.ts'
import { createIdentityField } from '../identity/_identity-field.ts'
import { isResidentId, readResidentId, residentIdCodes } from '../identity/resident-id.ts'

export default defineType({
  summary: {
    zh: '公民身份号码（GB 11643-1999）；15 位旧号升为 18 位，原号和推算标记另存',
    en: 'resident identity number (GB 11643-1999); 15 digits are made 18, the original and a derived mark kept beside',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...residentIdCodes },
  examples: [
    { in: '51018419020304906X', out: '51018419020304906X' },
    { in: '51018419020304906x', out: '51018419020304906X', fixed: 'UPPER_CASE' },
    { in: '５１０１８４１９０２０３０４９０６Ｘ', out: '51018419020304906X', fixed: 'FULL_WIDTH' },
    { in: '510184020304900', out: '510184190203049000', fixed: 'UPGRADED_15' },
    { in: '51O18419020304906X', reject: 'FORMAT', suggestion: '51018419020304906X' },
    { in: '51018419020304906×', reject: 'FORMAT', suggestion: '51018419020304906X' },
    { in: '510184190203049060', reject: 'CHECK_DIGIT' },
    { in: '994524188001010016', reject: 'REGION' },
    { in: '510184190202300014', reject: 'BIRTH_DATE' },
    { in: '51018421000101001X', reject: 'BIRTH_DATE_FUTURE' },
    { in: '51018419020304906', reject: 'FORMAT' },
    { in: '5.10184E+17', reject: 'EXCEL_PRECISION_LOST' },
    { in: { tag: 'number', text: '510184190203040000' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '510184********906X', reject: 'MASKED' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
  facts: {
    birth_date: { type: 'date', read: birthDate },
    sex: { type: 'sex', read: sexOf },
    region: { type: 'region', read: (clean) => clean.slice(0, 6) },
  },
  beside: { original: { sql: 'text' }, derived: { sql: 'boolean' } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\d{17}[\\dX]$' }),
  mask: maskIdentityNumber,
  identify:
    (_options, { today }) =>
    (value) =>
      readResidentId(value, today),
  create: ({ none }, context) =>
    createIdentityField(
      { isClean: isResidentId, identify: (value) => readResidentId(value, context.today), beside: ['original', 'derived'] },
      none,
      context,
    ),
})
