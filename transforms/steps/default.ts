import { defineStep } from '../../core/field.ts'
import { plainText } from '../cleansing/read-text.ts'
import { optionErrors } from '../option-errors.ts'

export default defineStep({
  summary: { zh: '没有值时填入默认值', en: 'gives a value where there is none' },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['value'],
    properties: { value: { type: 'string', description: '默认值 / the value' } },
  },
  codes: { DEFAULTED: { zh: '填入默认值', en: 'default filled in' } },
  examples: [
    { options: { value: '9' }, in: null, out: '9', fixed: 'DEFAULTED' },
    { options: { value: '9' }, in: '　', out: '9', fixed: 'DEFAULTED' },
    { options: { value: '9' }, in: '1', out: '1' },
    { options: { value: '9' }, in: { tag: 'undecodable', text: 'ff' }, out: { tag: 'undecodable', text: 'ff' } },
  ],
  create({ value: fallback }) {
    if (fallback.trim() === '') throw optionErrors('STEP_OPTIONS', { step: 'default', option: 'value', expected: '…', found: '""' })
    return (value, cell) => {
      if (value !== null) {
        // what has bytes and no text is for the type to reject, not to be written over
        const text = plainText(value)
        if (text === null || text.trim() !== '') return value
      }
      cell.fixed('DEFAULTED', '', fallback)
      return fallback
    }
  },
})
