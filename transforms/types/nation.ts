import { defineType } from '../../core/field.ts'
import { codeListCodes, codesByLabel } from '../cleansing/code-list.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth } from '../cleansing/tidy-code.ts'
import { nations } from '../lists/nations.ts'

const codes = new Map(codesByLabel(nations)).set('BO', '47') // 保安 is written BN and BO
const clean = nations.map(([code = '']) => code)
const isCode = new Set(clean)

export default defineType({
  summary: {
    zh: '民族（GB/T 3304）：数字代码；名称、字母代码改为数字代码',
    en: 'nation (GB/T 3304) as its digits; names and letters are replaced',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    ...codeListCodes,
    LEADING_ZERO: { zh: '补上代码前的 0', en: 'the leading zero of the code restored' },
  },
  examples: [
    { in: '01', out: '01' },
    { in: '汉族', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: '汉', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: 'HA', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: { tag: 'number', text: '7' }, out: '07', fixed: 'LEADING_ZERO' },
    { in: '57', reject: 'CODE_UNKNOWN' },
    { in: '未知', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', enum: clean }),
  mask: (code) => code,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isCode.has(value)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = foldWidth(raw).trim()
      const padded = /^[1-9]$/.test(text) ? `0${text}` : text
      const code = codes.get(padded) ?? codes.get(padded.toUpperCase())
      if (code === undefined) return cell.reject('CODE_UNKNOWN')
      if (padded !== text) cell.fixed('LEADING_ZERO')
      else if (code !== raw) cell.fixed('LABEL_TO_CODE')
      return code
    }
  },
})
