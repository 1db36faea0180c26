import { defineType } from '../../core/field.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes, trimText } from '../cleansing/read-text.ts'

export default defineType({
  summary: { zh: '文本：去首尾空白，其余照原样（含换行）', en: 'text: trimmed, else as written, line breaks included' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      max_length: { type: 'integer', minimum: 1, description: '最多字数 / most characters' },
      none: noneOption,
    },
  },
  codes: { ...textCodes, TOO_LONG: { zh: '超过规定字数', en: 'longer than the field allows' } },
  examples: [
    { in: '  备注\n第二行 ', out: '备注\n第二行', fixed: 'TRIMMED' },
    { in: { tag: 'number', text: '12.50' }, out: '12.50' },
    { in: '', out: null },
    { in: '/', out: null, fixed: 'NULL_TOKEN' },
    { options: { max_length: 3 }, in: '四个汉字', reject: 'TOO_LONG' },
    { in: '\ud800', reject: 'LONE_SURROGATE' },
    { in: new Uint8Array([1]), reject: 'NOT_TEXT' },
    { in: { tag: 'undecodable', text: '?' }, reject: 'UNDECODABLE' },
  ],
  column: () => ({ sql: 'text' }),
  schema: ({ max_length }) => ({ type: 'string', minLength: 1, ...(max_length === undefined ? {} : { maxLength: max_length }) }),
  mask(clean) {
    const [first = '', ...rest] = clean
    return first + '*'.repeat(rest.length)
  },
  create({ max_length, none }) {
    const tokens = noneTokens(none)
    const longest = max_length ?? Infinity
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = trimText(raw, cell)
      return text.length > longest && [...text].length > longest ? cell.reject('TOO_LONG') : text
    }
  },
})
