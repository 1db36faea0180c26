import type { IdentityResult } from '../../core/identity.ts'
import type { Value } from '../../core/values.ts'
import {
  isForeignPermanentResidentId,
  isHmTravelPermit,
  isOrganisationCode,
  isPassport,
  isResidentId,
  isTaiwanTravelPermit,
  isTaxNumber,
  isUscc,
  readBusinessRegistration,
  readForeignPermanentResidentId,
  readHmTravelPermit,
  readHmtResidencePermit,
  readOrganisationCode,
  readPassport,
  readResidentId,
  readTaiwanTravelPermit,
  readTaxNumber,
  readUscc,
} from '../../transforms/identity/index.ts'
import { isCleanBusinessRegistration } from '../../transforms/identity/business-registration.ts'
import { isHmtResidencePermit } from '../../transforms/identity/hmt-residence-permit.ts'
import { organisationCheck, registrationCheck, residentCheck, usccCheck } from './_independent-checks.ts'

/** Numbers that need nothing done, of every type and form. All of them are invented; their checks are the independent ones. */

export const today = '2026-01-01'
export const day = 20260101

export interface Samples {
  readonly type: string
  readonly read: (value: Value) => IdentityResult
  /** The fast way. */
  readonly isClean: (text: string) => boolean
  readonly numbers: readonly string[]
}

const person = (seventeen: string) => seventeen + residentCheck(seventeen)
const nine = (eight: string) => eight + organisationCheck(eight)
const code = (eight: string) => `${eight}-${organisationCheck(eight)}`
const credit = (head: string, eight: string) => head + nine(eight) + usccCheck(head + nine(eight))
const registration = (fourteen: string) => fourteen + registrationCheck(fourteen)
const passports = (country: string, ...numbers: readonly string[]): Samples => ({
  type: 'passport',
  read: (value) => readPassport(value, country),
  isClean: (text) => isPassport(text, country),
  numbers,
})

/** Eight characters that have an X as their check. */
const endsInX = 'D2143569'

export const samples: { readonly [name: string]: Samples } = {
  'resident-id': {
    type: 'resident-id',
    read: (value) => readResidentId(value, today),
    isClean: (text) => isResidentId(text, day),
    numbers: ['51018419020304906X', '440524188001010014', person('11010120001010110'), person('11010120001010011')],
  },
  'hmt-residence-permit': {
    type: 'hmt-residence-permit',
    read: (value) => readHmtResidencePermit(value, today),
    isClean: (text) => isHmtResidencePermit(text, day),
    numbers: ['810000190102039004', '81000019020203901X', person('83000020001010110')],
  },
  'foreign-permanent-resident-id, new': {
    type: 'foreign-permanent-resident-id',
    read: (value) => readForeignPermanentResidentId(value, today),
    isClean: (text) => isForeignPermanentResidentId(text, day),
    numbers: ['932682198501010017', person('93282619950101011'), ...endingInX('91110020001010')],
  },
  'foreign-permanent-resident-id, old': {
    type: 'foreign-permanent-resident-id',
    read: (value) => readForeignPermanentResidentId(value, today),
    isClean: (text) => isForeignPermanentResidentId(text, day),
    numbers: ['USA110000000001', 'OIO010101010101', 'AZO000011110000'],
  },
  'hm-travel-permit': {
    type: 'hm-travel-permit',
    read: readHmTravelPermit,
    isClean: isHmTravelPermit,
    numbers: ['H00000001', 'M10101010'],
  },
  'taiwan-travel-permit': {
    type: 'taiwan-travel-permit',
    read: readTaiwanTravelPermit,
    isClean: isTaiwanTravelPermit,
    numbers: ['00000001', '10101010'],
  },
  'passport of China': passports(
    'CHN',
    ...['G10101010', 'E10101010', 'EA1010101', 'EZ0000001', '141010101', '150000001', 'D10101010', 'DE1010101', 'S10101010'],
    ...['SE1010101', 'P10101010', 'PE1010101', 'K10101010', 'H10101010', 'KJ1010101', 'MA1010101'],
  ),
  'passport of Hong Kong': passports('HKG', 'K10101010', 'H10101010', 'KJ1010101'),
  'passport of Macao': passports('MAC', 'MA1010101'),
  'passport of another country': passports('USA', 'L898902C3', '12345', 'ABCDEFGHJKLMNPQRS', 'AZ0900'),
  uscc: {
    type: 'uscc',
    read: readUscc,
    isClean: isUscc,
    numbers: [
      '91510184144205777E',
      credit('91110101', '1010LX01'),
      credit('12110101', endsInX),
      credit('A1110101', 'AY01LXWL'),
      ...usccEndingInX('91110101'),
    ],
  },
  'organisation-code': {
    type: 'organisation-code',
    read: readOrganisationCode,
    isClean: isOrganisationCode,
    numbers: [
      '59467239-9',
      `${endsInX}-X`,
      code('OI01LXAZ'),
      code('10LO1I00'),
      code('09AZ09AZ'),
      ...codesEndingIn('0'),
      ...codesEndingIn('1'),
    ],
  },
  'business-registration': {
    type: 'business-registration',
    read: readBusinessRegistration,
    isClean: isCleanBusinessRegistration,
    numbers: ['110108000000016', registration('11010110101010'), registration('10000010000000')],
  },
  'tax-number': {
    type: 'tax-number',
    read: readTaxNumber,
    isClean: isTaxNumber,
    numbers: [
      '510184594672399',
      `110101${nine(endsInX)}`,
      ...['OI01LXAZ', '10LO1I00', '09AZ09AZ'].map((eight) => `110101${nine(eight)}`),
      ...[...codesEndingIn('0'), ...codesEndingIn('1')].map((number) => `110101${number.replace('-', '')}`),
    ],
  },
}

function endingInX(head: string): readonly string[] {
  return sequences(3)
    .map((sequence) => person(head + sequence))
    .filter((number) => number.endsWith('X'))
    .slice(0, 1)
}

function usccEndingInX(head: string): readonly string[] {
  return sequences(8)
    .map((eight) => credit(head, eight))
    .filter((number) => number.endsWith('X'))
    .slice(0, 1)
}

function codesEndingIn(check: string): readonly string[] {
  return sequences(8)
    .map(code)
    .filter((number) => number.endsWith(check))
    .slice(0, 1)
}

/** A hundred different texts of digits. */
export function sequences(length: number): readonly string[] {
  return Array.from({ length: 100 }, (_, index) => String(10 ** (length - 1) + index * 7))
}
