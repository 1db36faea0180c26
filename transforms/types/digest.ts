import { defineType } from '../../core/field.ts'
import type { Fix } from '../../core/identity.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { isPrecisionLost, tidyCode, tidyCodes } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

const form = /^[\da-f]{64}$/
/** What the algorithms make of nothing: a file of no bytes, or a field that was not there. */
const ofNothing = {
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  sm3: '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b',
} as const
const sample = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

export default defineType({
  summary: {
    zh: '摘要：SHA-256（FIPS 180-4）或 SM3（GB/T 32905-2016）的 64 位十六进制，小写',
    en: 'digest: 64 hexadecimal digits in lower case of SHA-256 (FIPS 180-4) or SM3 (GB/T 32905-2016)',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      algorithm: { type: 'string', enum: ['sha256', 'sm3'], default: 'sha256', description: '算法 / algorithm' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    ...tidyCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    LOWER_CASE: { zh: '大写改为小写', en: 'upper case made lower' },
    DIGEST_FORMAT: { zh: '不是 64 位十六进制', en: 'not 64 hexadecimal digits' },
    DIGEST_OF_NOTHING: { zh: '是空内容的摘要，可疑', en: 'the digest of nothing at all, suspect' },
  },
  examples: [
    { in: sample, out: sample },
    { in: sample.toUpperCase(), out: sample, fixed: 'LOWER_CASE' },
    { in: ` ${sample}`, out: sample, fixed: 'TRIMMED' },
    { options: { algorithm: 'sm3' }, in: ofNothing.sm3, out: ofNothing.sm3 },
    { in: sample.slice(1), reject: 'DIGEST_FORMAT' },
    { in: { tag: 'number', text: '9.86E+63' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[\\da-f]{64}$' }),
  mask: (clean) => clean,
  create({ algorithm, none }) {
    const tokens = noneTokens(none)
    const suspect = ofNothing[algorithm]
    return (value, cell) => {
      if (isNone(value, tokens, cell)) return null
      const raw = readText(value, cell)
      if (raw === null) return null
      if (isNumeric(value)) return cell.reject('EXCEL_PRECISION_LOST')
      const fixes: Fix[] = []
      const text = form.test(raw) ? raw : tidyCode(raw, fixes)
      if (text === '') return null
      if (isPrecisionLost(text)) return cell.reject('EXCEL_PRECISION_LOST')
      const clean = text.length === 64 ? text.toLowerCase() : text
      if (!form.test(clean)) return cell.reject('DIGEST_FORMAT')
      for (const { rule, before, after } of fixes) cell.fixed(rule as keyof typeof tidyCodes, before, after)
      if (clean !== text) cell.fixed('LOWER_CASE', text, clean)
      if (clean === suspect) cell.warn('DIGEST_OF_NOTHING')
      return clean
    }
  },
})
