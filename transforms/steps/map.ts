import { defineStep } from '../../core/field.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { otherwiseOption, settleOtherwise } from '../cleansing/otherwise.ts'

export default defineStep({
  summary: { zh: '按对照表改写', en: 'replaces whole values by a table' },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['values'],
    properties: {
      values: { type: 'object', additionalProperties: { type: 'string' }, description: '原值: 新值 / value: replacement' },
      otherwise: otherwiseOption,
    },
  },
  codes: {
    MAPPED: { zh: '按对照表改写', en: 'replaced by the table' },
    NOT_MAPPED: { zh: '对照表中没有', en: 'not in the table' },
  },
  examples: [
    { options: { values: { 在营: '1' } }, in: '在营', out: '1', fixed: 'MAPPED' },
    { options: { values: { 1: '1' } }, in: '1', out: '1' },
    { options: { values: { 在营: '1' } }, in: '停业', reject: 'NOT_MAPPED' },
    { options: { values: { 在营: '1' }, otherwise: 'keep' }, in: '停业', out: '停业' },
    { options: { values: { 在营: '1' }, otherwise: 'null' }, in: '停业', out: null },
    { options: { values: { true: '1' } }, in: true, out: '1', fixed: 'MAPPED' },
    { options: { values: { 在营: '1' } }, in: null, out: null },
  ],
  create({ values, otherwise }) {
    const table = new Map(Object.entries(values))
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      const found = table.get(text)
      return found === undefined ? settleOtherwise(otherwise, value, cell, 'NOT_MAPPED') : changed(cell, 'MAPPED', text, found)
    }
  },
})
