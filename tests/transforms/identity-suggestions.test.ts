import { describe, expect, it } from 'vitest'
import { suggest } from '../../transforms/identity/_suggest.ts'
import { readForeignPermanentResidentId, readPassport, readResidentId, readUscc } from '../../transforms/identity/index.ts'
import { samples, today } from './_identity-samples.ts'

/** What is written where a character was meant: pairs of the character and its look-alike. */
const signs = ['×', '*', '✕', '╳', 'Ⅹ', 'ⅹ', 'Х', 'х']
const digit = ['0O', '0o', '1I', '1i', '1l']
const check = [...digit, ...signs.map((sign) => `X${sign}`)]
/** Letters and digits may both stand: a capital is what it is, and the check tells what a small letter is. */
const both = ['0o', '1i', '1l', 'Oo', 'Ii', 'Ll']
/** The alphabet of GB 32100 has an L, but neither I nor O. */
const credit = [...digit, 'Ll']
/** An l may be I or L as well, which nothing tells. */
const letter = ['O0', 'Oo', 'Ii']
const none: readonly string[] = []

/** What is read at each position. */
const places: { readonly [name: string]: (at: number) => readonly string[] } = {
  'resident-id': (at) => (at === 17 ? check : digit),
  'hmt-residence-permit': (at) => (at === 17 ? check : digit),
  'foreign-permanent-resident-id, new': (at) => (at === 17 ? check : digit),
  'foreign-permanent-resident-id, old': (at) => (at < 3 ? letter : digit),
  'hm-travel-permit': (at) => (at === 0 ? none : digit),
  'taiwan-travel-permit': () => digit,
  'passport of Macao': (at) => (at < 2 ? none : digit),
  uscc: (at) => (at === 17 ? [...credit, ...check] : credit),
  'organisation-code': (at) => (at === 9 ? [...check, '1L'] : at === 8 ? none : both),
  'business-registration': () => digit,
  'tax-number': (at) => (at === 14 ? check : at < 6 ? digit : both),
}
const written = ['0', '1', 'O', 'o', 'I', 'i', 'l', 'L', ...signs, 'ſ', 'ŉ', 'ǰ', 'ı', 'ﬂ']

describe('a look-alike in a number of', () => {
  for (const [name, readAt] of Object.entries(places)) {
    const { read, numbers } = samples[name]!
    it(`${name} is read at its places and nowhere else, never without asking`, () => {
      for (const number of numbers)
        for (let at = 0; at < number.length; at++)
          for (const sign of written) {
            const meant = number.charAt(at)
            if (sign === meant) continue
            const text = number.slice(0, at) + sign + number.slice(at + 1)
            const result = read(text)
            if (readAt(at).includes(meant + sign)) {
              expect(result, text).toMatchObject({ outcome: 'rejected', key: null, reasons: [{ code: 'FORMAT', suggestion: number }] })
              expect(result.reasons.length, text).toBe(1)
            } else for (const { suggestion } of result.reasons) expect(suggestion, text).not.toBe(number)
          }
    })
    it(`${name} in small letters is offered in capitals`, () => {
      for (const number of numbers.filter((text) => !/[OIL]/.test(text)))
        for (let at = 0; at < number.length; at++) {
          const sign = { '0': 'o', '1': 'l' }[number.charAt(at)]
          if (sign === undefined || !readAt(at).includes(number.charAt(at) + sign)) continue
          const text = number.slice(0, at).toLowerCase() + sign + number.slice(at + 1).toLowerCase()
          if (/^[hm]/.test(text)) continue // a permit's letter is not read: nothing tells that it is one
          expect(read(text).reasons, text).toEqual([{ code: 'FORMAT', suggestion: number }])
        }
    })
    it(`${name} is read wherever it stands, also in several places`, () => {
      for (const number of numbers) {
        const text = [...number].map((character, at) => (readAt(at).includes(`${character}O`) ? 'O' : character)).join('')
        if (text !== number) expect(read(text).reasons, text).toEqual([{ code: 'FORMAT', suggestion: number }])
      }
    })
  }
})

describe('passports', () => {
  it('of China have letters and digits in their places, so that one reading passes', () => {
    const offers = {
      G1O101010: 'G10101010',
      G1o101010: 'G10101010',
      gl0101010: 'G10101010',
      GI0101010: 'G10101010',
      Gi0101010: 'G10101010',
      eal010101: 'EA1010101',
      ez0o00001: 'EZ0000001',
      mal010101: 'MA1010101',
      l41010101: '141010101',
    }
    for (const [text, suggestion] of Object.entries(offers))
      expect(readPassport(text, 'CHN').reasons, text).toEqual([{ code: 'FORMAT', suggestion }])
  })
  it('of another country may have either, so that none is offered', () => {
    for (const text of ['L8989o2C3', 'L8989i2C3', 'l898902C3', 'ao12345', 'zl12345'])
      expect(readPassport(text, 'USA').reasons, text).toEqual([{ code: 'FORMAT' }])
  })
  it('are not read from signs that only some language makes a letter of', () => {
    for (const text of ['ſl0101010', 'ſ10101010', 'G×0101010', 'G10l0101', 'gl01010100'])
      expect(readPassport(text, 'CHN').reasons, text).toEqual([{ code: 'FORMAT' }])
  })
})

describe('nothing is offered', () => {
  it('where an l may be I or L', () => {
    for (const text of ['lAA010101010101', '1AA010101010101', 'Ali010101010101'])
      expect(readForeignPermanentResidentId(text, today).reasons, text).toEqual([{ code: 'FORMAT' }])
  })
  it('where the reading breaks another rule', () => {
    expect(readResidentId('O1018419020304906X', today).reasons).toEqual([{ code: 'FORMAT' }])
    // the check of the whole is right, that of the organisation part is not
    expect(readUscc('9l510184144205777C').reasons).toEqual([{ code: 'FORMAT' }])
  })
})

describe('a suggestion', () => {
  const any = () => true
  const double = (character: string) => (character === 'a' ? 'ab' : character)
  it('is the one reading that passes', () => {
    expect(suggest('a-a', double, (text) => text === 'b-a')).toBe('b-a')
    expect(suggest('xyz', double, any)).toBe('xyz')
  })
  it('is none where none or several pass', () => {
    expect(suggest('a', double, () => false)).toBeNull()
    expect(suggest('a', double, any)).toBeNull()
  })
  it('tries 64 readings and no more', () => {
    const isFirst = (text: string) => !text.includes('b')
    expect(suggest('a'.repeat(6), double, isFirst)).toBe('aaaaaa')
    expect(suggest('a'.repeat(7), double, isFirst)).toBeNull()
  })
  it('is of a text of 40 characters at most', () => {
    expect(suggest('x'.repeat(40), double, any)).toBe('x'.repeat(40))
    expect(suggest('x'.repeat(41), double, any)).toBeNull()
  })
  it('knows the place of each character, also behind one that takes two units', () => {
    const seen: string[] = []
    suggest('𠀀b', (character, at) => (seen.push(`${at}${character}`), character), any)
    expect(seen).toEqual(['0𠀀', '1b'])
  })
})
