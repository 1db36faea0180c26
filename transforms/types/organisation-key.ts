import { defineType } from '../../core/field.ts'
import type { Row, Value } from '../../core/values.ts'
import { noneOption } from '../cleansing/none-tokens.ts'
import { textCodes } from '../cleansing/read-text.ts'
import { createKeyField, createStatedReader } from '../identity/_key-field.ts'
import {
  isOrganisationNumber,
  organisationKeyCodes,
  organisationScheme,
  organisationSchemes,
  readOrganisationKey,
} from '../identity/organisation-key.ts'
import type { OrganisationScheme } from '../identity/organisation-key.ts'
import { maskUscc } from '../identity/uscc.ts'

interface Options {
  readonly scheme?: OrganisationScheme
  readonly schemes?: { readonly [word: string]: OrganisationScheme }
}

export default defineType({
  summary: {
    zh: '组织标识：代码及其种类（由另一列写明）；种类另存，不由号码推断',
    en: 'identifier of an organisation, the kind of which another column states; the kind is kept beside, and never read from the number',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      scheme_item: { type: 'string', description: '写有代码种类的列 / column that states the kind of identifier' },
      scheme: { type: 'string', enum: organisationSchemes, description: '列中未写明时的种类 / kind where the column states none' },
      schemes: {
        type: 'object',
        additionalProperties: { type: 'string', enum: organisationSchemes },
        description: '来源自己的写法: 种类 / the words of this source: kind',
      },
      none: noneOption,
    },
  },
  codes: { NULL_TOKEN: textCodes.NULL_TOKEN, ...organisationKeyCodes },
  examples: [
    { options: { scheme_item: 'kind' }, in: ['91510184144205777e', '统一社会信用代码'], out: '91510184144205777E', fixed: 'UPPER_CASE' },
    { options: { scheme_item: 'kind' }, in: ['110108000000016', '注册号'], out: '110108000000016' },
    { options: { scheme_item: 'kind', schemes: { '2': 'organisation-code' } }, in: ['594672399', '2'], out: '59467239-9', fixed: 'HYPHEN' },
    { options: { scheme_item: 'kind' }, in: ['110108000000016', '税号'], reject: 'CHECK_DIGIT' },
    { options: { scheme_item: 'kind' }, in: ['91510184144205777E', '其他'], reject: 'SCHEME_UNKNOWN' },
    { in: '91510184144205777E', reject: 'SCHEME_UNKNOWN' },
  ],
  beside: { scheme: { sql: 'text' } },
  companions: ['scheme_item'],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^(?:[0-9A-Z]{8}-[0-9X]|[0-9A-Z]{13,18}|企\\p{Script=Han}{1,10}字第\\d{3,8}号?)$' }),
  mask: (clean, audience) => (clean.length === 18 ? maskUscc(clean, audience) : clean),
  identify: (options) => {
    const stated = statedIn(options)
    return (value, [scheme]) => readOrganisationKey(value, stated(scheme))
  },
  create: (options, context) => {
    const stated = statedIn(options)
    const cleanType = (text: string, _today: number, [scheme]: Row) => {
      const known = stated(scheme)
      return known !== null && isOrganisationNumber(known, text) ? known : null
    }
    const identify = (value: Value, [scheme]: Row) => readOrganisationKey(value, stated(scheme))
    return createKeyField({ suffix: 'scheme', cleanType, identify, country: false, beside: [] }, options.none, context)
  },
})

function statedIn({ scheme, schemes = {} }: Options): (companion: Value | undefined) => OrganisationScheme | null {
  return createStatedReader(new Map(Object.entries(schemes)), scheme ?? null, organisationScheme)
}
