import { defineStep } from '../../core/field.ts'
import { plainText } from '../cleansing/read-text.ts'

export default defineStep({
  summary: {
    zh: '取一段文字（按字数，从 1 起；负数从末尾数）',
    en: 'takes a part, counted in characters from 1, or from the end when negative',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['start'],
    properties: {
      start: { type: 'integer', description: '起始位置 / first character' },
      length: { type: 'integer', minimum: 0, description: '字数 / how many characters' },
    },
  },
  codes: { TOO_SHORT: { zh: '文字不够长', en: 'the text is too short' } },
  examples: [
    { options: { start: 1, length: 6 }, in: '510184001001', out: '510184' },
    { options: { start: -3 }, in: '510184001001', out: '001' },
    { options: { start: 2, length: 1 }, in: '𠮷野家', out: '野' },
    { options: { start: 5 }, in: '四个字', reject: 'TOO_SHORT' },
    { options: { start: 1 }, in: null, out: null },
  ],
  create:
    ({ start, length }) =>
    (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value
      const characters = [...text]
      const first = start < 0 ? characters.length + start : Math.max(0, start - 1)
      if (first < 0 || first >= characters.length || (length !== undefined && first + length > characters.length))
        return cell.reject('TOO_SHORT')
      return characters.slice(first, length === undefined ? undefined : first + length).join('')
    },
})
