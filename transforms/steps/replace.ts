import { defineStep } from '../../core/field.ts'
import { changed } from '../cleansing/read-text.ts'
import { optionErrors } from '../option-errors.ts'

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
    { options: { from: '-', to: '' }, in: '028-8231-0000', out: '02882310000', fixed: 'REPLACED' },
    { options: { from: '$', to: '$&' }, in: '1$', out: '1$&', fixed: 'REPLACED' },
    { options: { from: '崇庆县', to: '崇州市' }, in: '都江堰市', out: '都江堰市' },
    { options: { from: '崇庆县', to: '崇州市' }, in: null, out: null },
  ],
  create({ from, to }) {
    if (from === '') throw optionErrors('STEP_OPTIONS', { step: 'replace', option: 'from', expected: '…', found: '""' })
    return (value, cell) => {
      if (typeof value !== 'string' || !value.includes(from)) return value
      return changed(
        cell,
        'REPLACED',
        value,
        value.replaceAll(from, () => to),
      )
    }
  },
})
