import { defineType } from '../../core/field.ts'
import { isLonger } from '../cleansing/characters.ts'
import { maskName } from '../cleansing/masks.ts'
import { isNoneText, nameTokens, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { tidyCodes, withoutInvisible } from '../cleansing/tidy-code.ts'

const longest = 100
/** Dots that are written for U+00B7 between the parts of a name, and U+00B7 with blanks around it. */
const dots = /(?<=\p{Script=Han})[ \u3000]*[\u00b7\u2022\u2027\u30fb\uff0e\uff65][ \u3000]*(?=\p{Script=Han})/gu
const asciiDot = /(?<=\p{Script=Han})\.(?=\p{Script=Han})/u
const padded = /^(\p{Script=Han})[ \u3000]+(\p{Script=Han})$/u
const spaced = /\p{Script=Han}[ \u3000]+\p{Script=Han}/u
const control = /\p{Cc}/u
const privateUse = /[\ue000-\uf8ff]/
const masked = /[*＊]/
/** What takes the place of a character that an encoding or a font did not have. */
const lost = /[?？\ufffd□〓]/
/** Digits, and marks that part several names or add a remark. */
const signs = /[\d０-９()（）[\]【】、,，;；/|:：]/

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
    LOST_CHARACTER: {
      zh: '含有 ?、□ 之类，可能丢失了生僻字，需要核实',
      en: 'a ? or □, where a rare character may have been lost, for review',
    },
    NAME_SIGNS: { zh: '含有数字、括号或分隔符，需要核实', en: 'digits, brackets or separators, for review' },
    MASKED: { zh: '姓名已脱敏，不能还原', en: 'masked; it cannot be restored' },
    CONTROL_CHARACTER: { zh: '含有控制字符（如换行）', en: 'control characters, such as a line break' },
    TOO_LONG: { zh: `超过 ${longest} 字`, en: `longer than ${longest} characters` },
  },
  examples: [
    { in: '王小明', out: '王小明' },
    { in: ' 阿依古丽•买买提 ', out: '阿依古丽·买买提', fixed: 'INTERPUNCT' },
    { in: '张　三', out: '张三', fixed: 'PADDING' },
    { in: '张\u200b三', out: '张三', fixed: 'INVISIBLE' },
    { in: ' 李四', out: '李四', fixed: 'TRIMMED' },
    { in: '𠮷野', out: '𠮷野' },
    { in: 'Null', out: 'Null' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
    { in: '不 详', out: null, fixed: 'NULL_TOKEN' },
    { in: '王\n明', reject: 'CONTROL_CHARACTER' },
    { in: '张**', reject: 'MASKED' },
    { in: '王'.repeat(longest + 1), reject: 'TOO_LONG' },
    { in: '\u0000', reject: 'NUL_CHARACTER' },
  ],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1, maxLength: longest }),
  mask: maskName,
  create({ none }) {
    const tokens = noneTokens(none, nameTokens)
    return (value, cell) => {
      if (typeof value === 'string' && isPlainHan(value) && !(value.length <= tokens.longest && tokens.tokens.has(value))) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const visible = changed(cell, 'INVISIBLE', raw, withoutInvisible(raw))
      const trimmed = trimText(visible, cell)
      if (trimmed === '') return null
      if (isLonger(trimmed, longest)) return cell.reject('TOO_LONG')
      const dotted = changed(cell, 'INTERPUNCT', trimmed, trimmed.replace(dots, '·'))
      const name = changed(cell, 'PADDING', dotted, dotted.replace(padded, '$1$2'))
      // a token that was only written with a space inside
      if (name !== raw && isNoneText(name, tokens, cell)) return null
      if (name !== raw && isNoneText(name, tokens, cell)) return null
      if (control.test(name)) return cell.reject('CONTROL_CHARACTER')
      if (masked.test(name)) return cell.reject('MASKED')
      if (asciiDot.test(name)) cell.warn('ASCII_DOT')
      if (spaced.test(name)) cell.warn('INNER_SPACE')
      if (privateUse.test(name)) cell.warn('PRIVATE_USE')
      if (lost.test(name)) cell.warn('LOST_CHARACTER')
      if (signs.test(name)) cell.warn('NAME_SIGNS')
      return name
    }
  },
})
