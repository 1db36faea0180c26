import { defineStep } from '../../core/field.ts'

export default defineStep({
  summary: { zh: '替换文字（逐字匹配，全部替换）', en: 'replaces a text wherever it occurs, literally' },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to'],
    properties: {
      from: { type: 'string', description: '原文 / text to find' },
      to: { type: 'string', description: '改为 / its replacement' },
    },
  },
  codes: { REPLACED: { zh: '文字已替换', en: 'text replaced' } },
  examples: [
    { options: { from: '崇庆县', to: '崇州市' }, in: '崇庆县街子镇', out: '崇州市街子镇', fixed: 'REPLACED' },
    { options: { from: '$', to: '$&' }, in: '1$', out: '1$&', fixed: 'REPLACED' },
    { options: { from: '崇庆县', to: '崇州市' }, in: '都江堰市', out: '都江堰市' },
    { options: { from: '', to: 'x' }, in: 'ab', out: 'ab' },
  ],
  create:
    ({ from, to }) =>
    (value, cell) => {
      if (typeof value !== 'string' || from === '' || !value.includes(from)) return value
      cell.fixed('REPLACED')
      return value.replaceAll(from, () => to)
    },
})
