import { defineStep } from '../../core/field.ts'
import type { Value } from '../../core/values.ts'
import { derivedText } from '../cleansing/derived-text.ts'
import { isNumeric, plainText } from '../cleansing/read-text.ts'
import { isNumberTooLong } from '../cleansing/tidy-code.ts'

export default defineStep({
  summary: { zh: '把几列拼接成一个值，空的跳过', en: 'joins several columns, leaving out empty ones' },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      between: { type: 'string', default: '', description: '列之间的文字 / text between columns' },
      missing: {
        type: 'string',
        enum: ['skip', 'null', 'reject'],
        default: 'skip',
        description: '缺一列时：跳过、整体为空或拒绝 / what a missing column does: it is left out, makes the whole null, or is rejected',
      },
    },
  },
  codes: {
    NOT_TEXT: { zh: '是二进制内容或无法识别的编码', en: 'binary or undecodable content' },
    INPUT_MISSING: { zh: '要合成的列缺了一部分', en: 'some of the columns to be joined are missing' },
  },
  inputs: 'many',
  examples: [
    { options: { between: '-' }, in: ['028', '82310000'], out: '028-82310000' },
    { options: { between: '-' }, in: [null, '82310000', ' '], out: '82310000' },
    { options: { missing: 'null' }, in: ['028', null], out: null },
    { options: { missing: 'reject' }, in: ['028', null], reject: 'INPUT_MISSING' },
    { options: { missing: 'reject' }, in: [null, null], out: null },
    { in: [null, null], out: null },
    { in: [new Uint8Array([1])], reject: 'NOT_TEXT' },
  ],
  create:
    ({ between, missing }) =>
    (values, cell) => {
      let joined: string | null = null
      let given = 0
      let number: Value = null
      for (const value of values) {
        if (value === null) continue
        const text = plainText(value)
        if (text === null) return cell.reject('NOT_TEXT')
        if (text.trim() === '') continue
        given++
        if (isNumeric(value) && isNumberTooLong(text)) number = value
        joined = joined === null ? text : joined + between + text
      }
      if (joined === null || given === values.length || missing === 'skip') return joined === null ? null : derivedText(number, joined)
      if (missing === 'null') return null
      return cell.reject('INPUT_MISSING')
    },
})
