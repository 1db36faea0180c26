import { defineType } from '../../core/field.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { maskMiddle, maskMobile } from '../cleansing/masks.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { isAreaMissing, isMobile, isServiceNumber, isSuspectPhone, likelyPhone, readPhone } from '../cleansing/phone-number.ts'
import { isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, isNumberTooLong, isPrecisionLost, withoutInvisible } from '../cleansing/tidy-code.ts'
import { identityCodes } from '../identity/_result.ts'

const separator = /[、/;,\n\r或]+/
const longest = 300
const longestNumber = 40

export default defineType({
  summary: {
    zh: '电话：手机 11 位，座机为 区号-号码[-分机]；多个号码时首个为值，其余另存',
    en: 'phone: 11 digits of a mobile, area-number[-extension] of a landline; of several the first, the others kept beside',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      several: {
        type: 'string',
        enum: ['split', 'reject'],
        default: 'split',
        description: '一格多个号码时：拆分或拒绝 / what becomes of several numbers in one cell',
      },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    EXCEL_PRECISION_LOST: identityCodes.EXCEL_PRECISION_LOST,
    PHONE_FORMAT: { zh: '不是电话号码', en: 'not a phone number' },
    LEADING_ZERO_LOST: { zh: '数值单元格丢失了开头的 0', en: 'a numeric cell has lost the zero in front' },
    PHONE_FORM: { zh: '电话改为标准写法', en: 'phone rewritten in the standard form' },
    PHONE_SEVERAL: { zh: '一格有多个号码', en: 'several numbers in one cell' },
    PHONE_SUSPECT: { zh: '各位数字都相同，可疑', en: 'all digits the same, suspect' },
    AREA_MISSING: { zh: '座机没有区号', en: 'a landline without its area code' },
  },
  examples: [
    { in: '13800138000', out: '13800138000' },
    { in: '+86 138-0013-8000', out: '13800138000', fixed: 'PHONE_FORM' },
    { in: { tag: 'number', text: '13800138000' }, out: '13800138000' },
    { in: '(028)82310000转8', out: '028-82310000-8', fixed: 'PHONE_FORM' },
    { in: '028-82310000', out: '028-82310000' },
    { in: '+86 28 8231 0000', out: '028-82310000', fixed: 'PHONE_FORM' },
    { in: '400-820-0000', out: '4008200000', fixed: 'PHONE_FORM' },
    { in: '12345', out: '12345' },
    { in: '+852 2123 4567', out: '+85221234567', fixed: 'PHONE_FORM' },
    { in: '13800138000、028-82310000', out: '13800138000', fixed: 'PHONE_SEVERAL' },
    { options: { several: 'reject' }, in: '13800138000；13900139001', reject: 'PHONE_SEVERAL' },
    { in: '1380013800', reject: 'PHONE_FORMAT' },
    { in: '013800138000', reject: 'PHONE_FORMAT', suggestion: '13800138000' },
    { in: '王某13800138000', reject: 'PHONE_FORMAT', suggestion: '13800138000' },
    { in: { tag: 'number', text: '2882310000' }, reject: 'LEADING_ZERO_LOST', suggestion: '028-82310000' },
    { in: '1.38E+10', reject: 'EXCEL_PRECISION_LOST' },
    { in: { tag: 'number', text: '1380013800013900' }, reject: 'EXCEL_PRECISION_LOST' },
    { in: '/', out: null, fixed: 'NULL_TOKEN' },
  ],
  beside: { others: { sql: 'text' } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\+?[0-9][0-9-]{2,24}$' }),
  mask(clean) {
    // who serves everybody is nobody's own
    if (isServiceNumber(clean)) return clean
    if (isMobile(clean) || !/^[\d-]{7,25}$/.test(clean)) return maskMobile(clean)
    const [, area = '', number = '', extension = ''] = /^(0\d{2,3}-)?(\d*)(.*)$/.exec(clean) ?? []
    return area + maskMiddle(number, 0, 4) + '*'.repeat(extension.length)
  },
  create({ several, none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isMobile(value)) {
        if (isSuspectPhone(value)) cell.warn('PHONE_SUSPECT')
        return value
      }
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = isNumeric(value) ? typedNumber(raw) : foldWidth(withoutInvisible(raw)).trim()
      if (isNumeric(value) ? isNumberTooLong(text) : isPrecisionLost(text)) return cell.reject('EXCEL_PRECISION_LOST')
      const numbers = text.length > longest ? null : readPhones(text)
      const [first, ...others] = numbers ?? []
      if (first === undefined) {
        const zeroed = isNumeric(value) ? readPhone(`0${text.slice(0, longestNumber)}`) : null
        if (zeroed !== null) return cell.reject('LEADING_ZERO_LOST', zeroed)
        return cell.reject('PHONE_FORMAT', text.length > longest ? undefined : likelyPhone(text))
      }
      if (others.length > 0 && several === 'reject') return cell.reject('PHONE_SEVERAL')
      if (others.length > 0) {
        cell.beside('others', others.join('、'))
        cell.fixed('PHONE_SEVERAL', raw, first)
      } else if (first !== raw) cell.fixed('PHONE_FORM', raw, first)
      if (isSuspectPhone(first)) cell.warn('PHONE_SUSPECT')
      if (isAreaMissing(first)) cell.warn('AREA_MISSING')
      return first
    }
  },
})

/** Every number of a cell once, in standard form; null where a part is none. */
function readPhones(text: string): string[] | null {
  const numbers: string[] = []
  for (const part of text.split(separator)) {
    const compact = compactPhone(part)
    if (compact === '') continue
    const whole = compact.length > longestNumber ? null : readPhone(compact)
    // blanks group one number, or stand between several
    for (const number of whole === null
      ? part
          .trim()
          .split(/\s+/)
          .map((each) => readPhone(compactPhone(each)))
      : [whole]) {
      if (number === null) return null
      if (!numbers.includes(number)) numbers.push(number)
    }
  }
  return numbers
}

function compactPhone(text: string): string {
  return text.replace(/\s/g, '').replace(/[—–‐-―−]+/g, '-')
}
