import type { Codes } from '../../core/values.ts'
import { businessRegistrationCodes } from './business-registration.ts'
import { crosswalkCodes } from './crosswalk.ts'
import { foreignPermanentResidentIdCodes } from './foreign-permanent-resident-id.ts'
import { hmTravelPermitCodes } from './hm-travel-permit.ts'
import { hmtResidencePermitCodes } from './hmt-residence-permit.ts'
import { organisationCodeCodes } from './organisation-code.ts'
import { organisationKeyCodes } from './organisation-key.ts'
import { passportCodes } from './passport.ts'
import { personKeyCodes } from './person-key.ts'
import { residentIdCodes } from './resident-id.ts'
import { taiwanTravelPermitCodes } from './taiwan-travel-permit.ts'
import { taxNumberCodes } from './tax-number.ts'
import { usccCodes } from './uscc.ts'

/** Every code of reasons, fixes and warnings with its texts, by the reader that gives it: `identityTexts['uscc'].CHECK_DIGIT`. */
export const identityTexts = {
  'resident-id': residentIdCodes,
  'hmt-residence-permit': hmtResidencePermitCodes,
  'foreign-permanent-resident-id': foreignPermanentResidentIdCodes,
  'hm-travel-permit': hmTravelPermitCodes,
  'taiwan-travel-permit': taiwanTravelPermitCodes,
  passport: passportCodes,
  'person-key': personKeyCodes,
  uscc: usccCodes,
  'organisation-code': organisationCodeCodes,
  'business-registration': businessRegistrationCodes,
  'tax-number': taxNumberCodes,
  'organisation-key': organisationKeyCodes,
  crosswalk: crosswalkCodes,
} as const satisfies { readonly [reader: string]: Codes }
