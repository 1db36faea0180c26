import { defineStep } from '../../core/field.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { otherwiseOption, settleOtherwise } from '../cleansing/otherwise.ts'

export default defineStep({
  summary: {
    zh: '在项目的对照表中查找：第一列换成第二列（如旧登记号换成统一社会信用代码）',
    en: "looks the value up in one of the project's tables: its first column gives its second (an old number its USCC)",
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['table'],
    properties: { table: { type: 'string', description: '对照表名 / name of the table' }, otherwise: otherwiseOption },
  },
  codes: {
    LOOKED_UP: { zh: '由对照表得出', en: 'taken from the table' },
    NOT_FOUND: { zh: '对照表中没有', en: 'not in the table' },
  },
  examples: [
    { options: { table: 'example' }, in: '甲', out: 'A', fixed: 'LOOKED_UP' },
    { options: { table: 'example' }, in: 'A', out: 'A' },
    { options: { table: 'example' }, in: '丙', reject: 'NOT_FOUND' },
    { options: { table: 'example', otherwise: 'keep' }, in: '丙', out: '丙' },
    { options: { table: 'example', otherwise: 'null' }, in: '丙', out: null },
    { options: { table: 'example' }, in: null, out: null },
  ],
  create({ table, otherwise }, context) {
    const entries = context.lookup(table)
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      const found = entries.get(text)
      return found === undefined ? settleOtherwise(otherwise, value, cell, 'NOT_FOUND') : changed(cell, 'LOOKED_UP', text, found)
    }
  },
})
