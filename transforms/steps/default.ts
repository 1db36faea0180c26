import { defineStep } from '../../core/field.ts'

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
  ],
  create:
    ({ value: fallback }) =>
    (value, cell) => {
      if (value !== null && (typeof value !== 'string' || value.trim() !== '')) return value
      cell.fixed('DEFAULTED')
      return fallback
    },
})
