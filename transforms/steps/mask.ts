import { defineStep } from '../../core/field.ts'
import { isPair } from '../cleansing/characters.ts'
import { maskAddress, maskIdentityNumber, maskMiddle, maskMobile, maskName } from '../cleansing/masks.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { optionErrors } from '../option-errors.ts'

export default defineStep({
  summary: { zh: '脱敏：从此只存遮盖后的文字，不能还原', en: 'masks: only the masked text is kept from here on, and nothing restores it' },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['as'],
    properties: {
      as: {
        type: 'string',
        enum: ['identity-number', 'mobile', 'name', 'address', 'keep'],
        description: '按什么脱敏；keep 保留首尾 first、last 个字 / what it is masked as; keep leaves `first` and `last` characters',
      },
      audience: {
        type: 'string',
        enum: ['authorised', 'public'],
        description: '证件号码给谁看：授权页面（首 6 末 4）或公开（首 1 末 1） / who sees an identity number: 6 and 4 stay, or 1 and 1',
      },
      first: { type: 'integer', minimum: 0, description: '开头保留的字数 / characters kept in front' },
      last: { type: 'integer', minimum: 0, description: '末尾保留的字数 / characters kept at the end' },
      with: { type: 'string', description: '遮盖用的一个字，默认 * / the character to mask with' },
    },
  },
  codes: { MASKED_OUT: { zh: '已脱敏', en: 'masked' } },
  examples: [
    { options: { as: 'identity-number' }, in: '51018419020304906X', out: '510184********906X', fixed: 'MASKED_OUT' },
    { options: { as: 'identity-number', audience: 'public' }, in: '51018419020304906X', out: '5****************X', fixed: 'MASKED_OUT' },
    { options: { as: 'mobile' }, in: '13800138000', out: '138****8000', fixed: 'MASKED_OUT' },
    { options: { as: 'name' }, in: '王小明', out: '王**', fixed: 'MASKED_OUT' },
    { options: { as: 'address' }, in: '四川省成都市崇州市崇阳街道1号', out: '四川省成都市崇州市******', fixed: 'MASKED_OUT' },
    { options: { as: 'keep', last: 3 }, in: '川A12345', out: '****345', fixed: 'MASKED_OUT' },
    { options: { as: 'keep', first: 2, with: '#' }, in: '川A12345', out: '川A#####', fixed: 'MASKED_OUT' },
    { options: { as: 'keep', first: 2, last: 2 }, in: '川A1', out: '***', fixed: 'MASKED_OUT' },
    { options: { as: 'mobile' }, in: '138****8000', out: '138****8000' },
    { options: { as: 'name' }, in: null, out: null },
  ],
  create({ as, audience, first, last, with: sign = '*' }) {
    const refuse = (option: string, expected: string) =>
      optionErrors('STEP_OPTIONS', { step: 'mask', option, expected, found: `as: ${as}` })
    if (audience !== undefined && as !== 'identity-number') throw refuse('audience', 'as: identity-number')
    if (as === 'keep' ? first === undefined && last === undefined : first !== undefined || last !== undefined)
      throw refuse('first, last', 'as: keep')
    if ((sign !== '*' && as !== 'keep') || sign.length !== (isPair(sign, 0) ? 2 : 1)) throw refuse('with', 'as: keep, with: #')
    const mask = (text: string): string => {
      switch (as) {
        case 'identity-number':
          return maskIdentityNumber(text, audience ?? 'authorised')
        case 'mobile':
          return maskMobile(text)
        case 'name':
          return maskName(text)
        case 'address':
          return maskAddress(text)
        case 'keep':
          return keep(text, first ?? 0, last ?? 0, sign)
      }
    }
    return (value, cell) => {
      if (value === null || value === '') return value
      const text = plainText(value)
      if (text === null) return value // bytes: the type says what is wrong with them
      return changed(cell, 'MASKED_OUT', text, mask(text))
    }
  },
})

function keep(text: string, first: number, last: number, sign: string): string {
  const masked = maskMiddle(text, first, last)
  if (sign === '*') return masked
  // The stars lie in one run, from where the two texts part to where they meet again; stars of the text itself count too.
  let from = 0
  for (let count = 0; count < first && from < masked.length; count++) from += isPair(masked, from) ? 2 : 1
  let to = masked.length
  for (let count = 0; count < last && to > from; count++) to -= to >= 2 && isPair(masked, to - 2) ? 2 : 1
  // a text that is too short is masked whole
  if (to <= from) [from, to] = [0, masked.length]
  return masked.slice(0, from) + sign.repeat(to - from) + masked.slice(to)
}
