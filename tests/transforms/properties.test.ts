import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, it } from 'vitest'
import type { IdentityResult } from '../../core/identity.ts'
import { readBusinessRegistration } from '../../transforms/identity/business-registration.ts'
import { readForeignPermanentResidentId } from '../../transforms/identity/foreign-permanent-resident-id.ts'
import { readHmtResidencePermit } from '../../transforms/identity/hmt-residence-permit.ts'
import { readOrganisationCode } from '../../transforms/identity/organisation-code.ts'
import { readResidentId } from '../../transforms/identity/resident-id.ts'
import { readTaxNumber } from '../../transforms/identity/tax-number.ts'
import { readUscc } from '../../transforms/identity/uscc.ts'
import * as numbers from './_identity-numbers.ts'
import { ensure, holdsFor } from './_property.ts'

const today = '2026-01-01'
type Read = (text: string) => IdentityResult

/** What a wrong key press may leave behind: the characters of numbers, their look-alikes, and some that are in no number. */
const typed = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-*×ХⅩ一 ０Ａ']

interface Document {
  readonly name: string
  readonly read: Read
  readonly valid: Arbitrary<string>
  /** Whether the check is promised to tell two characters apart when one stands for the other, or when they change places. */
  readonly tellsApart: (one: string, other: string) => boolean
  /** Adjacent characters, by the place of the first, whose change of places is promised to be detected; null for none. */
  readonly swaps: readonly [from: number, to: number] | null
}
const always = () => true
/** A character's value in GB 11714, however it is written. */
const valueOf = (character: string) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(character.normalize('NFKC').toUpperCase())
/** GB 11714 counts 36 characters modulo 11, so it takes those for one another that are 11 or 22 apart: 0, B and M. */
const moduloEleven = (one: string, other: string) => {
  const [a, b] = [valueOf(one), valueOf(other)]
  return a < 0 || b < 0 || (a - b) % 11 !== 0
}
const birthNumbers: readonly Document[] = [
  { name: 'resident number', read: (text) => readResidentId(text, today), valid: numbers.residentNumber, tellsApart: always, swaps: [0, 16] },
  { name: 'HK/Macau/Taiwan residence permit', read: (text) => readHmtResidencePermit(text, today), valid: numbers.hmtResidencePermit, tellsApart: always, swaps: [0, 16] },
  { name: 'foreign permanent resident ID', read: (text) => readForeignPermanentResidentId(text, today), valid: numbers.foreignResidentNumber, tellsApart: always, swaps: [0, 16] },
] // prettier-ignore
const organisationNumbers: readonly Document[] = [
  // 3 is a primitive root modulo the prime 31: no two neighbours weigh the same, and no character weighs nothing.
  { name: 'unified social credit code', read: readUscc, valid: numbers.uscc, tellsApart: always, swaps: [0, 16] },
  { name: 'organisation code', read: readOrganisationCode, valid: numbers.organisationCode, tellsApart: moduloEleven, swaps: [0, 6] },
  // ISO 7064's hybrid systems promise every single digit, but only most changes of places.
  { name: 'business registration number', read: readBusinessRegistration, valid: numbers.registrationNumber, tellsApart: always, swaps: null },
] // prettier-ignore

for (const { name, read, valid, tellsApart, swaps } of [...birthNumbers, ...organisationNumbers])
  describe(name, () => {
    const isTaken = (text: string, number: string) => {
      const { outcome, key } = read(text)
      return (outcome === 'ok' || outcome === 'fixed') && key?.number.replace('-', '') !== number
    }
    it('a valid number validates, and its key is the number', async () => {
      await holdsFor(valid, (number) => {
        const { outcome, key, reasons } = read(number)
        ensure((outcome === 'ok' || outcome === 'fixed') && reasons.length === 0, `accepted: ${number}`)
        ensure(key?.number.replace('-', '') === number && key.country === 'CHN', `its own key: ${number}`)
      })
    })
    it('a wrong character is detected', async () => {
      await holdsFor(fc.tuple(valid, fc.nat({ max: 17 }), fc.constantFrom(...typed)), ([number, place, character]) => {
        const at = place % number.length
        if (!tellsApart(number.charAt(at), character)) return
        const changed = number.slice(0, at) + character + number.slice(at + 1)
        ensure(!isTaken(changed, number), `${changed} is not taken for a number (of ${number})`)
      })
    })
    if (swaps !== null)
      it('neighbours that change places are detected', async () => {
        const [from, to] = swaps
        await holdsFor(fc.tuple(valid, fc.integer({ min: from, max: to })), ([number, at]) => {
          const [one, other] = [number.charAt(at), number.charAt(at + 1)]
          if (one === other || !tellsApart(one, other)) return
          const changed = number.slice(0, at) + other + one + number.slice(at + 2)
          ensure(!isTaken(changed, number), `${changed} is not taken for a number (of ${number})`)
        })
      })
    it('written full-width, with spaces or with lower-case letters it is the same number', async () => {
      const wide = (text: string) => text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
      const written = fc.tuple(valid, fc.constantFrom('', ' ', '\u3000', '\u200b', '\t'), fc.nat({ max: 18 }), fc.constantFrom<(text: string) => string>((text) => text, wide)) // prettier-ignore
      await holdsFor(written, ([number, between, place, write]) => {
        const at = place % (number.length + 1)
        const lower = /[ILO]/.test(number) ? number : number.toLowerCase()
        const { outcome, key } = read(write(lower.slice(0, at)) + between + write(lower.slice(at)))
        ensure((outcome === 'ok' || outcome === 'fixed') && key?.number.replace('-', '') === number, `${number} is read all the same`)
      })
    })
  })

describe('tax number', () => {
  it('a valid number of 15 validates, and so does a USCC', async () => {
    await holdsFor(fc.oneof(numbers.taxNumber, numbers.uscc), (number) => {
      const { outcome, key } = readTaxNumber(number)
      ensure(outcome === 'ok' && key?.number === number, `accepted: ${number}`)
    })
  })
  it('a wrong character of its organisation code is detected', async () => {
    const change = fc.tuple(numbers.taxNumber, fc.integer({ min: 6, max: 14 }), fc.constantFrom(...typed))
    await holdsFor(change, ([number, at, character]) => {
      if (!moduloEleven(number.charAt(at), character)) return
      const { outcome, key } = readTaxNumber(number.slice(0, at) + character + number.slice(at + 1))
      ensure(outcome === 'rejected' || key?.number === number, `detected at ${at} of ${number}`)
    })
  })
})
