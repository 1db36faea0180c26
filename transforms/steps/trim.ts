import { defineStep } from '../../core/field.ts'
import { trimText } from '../cleansing/read-text.ts'

export default defineStep({
  summary: { zh: '去掉首尾空白', en: 'removes white space at both ends' },
  options: { type: 'object', additionalProperties: false, properties: {} },
  codes: { TRIMMED: { zh: '去掉首尾空白', en: 'white space at the ends removed' } },
  examples: [
    { in: ' 崇阳　', out: '崇阳', fixed: 'TRIMMED' },
    { in: '　', out: '', fixed: 'TRIMMED' },
    { in: '崇 阳', out: '崇 阳' },
    { in: { tag: 'number', text: '12' }, out: { tag: 'number', text: '12' } },
    { in: null, out: null },
  ],
  create: () => (value, cell) => (typeof value === 'string' ? trimText(value, cell) : value),
})
