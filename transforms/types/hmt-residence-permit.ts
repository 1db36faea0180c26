import { defineType } from '../../core/field.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { tidyCodes } from '../cleansing/tidy-code.ts'
import { birthDate, birthNumberCodes, sexOf } from '../identity/_birth-number.ts'
import { identityCodes, settle } from '../identity/_result.ts'
import { isHmtResidencePermit, readHmtResidencePermit } from '../identity/hmt-residence-permit.ts'
import { residentIdFixes } from '../identity/resident-id.ts'

export default defineType({
  summary: { zh: '港澳台居民居住证号码', en: 'residence permit of Hong Kong, Macao and Taiwan residents' },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    NULL_TOKEN: textCodes.NULL_TOKEN,
    ...identityCodes,
    ...birthNumberCodes,
    ...tidyCodes,
    UPPER_CASE: residentIdFixes.UPPER_CASE,
    REGION: { zh: '前六位不是 810000、820000 或 830000', en: 'the first six digits are not 810000, 820000 or 830000' },
  },
  examples: [
    { in: '810000190102039004', out: '810000190102039004' },
    { in: ' 81000019020203901x', out: '81000019020203901X', fixed: 'UPPER_CASE' },
    { in: '51018419020304906X', reject: 'REGION' },
  ],
  facts: {
    birth_date: { type: 'date', read: birthDate },
    sex: { type: 'sex', read: sexOf },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^8[123]0000\\d{11}[\\dX]$' }),
  mask: (clean) => (clean.length < 11 ? '*'.repeat(clean.length) : `${clean.slice(0, 6)}********${clean.slice(-4)}`),
  create({ none }, { today }) {
    const now = dayNumber(today)
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isHmtResidencePermit(value, now)) return value
      return isNone(value, tokens, cell) ? null : settle(readHmtResidencePermit(value, today), cell)
    }
  },
})
