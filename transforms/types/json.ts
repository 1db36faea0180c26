import { defineType } from '../../core/field.ts'
import { findJsonProblem } from '../cleansing/json-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes, trimText } from '../cleansing/read-text.ts'

export default defineType({
  summary: {
    zh: 'JSON（RFC 8259）：原文照存为 jsonb；同一对象内键重复、嵌套过深或数据库存不下的拒绝',
    en: 'JSON (RFC 8259), handed on as written to a jsonb column; keys that stand twice, too deep a nesting and what the database cannot hold are refused',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      holds: {
        type: 'string',
        enum: ['any', 'object', 'array'],
        default: 'any',
        description: '最外层是什么 / what the outermost value is',
      },
      max_depth: { type: 'integer', default: 64, minimum: 1, maximum: 1000, description: '最多嵌套层数 / deepest nesting' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    JSON_FORMAT: { zh: '不是 JSON', en: 'not JSON' },
    JSON_TOO_DEEP: { zh: '嵌套层数超过规定', en: 'nested deeper than the field allows' },
    JSON_DUPLICATE_KEY: {
      zh: '同一对象内键重复，数据库只会留下一个',
      en: 'a key stands twice in one object, of which the database would keep one',
    },
    JSON_UNSTORABLE: {
      zh: '含有数据库不能保存的内容（U+0000、残缺字符或过大的数）',
      en: 'holds what the database cannot store (U+0000, half a character, too great a number)',
    },
    JSON_KIND: { zh: '最外层不是规定的对象或数组', en: 'the outermost value is not the object or array that the field asks for' },
  },
  examples: [
    { in: '{"items": [1.50, "二", null]}', out: '{"items": [1.50, "二", null]}' },
    { in: ' [1]\n', out: '[1]', fixed: 'TRIMMED' },
    { in: { tag: 'number', text: '12' }, out: '12' },
    { in: "{'a': 1}", reject: 'JSON_FORMAT' },
    { in: '[1,]', reject: 'JSON_FORMAT' },
    { in: '{"a": 1, "\\u0061": 2}', reject: 'JSON_DUPLICATE_KEY' },
    { options: { max_depth: 2 }, in: '[[[1]]]', reject: 'JSON_TOO_DEEP' },
    { in: '["\\u0000"]', reject: 'JSON_UNSTORABLE' },
    { options: { holds: 'object' }, in: '[1]', reject: 'JSON_KIND' },
    { in: 'null', out: null, fixed: 'NULL_TOKEN' },
  ],
  column: () => ({ sql: 'jsonb' }),
  schema: () => ({ type: 'string', minLength: 1 }),
  mask: (clean) => '*'.repeat(Math.min(8, clean.length)),
  create({ holds, max_depth, none }) {
    const tokens = noneTokens(none)
    const opening = { any: '', object: '{', array: '[' }[holds]
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = trimText(raw, cell)
      if (text === '') return null
      const problem = findJsonProblem(text, max_depth)
      if (problem !== null) return cell.reject(problem)
      return text.startsWith(opening) ? text : cell.reject('JSON_KIND')
    }
  },
})
