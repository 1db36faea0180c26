import type { Codes, Value } from '../../core/values.ts'
import { keyLabel, readKeyLabels } from './_key-labels.ts'
import { reject } from './_result.ts'
import type { IdentityResult } from './_result.ts'
import { businessRegistrationCodes, isCleanBusinessRegistration, readBusinessRegistration } from './business-registration.ts'
import { isOrganisationCode, organisationCodeCodes, readOrganisationCode } from './organisation-code.ts'
import { isTaxNumber, readTaxNumber, taxNumberCodes } from './tax-number.ts'
import { isUscc, readUscc, usccCodes } from './uscc.ts'

export const organisationSchemes = ['uscc', 'organisation-code', 'business-registration', 'tax-number'] as const
export type OrganisationScheme = (typeof organisationSchemes)[number]

export const organisationKeyCodes = {
  ...usccCodes,
  ...organisationCodeCodes,
  ...businessRegistrationCodes,
  ...taxNumberCodes,
  SCHEME_UNKNOWN: {
    zh: '没有代码种类，或种类无法识别；不由号码推断',
    en: 'no kind of identifier, or an unknown one; it is never read from the number',
  },
} as const satisfies Codes

const known = readKeyLabels<OrganisationScheme>({
  uscc: '统一社会信用代码 社会信用代码 信用代码 社会统一信用代码',
  'organisation-code': '组织机构代码 组织机构代码证 机构代码',
  'business-registration': '工商注册号 工商登记注册号 企业注册号 注册号 营业执照注册号 营业执照号',
  'tax-number': '纳税人识别号 税务登记号 税务登记证号 税号',
})

/** The kind of identifier that a register's text names, or our own id; null when unknown. */
export function organisationScheme(text: string): OrganisationScheme | null {
  return known.get(keyLabel(text)) ?? null
}

const readers: { readonly [scheme in OrganisationScheme]: (value: Value) => IdentityResult } = {
  uscc: readUscc,
  'organisation-code': readOrganisationCode,
  'business-registration': readBusinessRegistration,
  'tax-number': readTaxNumber,
}
const tests: { readonly [scheme in OrganisationScheme]: (text: string) => boolean } = {
  uscc: isUscc,
  'organisation-code': isOrganisationCode,
  'business-registration': isCleanBusinessRegistration,
  'tax-number': isTaxNumber,
}

/** Whether the text is a number of that kind that needs nothing done; for a field's fast way only. */
export function isOrganisationNumber(scheme: OrganisationScheme, text: string): boolean {
  return tests[scheme](text)
}

/** An identifier by the kind that is stated beside it; null when nothing, or nothing known, is stated. */
export function readOrganisationKey(value: Value, scheme: OrganisationScheme | null): IdentityResult {
  return scheme === null ? reject([{ code: 'SCHEME_UNKNOWN' }]) : readers[scheme](value)
}
