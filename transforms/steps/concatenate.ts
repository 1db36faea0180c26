import { defineStep } from '../../core/field.ts'
import { plainText } from '../cleansing/read-text.ts'

export default defineStep({
  summary: { zh: '把几列拼接成一个值，空的跳过', en: 'joins several columns, leaving out empty ones' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { between: { type: 'string', default: '', description: '列之间的文字 / text between columns' } },
  },
  codes: { NOT_TEXT: { zh: '是二进制内容或无法识别的编码', en: 'binary or undecodable content' } },
  inputs: 'many',
  examples: [
    { options: { between: '-' }, in: ['028', '82310000'], out: '028-82310000' },
    { options: { between: '-' }, in: [null, '82310000', ''], out: '82310000' },
    { in: [null, null], out: null },
    { in: [new Uint8Array([1])], reject: 'NOT_TEXT' },
  ],
  create:
    ({ between }) =>
    (values, cell) => {
      let joined: string | null = null
      for (const value of values) {
        if (value === null || value === '') continue
        const text = plainText(value)
        if (text === null) return cell.reject('NOT_TEXT')
        joined = joined === null ? text : joined + between + text
      }
      return joined
    },
})
