import { defineStep } from '../../core/field.ts'
import { plainText } from '../cleansing/read-text.ts'
import { otherwiseOption } from '../cleansing/otherwise.ts'

export default defineStep({
  summary: { zh: '按分隔符拆开，取其中一段', en: 'splits at a separator and takes one part' },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['by', 'part'],
    properties: {
      by: { type: 'string', description: '分隔符 / separator' },
      part: { type: 'integer', description: '第几段，从 1 起；负数从末尾数 / which part, from 1, or from the end when negative' },
      otherwise: otherwiseOption,
    },
  },
  codes: { NO_PART: { zh: '没有这一段', en: 'there is no such part' } },
  examples: [
    { options: { by: '/', part: 1 }, in: '崇阳/三江', out: '崇阳' },
    { options: { by: '/', part: -1 }, in: '崇阳/三江', out: '三江' },
    { options: { by: '/', part: 2 }, in: '崇阳', reject: 'NO_PART' },
    { options: { by: '/', part: 2, otherwise: 'null' }, in: '崇阳', out: null },
  ],
  create:
    ({ by, part, otherwise }) =>
    (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      const found = text === null ? undefined : text.split(by).at(part > 0 ? part - 1 : part)
      if (found !== undefined && part !== 0) return found
      if (otherwise === 'keep') return value
      return otherwise === 'null' ? null : cell.reject('NO_PART')
    },
})
