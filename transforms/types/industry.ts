import { defineType } from '../../core/field.ts'
import { upperAscii } from '../cleansing/characters.ts'
import { codeFieldCodes, codesByLabel, createCodeField } from '../cleansing/code-list.ts'
import { noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { plainText } from '../cleansing/read-text.ts'
import { industries, industryLevel, industryLevels, industrySection } from '../lists/industries.ts'

/** Section and digits as many registers write them together: A0111, C13. */
const withSection = /^([A-T])(\d{2,4})$/
const digits = { any: '[A-T]|\\d{2,4}', section: '[A-T]', division: '\\d{2}', group: '\\d{3}', class: '\\d{4}' } as const

export default defineType({
  summary: {
    zh: '行业（GB/T 4754-2017）：门类字母或 2 至 4 位代码；名称改为代码',
    en: 'industry (GB/T 4754-2017): a section letter or 2 to 4 digits; labels are replaced by their code',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      level: {
        type: 'string',
        enum: ['any', ...industryLevels],
        default: 'any',
        description: '只收这一级：门类、大类、中类、小类 / takes codes and labels of this level only',
      },
      none: noneOption,
    },
  },
  codes: {
    ...codeFieldCodes,
    SECTION_CUT: { zh: '去掉代码前的门类字母', en: 'the section letter before the digits removed' },
    INDUSTRY_SECTION: { zh: '门类字母与大类不符', en: 'the section letter is not the one of the division' },
  },
  examples: [
    { in: 'A', out: 'A' },
    { in: '13', out: '13' },
    { in: '0111', out: '0111' },
    { in: '农副食品加工业', out: '13', fixed: 'LABEL_TO_CODE' },
    { in: '稻谷种植', out: '0111', fixed: 'LABEL_TO_CODE' },
    { options: { level: 'class' }, in: '木质家具制造', out: '2110', fixed: 'LABEL_TO_CODE' },
    { options: { level: 'class' }, in: '13', reject: 'CODE_UNKNOWN' },
    { in: 'A0111', out: '0111', fixed: 'SECTION_CUT' },
    { in: 'ａ', out: 'A', fixed: 'FULL_WIDTH' },
    { in: 'C0111', reject: 'INDUSTRY_SECTION' },
    { in: '0118', reject: 'CODE_UNKNOWN' },
    { in: '批发', reject: 'CODE_UNKNOWN' },
    { in: '暂无', out: null, fixed: 'NULL_TOKEN' },
  ],
  facts: { section: { type: 'text', read: (code) => (industryLevel(code) === 'section' ? code : industrySection(code)) } },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: ({ level }) => ({ type: 'string', pattern: `^(${digits[level]})$` }),
  mask: (code) => code,
  create({ level, none }) {
    const codes = codesByLabel(industries(level === 'any' ? undefined : level))
    const listed = createCodeField({ codes, none: noneTokens(none) })
    return (value, cell) => {
      const text = plainText(value)
      const [, section, code = ''] = text === null || text.length > 5 ? [] : (withSection.exec(upperAscii(text)) ?? [])
      if (text === null || section === undefined || !codes.has(code)) return listed(value, cell)
      if (industrySection(code) !== section) return cell.reject('INDUSTRY_SECTION')
      cell.fixed('SECTION_CUT', text, code)
      return code
    }
  },
})
