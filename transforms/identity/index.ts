/**
 * `guiji/identity`: identity numbers of people and organisations, in any program. Everything here is pure and total: any
 * value gives a result, never an exception. Readers take a text (or what a connector hands over: a number cell as
 * `{ tag: 'number', text }`), and where a birth date matters the day, `YYYY-MM-DD`.
 */
export type { Fix, IdentityKey, IdentityReason, IdentityResult } from '../../core/identity.ts'
export type { Codes, Text, Value } from '../../core/values.ts'
export type { Audience } from '../../core/field.ts'

export { readResidentId, isResidentId } from './resident-id.ts'
export { readHmtResidencePermit, isHmtResidencePermit } from './hmt-residence-permit.ts'
export {
  readForeignPermanentResidentId,
  isForeignPermanentResidentId,
  nationalityOf as foreignPermanentResidentNationality,
} from './foreign-permanent-resident-id.ts'
export { readHmTravelPermit, isHmTravelPermit } from './hm-travel-permit.ts'
export { readTaiwanTravelPermit, isTaiwanTravelPermit } from './taiwan-travel-permit.ts'
export { readPassport, isPassport } from './passport.ts'
export { readPersonKey, personDocument, personDocuments } from './person-key.ts'
export type { PersonDocument, StatedDocument } from './person-key.ts'

export { readUscc, isUscc, organisationCodeOf as usccOrganisationCode } from './uscc.ts'
export { readOrganisationCode, isOrganisationCode } from './organisation-code.ts'
export { readBusinessRegistration, isCleanBusinessRegistration as isBusinessRegistration } from './business-registration.ts'
export { readTaxNumber, isTaxNumber } from './tax-number.ts'
export { readOrganisationKey, organisationScheme, organisationSchemes } from './organisation-key.ts'
export type { OrganisationScheme } from './organisation-key.ts'
export { createCrosswalk, crosswalkOfList } from './crosswalk.ts'
export type { Crosswalk, CrosswalkMatch, CrosswalkProblem, CrosswalkRow } from './crosswalk.ts'

/** ISO 7064 MOD 11-2 (GB 11643): 17 digits and their check character. */
export { isChecked as isMod11Radix2 } from './_birth-number.ts'
/** MOD 31-3 (GB 32100): 17 characters of its alphabet and their check character. */
export { isUsccChecked as isMod31 } from './uscc.ts'
/** ISO 7064 MOD 11,10 (GS 15): 14 digits and their check digit. */
export { isBusinessRegistration as isMod11Hybrid10 } from './business-registration.ts'
/** GB 11714: eight characters from one place and the check character at another. */
export { isOrganisationPart } from './organisation-code.ts'

export { maskIdentityNumber } from '../cleansing/masks.ts'
export { maskUscc } from './uscc.ts'
export { dayNumber } from '../cleansing/plain-day.ts'
export { identityTexts } from './identity-texts.ts'
