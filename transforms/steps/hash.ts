import { defineStep } from '../../core/field.ts'
import type { Value } from '../../core/values.ts'
import { isMobile, readPhone } from '../cleansing/phone-number.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, withoutInvisible } from '../cleansing/tidy-code.ts'
import { settle } from '../identity/_result.ts'
import { organisationKeyCodes, organisationSchemes, readOrganisationKey } from '../identity/organisation-key.ts'
import type { OrganisationScheme } from '../identity/organisation-key.ts'
import { personDocuments, personKeyCodes, readPersonKey } from '../identity/person-key.ts'
import type { PersonDocument } from '../identity/person-key.ts'
import { optionErrors } from '../option-errors.ts'

export default defineStep({
  summary: {
    zh: '换成假名（带密钥的 HMAC-SHA-256）：号码先按其类型规范，同一用途内同一号码的假名相同，不同用途之间不能比对；示例中以 # 代替散列',
    en: 'replaces by a pseudonym (keyed HMAC-SHA-256): a number is first normalised by its type; within one purpose equal numbers have equal pseudonyms, across purposes they cannot be joined; the examples write # for the hash',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['of', 'purpose'],
    properties: {
      of: {
        type: 'string',
        enum: [...personDocuments, ...organisationSchemes, 'mobile', 'text'],
        description: '值是什么；text 只去首尾空白、全角改半角 / what the value is; text is only trimmed and made half-width',
      },
      purpose: {
        type: 'string',
        pattern: '^[a-z0-9][a-z0-9._-]*$',
        description: '用途，如 health-statistics；用途相同才能关联 / the purpose; only the same purpose can be joined',
      },
      country: { type: 'string', description: '护照签发国（of: passport） / the issuer of passports' },
    },
  },
  codes: {
    ...organisationKeyCodes,
    ...personKeyCodes,
    ...textCodes,
    NOT_MOBILE: { zh: '不是手机号码', en: 'not a mobile number' },
    DERIVED_KEY: {
      zh: '由 15 位号码推算，与 18 位号码的假名相同；不可只凭它认定为同一人',
      en: 'derived from 15 digits: equal to the pseudonym of the 18 digits, and no proof by itself that both are one person',
    },
    HASHED: { zh: '换成假名', en: 'replaced by a pseudonym' },
  },
  examples: [
    {
      options: { of: 'resident-id', purpose: 'health' },
      in: '51018419020304906x',
      out: '#health:resident-id:CHN:51018419020304906X',
      fixed: 'HASHED',
    },
    {
      options: { of: 'resident-id', purpose: 'health' },
      in: '510184020304900',
      out: '#health:resident-id:CHN:510184190203049000',
      fixed: 'UPGRADED_15',
    },
    { options: { of: 'mobile', purpose: 'survey' }, in: '+86 138-0013-8000', out: '#survey:mobile::13800138000', fixed: 'HASHED' },
    { options: { of: 'text', purpose: 'survey' }, in: ' 崇阳街１号', out: '#survey:text::崇阳街1号', fixed: 'HASHED' },
    { options: { of: 'resident-id', purpose: 'health' }, in: '510184190203049061', reject: 'CHECK_DIGIT' },
    { options: { of: 'mobile', purpose: 'survey' }, in: '028-82310000', reject: 'NOT_MOBILE' },
    { options: { of: 'text', purpose: 'survey' }, in: new Uint8Array([1]), reject: 'NOT_TEXT' },
    { options: { of: 'resident-id', purpose: 'health' }, in: null, out: null },
  ],
  create({ of, purpose, country }, context) {
    if (country !== undefined && of !== 'passport')
      throw optionErrors('STEP_OPTIONS', { step: 'hash', option: 'country', expected: 'of: passport', found: `of: ${of}` })
    // A missing key is told now, not in the middle of a run.
    context.hash('')
    const identify = identityReader(of, country ?? null, context.today)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null) return null
      if (raw.trim() === '') return value
      let key: string
      if (identify === null) {
        const text = foldWidth(withoutInvisible(raw)).trim()
        const number = of === 'mobile' ? mobileOf(text) : text
        if (number === null) return cell.reject('NOT_MOBILE')
        key = `${of}::${number}`
      } else {
        const result = identify(value)
        if (settle(result, cell) === null || result.key === null) return null
        if (result.facts['derived'] === 'true') cell.warn('DERIVED_KEY')
        key = `${result.key.type}:${result.key.country}:${result.key.number}`
      }
      // The purpose has no colon, so no two purposes can make one text.
      const pseudonym = context.hash(`${purpose}:${key}`)
      cell.fixed('HASHED', raw, pseudonym)
      return pseudonym
    }
  },
})

function identityReader(of: PersonDocument | OrganisationScheme | 'mobile' | 'text', country: string | null, today: string) {
  if (of === 'mobile' || of === 'text') return null
  const scheme = organisationSchemes.find((known) => known === of)
  if (scheme !== undefined) return (value: Value) => readOrganisationKey(value, scheme)
  const document = personDocuments.find((known) => known === of)
  return document === undefined ? null : (value: Value) => readPersonKey(value, { document, country: null }, country, today)
}

function mobileOf(text: string): string | null {
  const number = text.length > 40 ? null : readPhone(text.replace(/\s/g, ''))
  return number !== null && isMobile(number) ? number : null
}
