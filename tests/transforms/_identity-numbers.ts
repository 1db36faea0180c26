import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { isDate, organisationCheck, registrationCheck, residentCheck, usccAlphabet, usccCheck } from './_independent-checks.ts'

/** Numbers that are valid by construction, their checks by the independent implementation. All of them are invented. */

const provinces = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' ')
const digits = (count: number): Arbitrary<string> =>
  fc.integer({ min: 0, max: 10 ** count - 1 }).map((number) => String(number).padStart(count, '0'))
const from = (alphabet: string, count: number): Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: alphabet.length - 1 }), { minLength: count, maxLength: count })
    .map((places) => places.map((place) => alphabet.charAt(place)).join(''))

const days: string[] = []
for (let year = 1850; year <= 2025; year++)
  for (let day = 101; day <= 1231; day++) {
    const compact = `${year}${String(day).padStart(4, '0')}`
    if (isDate(compact)) days.push(compact)
  }
export const birthDay: Arbitrary<string> = fc.integer({ min: 0, max: days.length - 1 }).map((at) => days[at] as string)
export const province: Arbitrary<string> = fc.constantFrom(...provinces)

const checked = (seventeen: string) => seventeen + residentCheck(seventeen)

export const residentNumber: Arbitrary<string> = fc
  .tuple(province, digits(4), birthDay, digits(3))
  .map(([region, county, day, sequence]) => checked(region + county + day + sequence))

export const hmtResidencePermit: Arbitrary<string> = fc
  .tuple(fc.constantFrom('810000', '820000', '830000'), birthDay, digits(3))
  .map(([region, day, sequence]) => checked(region + day + sequence))

/** The new form; digits 4 to 6 need be no country, which is a warning. */
export const foreignResidentNumber: Arbitrary<string> = fc
  .tuple(province, digits(3), birthDay, digits(3))
  .map(([issuer, country, day, sequence]) => checked(`9${issuer}${country}${day}${sequence}`))

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const organisationPart = (eight: string) => eight + organisationCheck(eight)

/** 9 characters, without the hyphen. */
export const organisationCode: Arbitrary<string> = from(`0123456789${letters}`, 8).map(organisationPart)

const usccHead = fc
  .tuple(fc.constantFrom(...'123456789AGJNQY'), fc.constantFrom(...'1239'), province, digits(4))
  .map((parts) => parts.join(''))

/** Both checks right. */
export const uscc: Arbitrary<string> = fc.tuple(usccHead, from(usccAlphabet, 8)).map(([head, eight]) => {
  const seventeen = head + organisationPart(eight)
  return seventeen + usccCheck(seventeen)
})

export const registrationNumber: Arbitrary<string> = fc
  .tuple(province, digits(4), digits(8))
  .map(([region, county, sequence]) => region + county + sequence)
  .map((fourteen) => fourteen + registrationCheck(fourteen))

export const taxNumber: Arbitrary<string> = fc
  .tuple(province, digits(4), organisationCode)
  .map(([region, county, code]) => region + county + code)
