import { defineStep } from '../../core/field.ts'

export default defineStep({
  summary: { zh: '去掉首尾空白', en: 'removes white space at both ends' },
  options: { type: 'object', additionalProperties: false, properties: {} },
  codes: { TRIMMED: { zh: '去掉首尾空白', en: 'white space at the ends removed' } },
  examples: [
    { in: ' 崇阳　', out: '崇阳', fixed: 'TRIMMED' },
    { in: '崇 阳', out: '崇 阳' },
    { in: null, out: null },
  ],
  create: () => (value, cell) => {
    if (typeof value !== 'string') return value
    const trimmed = value.trim()
    if (trimmed.length !== value.length) cell.fixed('TRIMMED')
    return trimmed
  },
})
