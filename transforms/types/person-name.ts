import { defineType } from '../../core/field.ts'
import { isNoneText, nameTokens, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

const longest = 100
/** Dots that are written for U+00B7 between the parts of a name. */
const dots = /(?<=\p{Script=Han})[ \u3000]*[\u2022\u2027\u30fb\uff0e\uff65][ \u3000]*(?=\p{Script=Han})/gu
const asciiDot = /(?<=\p{Script=Han})\.(?=\p{Script=Han})/u
const padded = /^(\p{Script=Han})[ \u3000]+(\p{Script=Han})$/u
const spaced = /\p{Script=Han}[ \u3000]+\p{Script=Han}/u
const control = /\p{Cc}/u
const privateUse = /[\ue000-\uf8ff]/

/** Nothing but ideographs of the basic plane: needs nothing done. */
function isPlainHan(text: string): boolean {
  if (text.length < 2 || text.length > 20) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x3400 || code > 0x9fff) return false
  }
  return true
}

export default defineType({
  summary: {
    zh: '姓名：间隔号统一为 U+00B7；不做 NFKC，不转简体；Null 可以是姓名',
    en: 'person name: the interpunct is U+00B7; no NFKC, no conversion of traditional characters; `Null` may be a name',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    INVISIBLE: tidyCodes.INVISIBLE,
    INTERPUNCT: { zh: '间隔号改为 ·', en: 'the dot between parts made U+00B7' },
    PADDING: { zh: '去掉两字姓名中间的空格', en: 'padding between two characters removed' },
    ASCII_DOT: { zh: '汉字之间有英文句点，需要核实', en: 'an ASCII dot between Chinese characters, for review' },
    INNER_SPACE: { zh: '汉字之间有空格，需要核实', en: 'a space between Chinese characters, for review' },
    PRIVATE_USE: { zh: '含有自造字（U+E000 至 U+F8FF），需要核实', en: 'private-use characters, for review' },
    CONTROL_CHARACTER: { zh: '含有控制字符（如换行）', en: 'control characters, such as a line break' },
    TOO_LONG: { zh: `超过 ${longest} 字`, en: `longer than ${longest} characters` },
  },
  examples: [
    { in: '王小明', out: '王小明' },
    { in: ' 阿依古丽•买买提 ', out: '阿依古丽·买买提', fixed: 'INTERPUNCT' },
    { in: '张　三', out: '张三', fixed: 'PADDING' },
    { in: 'Null', out: 'Null' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
    { in: '王\n明', reject: 'CONTROL_CHARACTER' },
    { in: '\u0000', reject: 'NUL_CHARACTER' },
  ],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1, maxLength: longest }),
  mask(clean) {
    const [first = '', ...rest] = clean
    return first + '*'.repeat(rest.length)
  },
  create({ none }) {
    const tokens = noneTokens(none, nameTokens)
    return (value, cell) => {
      if (typeof value === 'string' && isPlainHan(value) && !(value.length <= tokens.longest && tokens.tokens.has(value))) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = withoutInvisible(raw)
      if (visible !== raw) cell.fixed('INVISIBLE')
      let name = trimText(visible, cell)
      if (name === '') return null
      const dotted = name.replace(dots, '·')
      if (dotted !== name) cell.fixed('INTERPUNCT')
      name = dotted.replace(padded, '$1$2')
      if (name !== dotted) cell.fixed('PADDING')
      if (control.test(name)) return cell.reject('CONTROL_CHARACTER')
      if (name.length > longest && [...name].length > longest) return cell.reject('TOO_LONG')
      if (asciiDot.test(name)) cell.warn('ASCII_DOT')
      if (spaced.test(name)) cell.warn('INNER_SPACE')
      if (privateUse.test(name)) cell.warn('PRIVATE_USE')
      return name
    }
  },
})
