import { defineType } from '../../core/field.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { tidyCodes } from '../cleansing/tidy-code.ts'
import { birthDate, birthNumberCodes, sexOf } from '../identity/_birth-number.ts'
import { identityCodes, settle } from '../identity/_result.ts'
import { isResidentId, readResidentId, residentIdFixes } from '../identity/resident-id.ts'

export default defineType({
  summary: {
    zh: '公民身份号码（GB 11643-1999）；15 位旧号升为 18 位，原号和推算标记另存',
    en: 'resident identity number (GB 11643-1999); 15 digits are made 18, the original and a derived mark kept beside',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...identityCodes, ...birthNumberCodes, ...tidyCodes, ...residentIdFixes },
  examples: [
    { in: '51018419020304906X', out: '51018419020304906X' },
    { in: '51018419020304906x', out: '51018419020304906X', fixed: 'UPPER_CASE' },
    { in: '５１０１８４１９０２０３０４９０６Ｘ', out: '51018419020304906X', fixed: 'FULL_WIDTH' },
    { in: '510184020304900', out: '510184190203049000', fixed: 'UPGRADED_15' },
    { in: '51O18419020304906X', reject: 'FORMAT', suggestion: '51018419020304906X' },
    { in: '510184190203049060', reject: 'CHECK_DIGIT' },
    { in: '5.10184E+17', reject: 'EXCEL_PRECISION_LOST' },
    { in: { tag: 'number', text: '510184190203040000' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '510184********906X', reject: 'MASKED' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
  facts: {
    birth_date: { type: 'date', read: birthDate },
    sex: { type: 'sex', read: sexOf },
  },
  beside: { original: { sql: 'text' }, derived: { sql: 'boolean' } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\d{17}[\\dX]$' }),
  mask: (clean) => (clean.length < 11 ? '*'.repeat(clean.length) : `${clean.slice(0, 6)}********${clean.slice(-4)}`),
  create({ none }, { today }) {
    const now = dayNumber(today)
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isResidentId(value, now)) return value
      if (isNone(value, tokens, cell)) return null
      const result = readResidentId(value, today)
      const number = settle(result, cell)
      if (number !== null && result.facts['original'] !== undefined) {
        cell.beside('original', result.facts['original'])
        cell.beside('derived', 'true')
      }
      return number
    }
  },
})
