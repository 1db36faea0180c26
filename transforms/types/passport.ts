import { defineType } from '../../core/field.ts'
import type { Row, Value } from '../../core/values.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { plainText, textCodes } from '../cleansing/read-text.ts'
import { createKeyField } from '../identity/_key-field.ts'
import { passportCodes, readPassport } from '../identity/passport.ts'

interface Options {
  readonly country?: string
}

export default defineType({
  summary: {
    zh: '护照号：与签发国一起才是标识，签发国另存；中国护照（含港澳）按其格式，外国护照 5 至 17 位字母和数字',
    en: 'passport number: a key together with its issuing country, which is kept beside; Chinese ones by their forms, others 5 to 17 letters and digits',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      country: { type: 'string', pattern: '^[A-Z]{3}$', description: '列中未写明时的签发国，如 CHN / issuer where the column states none' },
      country_item: { type: 'string', description: '写有签发国的列 / column that states the issuing country' },
      none: noneOption,
    },
  },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...passportCodes },
  examples: [
    { options: { country: 'CHN' }, in: 'E00000001', out: 'E00000001' },
    { options: { country: 'CHN' }, in: 'ea0000001', out: 'EA0000001', fixed: 'UPPER_CASE' },
    { options: { country: 'CHN' }, in: 'EO0000001', reject: 'FORMAT', suggestion: 'E00000001' },
    { options: { country: 'HKG' }, in: 'KJ0000001', out: 'KJ0000001' },
    { options: { country_item: 'issuer' }, in: ['L898902C3', '美国'], out: 'L898902C3' },
    { options: { country_item: 'issuer' }, in: ['L898902C3', '火星'], reject: 'COUNTRY_UNKNOWN' },
    { in: 'E00000001', reject: 'COUNTRY_MISSING' },
    { options: { country: 'CHN' }, in: 'L898902C3', reject: 'FORMAT' },
  ],
  beside: { country: { sql: 'text' } },
  companions: ['country_item'],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[A-Z0-9]{5,17}$' }),
  mask: maskIdentityNumber,
  identify: reader,
  create: (options, context) => {
    const parts = { cleanType: () => null, identify: reader(options), country: true, beside: [] }
    return createKeyField(parts, options.none, context)
  },
})

function reader({ country = '' }: Options) {
  return (value: Value, [stated = null]: Row) => readPassport(value, plainText(stated)?.trim() || country)
}
