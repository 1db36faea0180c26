import { defineType } from '../../core/field.ts'
import type { Fix } from '../../core/identity.ts'
import { codeListCodes } from '../cleansing/code-list.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { tidyCode, tidyCodes } from '../cleansing/tidy-code.ts'
import { isProvince } from '../identity/_birth-number.ts'
import { readDivisions } from '../lists/divisions.ts'
import { isKnownRegion, isRegionInForce, regionNames } from '../lists/regions.ts'

const lengths = { county: 6, township: 9, village: 12 } as const

export default defineType({
  summary: {
    zh: '行政区划代码（GB/T 2260 及其历史，2023 年止）：6 位，乡级 9 位、村级 12 位（GB/T 10114）；名称只在无歧义时改为代码',
    en: 'region code (GB/T 2260 and its history until 2023): 6 digits, 9 for townships and 12 for villages (GB/T 10114); a name is replaced by its code where only one place has it',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      level: {
        type: 'string',
        enum: ['county', 'township', 'village'],
        default: 'county',
        description: 'county 六位（省、地、县级） / six digits (province, prefecture or county)',
      },
      longer: {
        type: 'string',
        enum: ['reject', 'cut'],
        default: 'reject',
        description: '更长的代码：拒收，或截到本级 / longer codes: rejected, or cut to the level',
      },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    ...tidyCodes,
    FORMAT: { zh: '位数不符或不是数字', en: 'not the number of digits of this level' },
    REGION: { zh: '前两位不是省级代码', en: 'the first two digits are no province' },
    REGION_UNKNOWN: { zh: '不在历次行政区划代码中', en: 'in no revision of the region codes' },
    REGION_RETIRED: { zh: '代码已撤销', en: 'a code that has been withdrawn' },
    REGION_AMBIGUOUS: { zh: '同名的区划不止一个，须写明上级', en: 'more than one place has this name; its parents are missing' },
    CODE_UNKNOWN: { zh: '不是代码，也不是区划名称', en: 'neither a code nor the name of a region' },
    LABEL_TO_CODE: codeListCodes.LABEL_TO_CODE,
    ZEROS_CUT: { zh: '去掉末尾补的 0', en: 'zeros that only fill up a longer code removed' },
    ZEROS_ADDED: { zh: '两位、四位代码补足六位', en: 'two or four digits filled up to six' },
    CODE_CUT: { zh: '截到本级', en: 'cut to this level' },
  },
  examples: [
    { in: '510184', out: '510184' },
    { in: '５１０１８４', out: '510184', fixed: 'FULL_WIDTH' },
    { in: '510184000000', out: '510184', fixed: 'ZEROS_CUT' },
    { in: '5101', out: '510100', fixed: 'ZEROS_ADDED' },
    { in: '四川省成都市崇州市', out: '510184', fixed: 'LABEL_TO_CODE' },
    { in: '崇州市', out: '510184', fixed: 'LABEL_TO_CODE' },
    { in: '朝阳区', reject: 'REGION_AMBIGUOUS' },
    { in: '崇州', reject: 'CODE_UNKNOWN' },
    { in: '519013', out: '519013' },
    { in: '510184001001', reject: 'FORMAT' },
    { options: { longer: 'cut' }, in: '510184001001', out: '510184', fixed: 'CODE_CUT' },
    { options: { level: 'village' }, in: '510184001001', out: '510184001001' },
    { options: { level: 'village' }, in: '510184', reject: 'FORMAT' },
    { in: '990184', reject: 'REGION' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
  facts: {
    name: { type: 'text', read: (code) => regionNames(code.slice(0, 6)).at(-1)?.name ?? null },
    names: {
      type: 'text',
      read: (code) =>
        regionNames(code.slice(0, 6))
          .map(({ name }) => name)
          .join('、') || null,
    },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: ({ level }) => ({ type: 'string', pattern: `^\\d{${lengths[level]}}$` }),
  mask: (clean) => clean,
  create({ level, longer, none }) {
    const length = lengths[level]
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && length === 6 && isRegionInForce(value)) return value
      if (isNone(value, tokens, cell)) return null
      const raw = readText(value, cell)
      if (raw === null) return null
      const fixes: Fix[] = []
      const text = tidyCode(raw, fixes)
      if (text === '') return null
      const code = isDigits(text) ? readCode(text, length, longer === 'cut') : readName(text, length)
      if (typeof code !== 'string') return cell.reject(code.problem)
      if (!isProvince(code)) return cell.reject('REGION')
      for (const { rule, before, after } of fixes) cell.fixed(rule as keyof typeof tidyCodes, before, after)
      if (code !== text) cell.fixed(change(text, length), text, code)
      const county = code.slice(0, 6)
      if (!isKnownRegion(Number(county))) cell.warn('REGION_UNKNOWN')
      else if (!isRegionInForce(county)) cell.warn('REGION_RETIRED')
      return code
    }
  },
})

type Problem = { readonly problem: 'FORMAT' | 'CODE_UNKNOWN' | 'REGION_AMBIGUOUS' }

const isDigits = (text: string): boolean => /^\d+$/.test(text)

function readCode(text: string, length: number, cuts: boolean): string | Problem {
  if (text.length === length) return text
  if (length === 6 && (text.length === 2 || text.length === 4)) return text.padEnd(6, '0')
  const isLonger = text.length > length && (text.length === 9 || text.length === 12)
  return isLonger && (cuts || /^0+$/.test(text.slice(length))) ? text.slice(0, length) : { problem: 'FORMAT' }
}

/** The one code in force that the names mean; a withdrawn one only where none is in force. */
function readName(text: string, length: number): string | Problem {
  const found = length === 6 ? readDivisions(text) : null
  if (found?.length !== text.length) return { problem: length === 6 && !/\d/.test(text) ? 'CODE_UNKNOWN' : 'FORMAT' }
  const inForce = found.codes.filter(isRegionInForce)
  const [code, second] = inForce.length > 0 ? inForce : found.codes
  return code === undefined || second !== undefined ? { problem: 'REGION_AMBIGUOUS' } : code
}

function change(text: string, length: number): 'LABEL_TO_CODE' | 'ZEROS_CUT' | 'ZEROS_ADDED' | 'CODE_CUT' {
  if (!isDigits(text)) return 'LABEL_TO_CODE'
  if (text.length < length) return 'ZEROS_ADDED'
  return /^0+$/.test(text.slice(length)) ? 'ZEROS_CUT' : 'CODE_CUT'
}
