import { defineType } from '../../core/field.ts'
import { readAddress } from '../cleansing/address-parts.ts'
import { isLonger } from '../cleansing/characters.ts'
import { maskAddress } from '../cleansing/masks.ts'
import { isToken, isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { isTidyHalfWidth, changed, readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { foldWidth, tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

const longest = 500
const privateUse = /[\ue000-\uf8ff]/

export default defineType({
  summary: {
    zh: '地址：全角折为半角，不可见字符和控制字符去掉，不转简体；改动过的原文另存；开头的省、市、县读出代码',
    en: 'address: folded to half width, freed of invisible and control characters, traditional characters kept; what was written is kept beside where it differs; province, city and county are read as codes',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    INVISIBLE: tidyCodes.INVISIBLE,
    FULL_WIDTH: tidyCodes.FULL_WIDTH,
    LINE_BREAK: { zh: '换行、制表符改为空格', en: 'line breaks and tabs made spaces' },
    PRIVATE_USE: { zh: '含有自造字（U+E000 至 U+F8FF），需要核实', en: 'private-use characters, for review' },
    TOO_LONG: { zh: `超过 ${longest} 字`, en: `longer than ${longest} characters` },
  },
  examples: [
    { in: '四川省成都市崇州市崇阳街道示例路1号', out: '四川省成都市崇州市崇阳街道示例路1号' },
    { in: '四川省崇州市崇阳街道示例路１号', out: '四川省崇州市崇阳街道示例路1号', fixed: 'FULL_WIDTH' },
    { in: '崇州市示例路1号\n2栋', out: '崇州市示例路1号 2栋', fixed: 'LINE_BREAK' },
    { in: '崇州市\u200b示例路1号', out: '崇州市示例路1号', fixed: 'INVISIBLE' },
    { in: ' 崇州市示例路1号', out: '崇州市示例路1号', fixed: 'TRIMMED' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
    { in: '路'.repeat(longest + 1), reject: 'TOO_LONG' },
  ],
  facts: {
    province: { type: 'region', read: (clean) => readAddress(clean).province },
    city: { type: 'region', read: (clean) => readAddress(clean).city },
    county: { type: 'region', read: (clean) => readAddress(clean).county },
  },
  beside: { raw: { sql: 'text' } },
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1, maxLength: longest }),
  mask: maskAddress,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && value.length <= longest && isTidyHalfWidth(value) && !isToken(value, tokens)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = changed(cell, 'INVISIBLE', raw, withoutInvisible(raw))
      const folded = changed(cell, 'FULL_WIDTH', visible, foldWidth(visible))
      const trimmed = trimText(folded, cell)
      const address = changed(cell, 'LINE_BREAK', trimmed, trimmed.replace(/\p{Cc}+/gu, ' ').trim())
      if (address === '' || (address !== raw && isNoneText(address, tokens, cell))) return null
      if (isLonger(address, longest)) return cell.reject('TOO_LONG')
      if (privateUse.test(address)) cell.warn('PRIVATE_USE')
      if (folded !== raw || address !== trimmed) cell.beside('raw', raw)
      return address
    }
  },
})
