import { defineType } from '../../core/field.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, isPrecisionLost, withoutInvisible } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

const separator = /[、/;；,，]/
const mobile = /^1[3-9]\d{9}$/
const landline = /^(0(?:10|2\d|[3-9]\d{2}))?([2-9]\d{6,7})(?:(?:转|x|ext\.?|#)(\d{1,6}))?$/i
const service = /^(?:[48]00\d{7}|1[012]\d{3}|9[56]\d{3,4}|1[012]\d)$/
const foreign = /^\+[1-9]\d{6,14}$/

/** The canonical form of one number; null when it is none. */
function readNumber(text: string): string | null {
  const compact = text.replace(/^\((\d{3,4})\)/, '$1').replace(/^(?:\+86|0086)/, '')
  // A hyphen and digits after a whole landline are its extension; every other hyphen only groups.
  const joined = compact.replace(/^(0\d{2,3}-?[2-9]\d{6,7})-(\d{1,6})$/, '$1转$2').replaceAll('-', '')
  if (mobile.test(joined) || service.test(joined) || foreign.test(joined)) return joined
  const parts = landline.exec(joined)
  if (parts === null) return null
  const area = parts[1] === undefined ? '' : `${parts[1]}-`
  return `${area}${parts[2] ?? ''}${parts[3] === undefined ? '' : `-${parts[3]}`}`
}

function isSuspect(number: string): boolean {
  const digits = mobile.test(number) ? number.slice(3) : number.replace(/^0\d{2,3}-/, '')
  return digits.length >= 7 && /^(\d)\1+$/.test(digits)
}

export default defineType({
  summary: {
    zh: '电话：手机 11 位，座机为 区号-号码[-分机]；多个号码时首个为值，其余另存',
    en: 'phone: 11 digits of a mobile, area-number[-extension] of a landline; of several the first, the others kept beside',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    PHONE_FORMAT: { zh: '不是电话号码', en: 'not a phone number' },
    PHONE_FORM: { zh: '电话改为标准写法', en: 'phone rewritten in the standard form' },
    PHONE_SEVERAL: { zh: '多个号码已拆分', en: 'several numbers split' },
    PHONE_SUSPECT: { zh: '各位数字都相同，可疑', en: 'all digits the same, suspect' },
    AREA_MISSING: { zh: '座机没有区号', en: 'a landline without its area code' },
  },
  examples: [
    { in: '13800138000', out: '13800138000' },
    { in: '+86 138-0013-8000', out: '13800138000', fixed: 'PHONE_FORM' },
    { in: '(028)82310000转8', out: '028-82310000-8', fixed: 'PHONE_FORM' },
    { in: '028-82310000', out: '028-82310000' },
    { in: '13800138000、028-82310000', out: '13800138000', fixed: 'PHONE_SEVERAL' },
    { in: '1380013800', reject: 'PHONE_FORMAT' },
    { in: '1.38E+10', reject: 'EXCEL_PRECISION_LOST' },
    { in: '/', out: null, fixed: 'NULL_TOKEN' },
  ],
  beside: { others: { sql: 'text' } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\+?[0-9][0-9-]{2,24}$' }),
  mask: (clean) => (clean.length < 7 ? '*'.repeat(clean.length) : `${clean.slice(0, 3)}${'*'.repeat(clean.length - 7)}${clean.slice(-4)}`),
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && value.length === 11 && mobile.test(value)) {
        if (isSuspect(value)) cell.warn('PHONE_SUSPECT')
        return value
      }
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = foldWidth(withoutInvisible(raw))
        .replace(/[\s\u00a0]/g, '')
        .replace(/[—–]/g, '-')
      if (isPrecisionLost(text)) return cell.reject('EXCEL_PRECISION_LOST')
      const numbers: string[] = []
      for (const part of text.split(separator)) {
        if (part === '') continue
        const number = readNumber(part)
        if (number === null) return cell.reject('PHONE_FORMAT')
        if (!numbers.includes(number)) numbers.push(number)
      }
      const [first, ...others] = numbers
      if (first === undefined) return cell.reject('PHONE_FORMAT')
      if (others.length > 0) {
        cell.beside('others', others.join('、'))
        cell.fixed('PHONE_SEVERAL')
      } else if (first !== raw) cell.fixed('PHONE_FORM')
      if (isSuspect(first)) cell.warn('PHONE_SUSPECT')
      if (/^[2-9]\d{6,7}(-|$)/.test(first)) cell.warn('AREA_MISSING')
      return first
    }
  },
})
