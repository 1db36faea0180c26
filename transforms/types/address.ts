import { defineType } from '../../core/field.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { foldWidth, tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

const longest = 500
const district = /^(.*?(?:省|自治区|特别行政区))?(.*?(?:市|自治州|地区|盟))?(.*?(?:区|县|旗|市))/u

export default defineType({
  summary: {
    zh: '地址：全角折为半角，不可见字符和控制字符去掉；改动过的原文另存',
    en: 'address: folded to half width, freed of invisible and control characters; what was written is kept beside where it differs',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    INVISIBLE: tidyCodes.INVISIBLE,
    FULL_WIDTH: tidyCodes.FULL_WIDTH,
    LINE_BREAK: { zh: '换行、制表符改为空格', en: 'line breaks and tabs made spaces' },
    TOO_LONG: { zh: `超过 ${longest} 字`, en: `longer than ${longest} characters` },
  },
  examples: [
    { in: '四川省崇州市崇阳街道示例路１号', out: '四川省崇州市崇阳街道示例路1号', fixed: 'FULL_WIDTH' },
    { in: '崇州市示例路1号\n2栋', out: '崇州市示例路1号 2栋', fixed: 'LINE_BREAK' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
  beside: { raw: { sql: 'text' } },
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1, maxLength: longest }),
  mask(clean) {
    const known = district.exec(clean.slice(0, 60))?.[0] ?? ''
    return known + '*'.repeat(Math.min(8, [...clean].length - [...known].length))
  },
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = withoutInvisible(raw)
      if (visible !== raw) cell.fixed('INVISIBLE')
      const folded = foldWidth(visible)
      if (folded !== visible) cell.fixed('FULL_WIDTH')
      const trimmed = trimText(folded, cell)
      const address = trimmed.replace(/\p{Cc}+/gu, ' ').trim()
      if (address !== trimmed) cell.fixed('LINE_BREAK')
      if (address === '') return null
      if (address.length > longest && [...address].length > longest) return cell.reject('TOO_LONG')
      if (folded !== raw || address !== trimmed) cell.beside('raw', raw)
      return address
    }
  },
})
