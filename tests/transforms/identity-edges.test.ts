import { describe, expect, it } from 'vitest'
import type { Value } from '../../core/values.ts'
import { organisationCheck, registrationCheck, residentCheck, usccCheck } from './_independent-checks.ts'
import { samples, sequences } from './_identity-samples.ts'

/** Characters just outside the ranges of digits and letters, and some that are far away. */
const outsiders = ['/', ':', '@', '[', '`', '{', '\u0080', 'é', '中', '\uffff']
const ascii = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit))
const replace = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1)
const fullWidth = (character: string) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)

for (const [name, { type, read, isClean, numbers }] of Object.entries(samples))
  describe(name, () => {
    it('is taken as it stands, under its own type', () => {
      for (const number of numbers) {
        const country = name === 'passport of another country' ? 'USA' : 'CHN'
        expect(read(number), number).toMatchObject({ outcome: 'ok', key: { type, country, number }, fixes: [], reasons: [], warnings: [] })
        expect(isClean(number), number).toBe(true)
      }
    })
    it('has no characters beside its own', () => {
      for (const number of numbers)
        for (let at = 0; at < number.length; at++)
          for (const outsider of outsiders) {
            const text = replace(number, at, outsider)
            expect(isClean(text), text).toBe(false)
            expect(read(text), text).toMatchObject({ outcome: 'rejected', key: null, reasons: [{ code: 'FORMAT' }] })
          }
    })
    it('has none whatever check character follows', () => {
      for (const number of numbers)
        for (let at = 0; at < number.length - 1; at++)
          for (const outsider of outsiders)
            for (const check of ascii) {
              const text = replace(number, at, outsider).slice(0, -1) + check
              if (isClean(text)) expect.fail(text)
            }
    })
    it('is written in capitals of half width', () => {
      for (const number of numbers)
        for (let at = 0; at < number.length; at++) {
          const character = number.charAt(at)
          const small = replace(number, at, character.toLowerCase())
          if (small !== number) {
            expect(isClean(small), small).toBe(false)
            if (!/[oil]/.test(small))
              expect(read(small), small).toMatchObject({
                outcome: 'fixed',
                key: { number },
                fixes: [{ rule: 'UPPER_CASE', before: small, after: number }],
              })
          }
          const wide = replace(number, at, fullWidth(character))
          expect(isClean(wide), wide).toBe(false)
          expect(read(wide), wide).toMatchObject({
            outcome: 'fixed',
            key: { number },
            fixes: [{ rule: 'FULL_WIDTH', before: wide, after: number }],
          })
        }
    })
    if (name !== 'passport of another country')
      it('is neither longer nor shorter', () => {
        for (const number of numbers) {
          const texts = ['0', '1', '9', 'A', 'X'].flatMap((more) => [
            more + number,
            number + more,
            `${number.slice(0, 2)}${more}${number.slice(2)}`,
          ])
          texts.push(number.slice(1), number.slice(0, -1), number.slice(0, 6) + number.slice(7))
          for (const text of texts) {
            expect(isClean(text), text).toBe(false)
            expect(read(text), text).toMatchObject({ outcome: 'rejected', reasons: [{ code: 'FORMAT' }] })
          }
        }
      })
    it('leaves a text that it does not take as it was, but for its writing', () => {
      for (const text of ['abcdx', 'x', `${numbers[0]}x!`, '中x']) for (const { rule } of read(text).fixes) expect(rule).toBe('UPPER_CASE')
      expect(read('1x').key).toBeNull()
    })
    it('is nothing that a cell of another kind or a text without end holds', () => {
      const number = numbers[0] ?? ''
      const cases: readonly (readonly [Value, string])[] = [
        [null, 'MISSING'],
        ['', 'MISSING'],
        [' \u3000', 'MISSING'],
        [true, 'FORMAT'],
        [new TextEncoder().encode(number), 'FORMAT'],
        [{ tag: 'undecodable', text: number }, 'FORMAT'],
        ['!'.repeat(10_001), 'FORMAT'],
        ['1'.repeat(10_001), 'FORMAT'],
        [{ tag: 'number', text: '1234567890123456' }, 'EXCEL_PRECISION_LOST'],
        ['5.10184E+17', 'EXCEL_PRECISION_LOST'],
        ['1**4', 'MASKED'],
      ]
      for (const [value, code] of cases) expect(read(value).reasons).toEqual([{ code }])
    })
  })

describe('exactly one character is the check of', () => {
  const heads: { readonly [name: string]: (sequence: string) => readonly [head: string, check: string] } = {
    'resident-id': (sequence) => [`11010120001010${sequence.slice(-3)}`, residentCheck(`11010120001010${sequence.slice(-3)}`)],
    'hmt-residence-permit': (sequence) => [`81000020001010${sequence.slice(-3)}`, residentCheck(`81000020001010${sequence.slice(-3)}`)],
    'organisation-code': (sequence) => [`${sequence}-`, organisationCheck(sequence)],
    'business-registration': (sequence) => [`110101${sequence}`, registrationCheck(`110101${sequence}`)],
    'tax-number': (sequence) => [`110101${sequence}`, organisationCheck(sequence)],
    uscc: (sequence) => {
      const head = `91110101${sequence}${organisationCheck(sequence)}`
      return [head, usccCheck(head)]
    },
  }
  const characters = [...ascii, ...outsiders, '']
  for (const [name, parts] of Object.entries(heads))
    it(name, () => {
      const { isClean } = samples[name]!
      for (const sequence of sequences(8)) {
        const [head, check] = parts(sequence)
        expect(
          characters.filter((character) => isClean(head + character)),
          head,
        ).toEqual([check])
      }
    })
})
