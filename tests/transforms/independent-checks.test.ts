import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IdentityResult } from '../../core/identity.ts'
import { readBusinessRegistration } from '../../transforms/identity/business-registration.ts'
import { readOrganisationCode } from '../../transforms/identity/organisation-code.ts'
import { readResidentId } from '../../transforms/identity/resident-id.ts'
import { readUscc } from '../../transforms/identity/uscc.ts'
import { organisationCode, registrationNumber, residentNumber, uscc } from './_identity-numbers.ts'
import * as independent from './_independent-checks.ts'
import { ensure, holdsFor } from './_property.ts'

const today = '2026-01-01'
const digits = '0123456789'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Half of them valid; of the rest most are one or two characters away from it, and some have nothing in common with it. */
const about = (valid: Arbitrary<string>, alphabet: string): Arbitrary<string> => {
  const changed = fc
    .tuple(valid, fc.nat(), fc.integer({ min: 0, max: alphabet.length - 1 }), fc.nat(), fc.integer({ min: 0, max: alphabet.length - 1 }))
    .map(([number, at, one, other, two]) =>
      replace(replace(number, at % number.length, alphabet.charAt(one)), other % number.length, alphabet.charAt(two)),
    )
  const lastChanged = fc
    .tuple(valid, fc.integer({ min: 0, max: alphabet.length - 1 }))
    .map(([number, place]) => number.slice(0, -1) + alphabet.charAt(place))
  const any = fc
    .tuple(valid, fc.array(fc.integer({ min: 0, max: alphabet.length - 1 }), { minLength: 20, maxLength: 20 }))
    .map(([number, places]) =>
      places
        .slice(0, number.length)
        .map((place) => alphabet.charAt(place))
        .join(''),
    )
  return fc.oneof(
    { weight: 6, arbitrary: valid },
    { weight: 3, arbitrary: changed },
    { weight: 2, arbitrary: lastChanged },
    { weight: 1, arbitrary: any },
  )
}
const replace = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1)

const faultOf: { readonly [code: string]: independent.Fault } = {
  FORMAT: 'format',
  CHECK_DIGIT: 'check',
  REGION: 'region',
  BIRTH_DATE: 'date',
  BIRTH_DATE_FUTURE: 'date',
}
const isAccepted = ({ outcome }: IdentityResult) => outcome === 'ok' || outcome === 'fixed'

describe('the second implementation of the check rules', () => {
  it('knows the published samples', () => {
    expect(independent.residentFaults('11010519491231002X', today)).toEqual([])
    expect(independent.residentFaults('440524188001010014', today)).toEqual([])
    expect(independent.residentCheck('93268219850101001')).toBe('7')
    expect(independent.residentCheck('91112419810803002')).toBe('4')
    expect(independent.isOrganisationCode('D2143569X')).toBe(true)
    expect(independent.isOrganisationCode('594672399')).toBe(true)
    expect(independent.isRegistrationNumber('110108000000016')).toBe(true)
    expect(independent.isRegistrationNumber('110108000000017')).toBe(false)
  })

  it('agrees on resident numbers, reason by reason', async () => {
    await holdsFor(about(residentNumber, `${digits}X`), (number) => {
      const ours = readResidentId(number, today).reasons.map(({ code }) => faultOf[code])
      ensure(ours.join() === independent.residentFaults(number, today).join(), `both find the same in ${number}`)
    })
  })
  it('agrees on resident numbers of 15 digits', async () => {
    const shortened = residentNumber.map((number) => number.slice(0, 6) + number.slice(8, 17))
    await holdsFor(about(shortened, digits), (number) => {
      const upgraded = independent.upgradedResident(number)
      const ours = readResidentId(number, today)
      const faults = independent.residentFaults(upgraded, today)
      ensure(ours.reasons.map(({ code }) => faultOf[code]).join() === faults.join(), `both find the same in ${number}`)
      ensure(ours.key === null ? faults.length > 0 : ours.key.number === upgraded, `both make the same of ${number}`)
    })
  })
  it('agrees on unified social credit codes', async () => {
    await holdsFor(about(uscc, independent.usccAlphabet), (code) => {
      const ours = readUscc(code)
      const verdict = /^..\d{6}/.test(code) ? independent.usccVerdict(code) : 'format'
      const expected = {
        format: 'rejected FORMAT',
        conforming: 'ok',
        'organisation part fails': 'ok ORGANISATION_PART',
        'check fails': 'nonconforming NONCONFORMING',
        'both fail': 'rejected CHECK_DIGIT',
      }[verdict]
      const warnings = ours.warnings.filter((warning) => warning === 'ORGANISATION_PART')
      ensure([ours.outcome, ...ours.reasons.map((reason) => reason.code), ...warnings].join(' ') === expected, `${expected}: ${code}`)
    })
  })
  it('agrees on organisation codes', async () => {
    await holdsFor(about(organisationCode, digits + letters), (code) => {
      ensure(isAccepted(readOrganisationCode(code)) === independent.isOrganisationCode(code), `both judge alike: ${code}`)
    })
  })
  it('agrees on business registration numbers', async () => {
    await holdsFor(about(registrationNumber, digits), (number) => {
      ensure(isAccepted(readBusinessRegistration(number)) === independent.isRegistrationNumber(number), `both judge alike: ${number}`)
    })
  })
})
