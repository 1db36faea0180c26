import { defineType } from '../../core/field.ts'
import type { IdentityResult } from '../../core/identity.ts'
import type { Row, Value } from '../../core/values.ts'
import { maskIdentityNumber } from '../cleansing/masks.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { plainText, textCodes } from '../cleansing/read-text.ts'
import { birthDate, sexOf } from '../identity/_birth-number.ts'
import { createKeyField, createStatedReader } from '../identity/_key-field.ts'
import { isPersonNumber, personDocument, personDocuments, personKeyCodes, readPersonKey } from '../identity/person-key.ts'
import type { PersonDocument, StatedDocument } from '../identity/person-key.ts'

interface Options {
  readonly document?: PersonDocument
  readonly documents?: { readonly [word: string]: PersonDocument }
  readonly country?: string
}

export default defineType({
  summary: {
    zh: '自然人标识：证件号码，其证件类型由另一列写明；证件类型和签发国另存，不由号码推断类型',
    en: 'key of a natural person: a number whose document type another column states; type and issuing country are kept beside, and never read from the number',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      document_item: { type: 'string', description: '写有证件类型的列 / column that states the document type' },
      document: { type: 'string', enum: personDocuments, description: '列中未写明时的证件类型 / type where the column states none' },
      documents: {
        type: 'object',
        additionalProperties: { type: 'string', enum: personDocuments },
        description: '来源自己的写法: 证件类型 / the words of this source: type',
      },
      country_item: { type: 'string', description: '写有护照签发国的列 / column that states a passport’s issuing country' },
      country: { type: 'string', pattern: '^[A-Z]{3}$', description: '未写明时的护照签发国 / a passport’s issuer where none is stated' },
      none: noneOption,
    },
  },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...personKeyCodes },
  examples: [
    { options: { document_item: 'kind' }, in: ['51018419020304906x', '居民身份证'], out: '51018419020304906X', fixed: 'UPPER_CASE' },
    { options: { document_item: 'kind' }, in: ['H0000000102', '516'], out: 'H00000001', fixed: 'ISSUE_COUNT' },
    { options: { document_item: 'kind', country_item: 'issuer' }, in: ['L898902C3', '护照', 'US'], out: 'L898902C3' },
    { options: { document_item: 'kind', documents: { '9': 'taiwan-travel-permit' } }, in: ['00000001', '9'], out: '00000001' },
    { options: { document: 'resident-id' }, in: '51018419020304906X', out: '51018419020304906X' },
    { options: { document_item: 'kind' }, in: ['51018419020304906X', '军官证'], reject: 'DOCUMENT_UNKNOWN' },
    { options: { document_item: 'kind' }, in: ['51018419020304906X', ''], reject: 'DOCUMENT_UNKNOWN' },
    { options: { document_item: 'kind' }, in: ['L898902C3', '护照'], reject: 'COUNTRY_MISSING' },
    { options: { document_item: 'kind', country_item: 'issuer' }, in: ['E00000001', '中国护照', '美国'], reject: 'COUNTRY_DIFFERS' },
  ],
  beside: { document: { sql: 'text' }, country: { sql: 'text' }, original: { sql: 'text' }, derived: { sql: 'boolean' } },
  companions: ['document_item', 'country_item'],
  facts: {
    birth_date: { type: 'date', read: (clean) => (hasBirthDate(clean) ? birthDate(clean) : null) },
    // the number of a foreign permanent resident begins with 9 and tells no sex
    sex: { type: 'sex', read: (clean) => (hasBirthDate(clean) && !clean.startsWith('9') ? sexOf(clean) : null) },
  },
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^[A-Z0-9]{5,18}$' }),
  mask: maskIdentityNumber,
  identify: (options, { today }) => reader(options, statedIn(options), today),
  create: (options, context) => {
    const stated = statedIn(options)
    const cleanType = (text: string, today: number, [document]: Row) => {
      const known = stated(document)
      return known !== null && isPersonNumber(known.document, text, today) ? known.document : null
    }
    const identify = reader(options, stated, context.today)
    return createKeyField(
      { suffix: 'document', cleanType, identify, country: true, beside: ['original', 'derived'] },
      options.none,
      context,
    )
  },
})

/** 18 characters are the form of the documents that carry a birth date, and of no other: a passport has at most 17. */
function hasBirthDate(clean: string): boolean {
  return clean.length === 18
}

type Stated = (companion: Value | undefined) => StatedDocument | null

function statedIn({ document, documents = {} }: Options): Stated {
  const own = Object.entries(documents).map(([word, id]): [string, StatedDocument] => [word, { document: id, country: null }])
  return createStatedReader(new Map(own), document === undefined ? null : { document, country: null }, personDocument)
}

function reader({ country = '' }: Options, stated: Stated, today: string): (value: Value, companions: Row) => IdentityResult {
  return (value, [document, issuer = null]) => readPersonKey(value, stated(document), plainText(issuer)?.trim() || country, today)
}
