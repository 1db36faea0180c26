import { defineType } from '../../core/field.ts'
import { isLonger } from '../cleansing/characters.ts'
import { maskName } from '../cleansing/masks.ts'
import { isToken, isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { isTidyText, changed, isNumeric, readText, textCodes, trimText } from '../cleansing/read-text.ts'
import { isNumberTooLong } from '../cleansing/tidy-code.ts'

/** Line breaks of every system. */
const breaks = /[\n\r\v\f\u0085\u2028\u2029]+/g

export default defineType({
  summary: {
    zh: '文本：去首尾空白，其余照原样；换行保留、改为空格或拒绝',
    en: 'text: trimmed, else as written; line breaks are kept, made spaces or refused',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      max_length: { type: 'integer', minimum: 1, description: '最多字数 / most characters' },
      line_breaks: { type: 'string', enum: ['keep', 'space', 'reject'], default: 'keep', description: '换行 / line breaks' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    TOO_LONG: { zh: '超过规定字数', en: 'longer than the field allows' },
    LINE_BREAK: { zh: '换行改为空格', en: 'line breaks made spaces' },
    LINE_BREAK_REFUSED: { zh: '含有换行，而本字段不允许', en: 'line breaks, which this field does not allow' },
    DIGITS_DOUBTFUL: {
      zh: '数值单元格超过 15 位，末几位可能已被表格软件改动，需要核实',
      en: 'a numeric cell of more than 15 digits, the last of which a spreadsheet may have changed, for review',
    },
  },
  examples: [
    { in: '  备注\n第二行 ', out: '备注\n第二行', fixed: 'TRIMMED' },
    { in: { tag: 'number', text: '12.50' }, out: '12.50' },
    { options: { line_breaks: 'space' }, in: '备注\r\n第二行', out: '备注 第二行', fixed: 'LINE_BREAK' },
    { options: { line_breaks: 'reject' }, in: '备注\n第二行', reject: 'LINE_BREAK_REFUSED' },
    { in: '', out: null },
    { in: '/', out: null, fixed: 'NULL_TOKEN' },
    { options: { max_length: 3 }, in: '四个汉字', reject: 'TOO_LONG' },
    { in: '\ud800', reject: 'LONE_SURROGATE' },
    { in: new Uint8Array([1]), reject: 'NOT_TEXT' },
    { in: { tag: 'undecodable', text: '?' }, reject: 'UNDECODABLE' },
  ],
  column: () => ({ sql: 'text' }),
  schema: ({ max_length }) => ({ type: 'string', minLength: 1, ...(max_length === undefined ? {} : { maxLength: max_length }) }),
  mask: maskName,
  create({ max_length, line_breaks, none }) {
    const tokens = noneTokens(none)
    const longest = max_length ?? Infinity
    return (value, cell) => {
      if (typeof value === 'string' && value.length <= longest && isTidyText(value) && !isToken(value, tokens)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      let text = trimText(raw, cell)
      if (text === '') return null
      if (line_breaks !== 'keep') {
        const joined = text.replace(breaks, ' ')
        if (joined !== text && line_breaks === 'reject') return cell.reject('LINE_BREAK_REFUSED')
        text = changed(cell, 'LINE_BREAK', text, joined)
      }
      if (isLonger(text, longest)) return cell.reject('TOO_LONG')
      if (isNumeric(value) && isNumberTooLong(text)) cell.warn('DIGITS_DOUBTFUL')
      return text
    }
  },
})
