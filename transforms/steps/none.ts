import { defineStep } from '../../core/field.ts'
import { isNone, noneTokens } from '../cleansing/none-tokens.ts'

export default defineStep({
  summary: { zh: '把“无”“不详”之类视为空', en: 'reads tokens for "none" as null' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      tokens: { type: 'array', items: { type: 'string' }, description: '写法，代替默认的列表 / tokens, in place of the usual ones' },
    },
  },
  codes: { NULL_TOKEN: { zh: '表示“无”的写法视为空', en: 'a token for "none" read as null' } },
  examples: [
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
    { in: ' N/A ', out: null, fixed: 'NULL_TOKEN' },
    { in: '崇阳', out: '崇阳' },
    { in: ' ', out: null },
    { options: { tokens: ['999'] }, in: '999', out: null, fixed: 'NULL_TOKEN' },
    { options: { tokens: ['999'] }, in: { tag: 'number', text: '999' }, out: null, fixed: 'NULL_TOKEN' },
    { options: { tokens: ['999'] }, in: '无', out: '无' },
  ],
  create({ tokens }) {
    const none = noneTokens(tokens)
    return (value, cell) => (isNone(value, none, cell) ? null : value)
  },
})
