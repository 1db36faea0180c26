import { defineType } from '../../core/field.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

const longest = 300
const control = /\p{Cc}/u
const privateUse = /[\ue000-\uf8ff]/

export default defineType({
  summary: {
    zh: '单位名称：去首尾空白和不可见字符，其余照原样',
    en: 'organisation name: trimmed, freed of invisible characters, else as written',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    INVISIBLE: tidyCodes.INVISIBLE,
    PRIVATE_USE: { zh: '含有自造字（U+E000 至 U+F8FF），需要核实', en: 'private-use characters, for review' },
    CONTROL_CHARACTER: { zh: '含有控制字符（如换行）', en: 'control characters, such as a line break' },
    TOO_LONG: { zh: `超过 ${longest} 字`, en: `longer than ${longest} characters` },
  },
  examples: [
    { in: '崇州市蜀州（示例）有限公司', out: '崇州市蜀州（示例）有限公司' },
    { in: ' 示例合作社　', out: '示例合作社', fixed: 'TRIMMED' },
    { in: '暂无', out: null, fixed: 'NULL_TOKEN' },
    { in: '示例\t公司', reject: 'CONTROL_CHARACTER' },
  ],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1, maxLength: longest }),
  mask: (clean) => clean,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = withoutInvisible(raw)
      if (visible !== raw) cell.fixed('INVISIBLE')
      const name = trimText(visible, cell)
      if (name === '') return null
      if (control.test(name)) return cell.reject('CONTROL_CHARACTER')
      if (name.length > longest && [...name].length > longest) return cell.reject('TOO_LONG')
      if (privateUse.test(name)) cell.warn('PRIVATE_USE')
      return name
    }
  },
})
