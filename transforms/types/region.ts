import { defineType } from '../../core/field.ts'
import { isNone, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { tidyCode, tidyCodes } from '../cleansing/tidy-code.ts'
import type { Fix } from '../../core/identity.ts'
import { isProvince } from '../identity/_birth-number.ts'

const lengths = { county: 6, township: 9, village: 12 } as const

export default defineType({
  summary: {
    zh: '行政区划代码（GB/T 2260）：县级 6 位，乡级 9 位，村级 12 位；只查前两位，撤销的区划仍有效',
    en: 'region code (GB/T 2260): 6 digits, 9 for townships, 12 for villages; only the first two are checked, former regions stay valid',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { level: { type: 'string', enum: ['county', 'township', 'village'], default: 'county' }, none: noneOption },
  },
  codes: {
    ...textCodes,
    ...tidyCodes,
    FORMAT: { zh: '位数不符或不是数字', en: 'not the number of digits of this level' },
    REGION: { zh: '前两位不是省级代码', en: 'the first two digits are no province' },
    ZEROS_CUT: { zh: '去掉末尾补的 0', en: 'zeros that only fill up a longer code removed' },
  },
  examples: [
    { in: '510184', out: '510184' },
    { in: '５１０１８４', out: '510184', fixed: 'FULL_WIDTH' },
    { in: '510184000000', out: '510184', fixed: 'ZEROS_CUT' },
    { options: { level: 'village' }, in: '510184001001', out: '510184001001' },
    { options: { level: 'village' }, in: '510184', reject: 'FORMAT' },
    { in: '990184', reject: 'REGION' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: ({ level }) => ({ type: 'string', pattern: `^\\d{${lengths[level]}}$` }),
  mask: (clean) => clean,
  create({ level, none }) {
    const length = lengths[level]
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (isNone(value, tokens, cell)) return null
      const raw = readText(value, cell)
      if (raw === null) return null
      const fixes: Fix[] = []
      const text = tidyCode(raw, fixes)
      if (text === '') return null
      const code = text.length > length && /^0+$/.test(text.slice(length)) && [9, 12].includes(text.length) ? text.slice(0, length) : text
      if (code.length !== length || !/^\d+$/.test(code)) return cell.reject('FORMAT')
      if (!isProvince(code)) return cell.reject('REGION')
      for (const { rule } of fixes) cell.fixed(rule as keyof typeof tidyCodes)
      if (code !== text) cell.fixed('ZEROS_CUT')
      return code
    }
  },
})
