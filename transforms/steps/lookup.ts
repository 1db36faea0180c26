import { defineStep } from '../../core/field.ts'
import { plainText } from '../cleansing/read-text.ts'
import { otherwiseOption } from '../cleansing/otherwise.ts'

export default defineStep({
  summary: { zh: '在项目的对照表中查找', en: "looks the value up in one of the project's tables" },
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
    { options: { table: 'example' }, in: '丙', reject: 'NOT_FOUND' },
    { options: { table: 'example', otherwise: 'keep' }, in: '丙', out: '丙' },
    { options: { table: 'example', otherwise: 'null' }, in: '丙', out: null },
  ],
  create({ table, otherwise }, context) {
    const entries = context.lookup(table)
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      const found = text === null ? undefined : entries.get(text)
      if (found !== undefined) {
        if (found !== text) cell.fixed('LOOKED_UP')
        return found
      }
      if (otherwise === 'keep') return value
      return otherwise === 'null' ? null : cell.reject('NOT_FOUND')
    }
  },
})
