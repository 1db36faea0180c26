import { defineStep } from '../../core/field.ts'
import { changed } from '../cleansing/read-text.ts'
import { foldWidth } from '../cleansing/tidy-code.ts'

export default defineStep({
  summary: { zh: '全角字母、数字、符号改为半角', en: 'makes full-width letters, digits and signs half-width' },
  options: { type: 'object', additionalProperties: false, properties: {} },
  codes: { FULL_WIDTH: { zh: '全角改为半角', en: 'full-width characters made half-width' } },
  examples: [
    { in: 'Ａ１（示例）', out: 'A1(示例)', fixed: 'FULL_WIDTH' },
    { in: 'A1', out: 'A1' },
    { in: '①㎡', out: '①㎡' },
    { in: null, out: null },
  ],
  create: () => (value, cell) => (typeof value === 'string' ? changed(cell, 'FULL_WIDTH', value, foldWidth(value)) : value),
})
