import { describe, expect, it } from 'vitest'
import { makeRegister, type RegisterRow } from '../../examples/chongzhou/systems-generator/register.ts'
import {
  capitalKinds,
  codeKinds,
  lineKinds,
  registerRows,
  representativeKinds,
  scaledCounts,
  type RegisterKind,
} from '../../examples/chongzhou/systems-generator/register-kinds.ts'
import { cleanse, types } from '../transforms/_registry.ts'
import { fateBy } from './_register-fate.ts'

/** A hundredth of the real one. */
const rows = 30_027
const register: readonly RegisterRow[] = [...makeRegister({ rows, seed: 1 })]
const type = (name: string) => types.get(name)!
const [name, code, representative, capital, , address, scope] = [0, 1, 2, 3, 4, 5, 6]
const column = (at: number | undefined) => register.map(({ cells }) => cells[at!]!)
const tally = (of: (row: RegisterRow) => string) => {
  const counts: { [kind: string]: number } = {}
  for (const row of register) counts[of(row)] = (counts[of(row)] ?? 0) + 1
  return counts
}
const scaled = (kinds: readonly RegisterKind[]) => Object.fromEntries(kinds.map(({ kind }, at) => [kind, scaledCounts(kinds, rows)[at]!]))

describe('the counts of the real register', () => {
  it('add up to its rows, in every column', () => {
    for (const kinds of [codeKinds, capitalKinds, representativeKinds, lineKinds])
      expect(kinds.reduce((sum, { count }) => sum + count, 0)).toBe(registerRows)
  })
  it('are those of a register as large as the real one', () => {
    for (const kinds of [codeKinds, capitalKinds, representativeKinds, lineKinds])
      expect(scaledCounts(kinds, registerRows)).toEqual(kinds.map(({ count }) => count))
  })
  it('add up to the rows of any smaller one, and each kind occurs', () => {
    for (const size of [100, 101, 999, 12_345, 3_002_663])
      for (const kinds of [codeKinds, capitalKinds, representativeKinds, lineKinds]) {
        const counts = scaledCounts(kinds, size)
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(size)
        expect(Math.min(...counts)).toBeGreaterThan(0)
      }
  })
})

describe('a register of a hundredth of the real one', () => {
  it('has the kinds of codes in proportion, and each odd one at least once', () => {
    expect(tally(({ code: { kind } }) => kind)).toEqual({
      ...{ conforming: 29_933, registration: 67, cooperative: 7, thirteen: 5, 'lower-case': 3, 'organisation-part': 2, nonconforming: 2 },
      ...{ 'both-wrong': 1, 'foreign-invested': 1, 'organisation-code': 1, none: 1, brackets: 1, hyphen: 1, seventeen: 1, 'letter-l': 1 },
    })
  })
  it('has capitals, representatives and broken lines in proportion', () => {
    expect(tally(({ capital: { kind } }) => kind)).toEqual(scaled(capitalKinds))
    expect(tally(({ capital: { kind } }) => kind)).toMatchObject({ '(万元人民币)': 12_236, '(万美元)': 292, '()': 105 })
    expect(tally(({ representative: { kind } }) => kind)).toEqual({ name: 24_856, 'N/A': 5_169, 'private-use': 2 })
    expect(tally(({ shape: { kind } }) => kind)).toEqual({ whole: rows - 2, 'unquoted-commas': 1, shifted: 1 })
  })
  it('has about 6% of codes that are digits alone, which spreadsheets destroy', () => {
    const conforming = register.filter((row) => row.code.kind === 'conforming')
    const share = conforming.filter(({ cells }) => /^\d{18}$/.test(cells[code]!)).length / conforming.length
    expect(share).toBeGreaterThan(0.055)
    expect(share).toBeLessThan(0.065)
  })
  it('has two codes under two names each, and no name and no other code twice', () => {
    expect(new Set(column(name)).size).toBe(rows)
    expect(new Set(column(code)).size).toBe(rows - 2)
    const again = register.filter(({ isRepeated }) => isRepeated).map(({ cells }) => cells[code])
    expect(again).toHaveLength(2)
    for (const one of again) expect(column(code).filter((other) => other === one)).toHaveLength(2)
  })
  it('has commas, quotes and brackets of both widths in addresses and scopes, of several hundred characters', () => {
    for (const at of [address, scope])
      for (const mark of [',', '"', '(', '（'])
        expect(column(at).filter((cell) => cell.includes(mark)).length, mark).toBeGreaterThan(rows / 10)
    expect(Math.max(...column(scope).map((cell) => cell.length))).toBeGreaterThan(300)
  })
  it('has no character outside the basic plane', () => {
    expect(register.filter(({ line }) => /[\ud800-\udfff]/.test(line))).toEqual([])
  })
})

describe('a register', () => {
  it('is the same for the same seed and another for another', () => {
    const lines = (seed: number) => [...makeRegister({ rows: 500, seed })].map(({ line }) => line)
    expect(lines(4)).toEqual(lines(4))
    expect(lines(4)).not.toEqual(lines(5))
  })
  it('is refused where it would be larger than the real one, or too small to have each kind', () => {
    for (const size of [99, registerRows + 1, Number.NaN])
      expect(() => makeRegister({ rows: size, seed: 1 }).next(), String(size)).toThrow(RangeError)
  })
})

describe('what cleansing makes of its cells', () => {
  it('every code gets the outcome of its kind', () => {
    const fateOf = fateBy('uscc')
    const wrong = register
      .map(({ cells, code: { kind, fate, told } }) => ({ kind, due: `${fate} ${told}`, found: fateOf(cells[code]!) }))
      .filter(({ due, found }) => `${found.fate} ${found.told}` !== due)
    expect(wrong).toEqual([])
  })
  it('a code in lower case becomes what it was, and one letter l is refused with the one code that it may stand for', () => {
    for (const {
      cells,
      code: { kind },
    } of register) {
      const cell = cells[code]!
      if (kind === 'lower-case') expect(cleanse(type('uscc'), {}, cell).value).toBe(cell.toUpperCase())
      if (kind === 'letter-l')
        expect(cleanse(type('uscc'), {}, cell).reasons).toEqual([{ code: 'FORMAT', suggestion: cell.replace('l', '1') }])
    }
  })
  it('seventeen digits are never completed, and a hyphen or bracket is never cut off', () => {
    for (const {
      cells,
      code: { kind },
    } of register)
      if (['seventeen', 'hyphen', 'brackets'].includes(kind))
        expect(cleanse(type('uscc'), {}, cells[code]!), kind).toMatchObject({ value: null, reasons: [{ code: 'FORMAT' }] })
  })
  it('old numbers are right numbers of their own types, as they stand', () => {
    const accepts: { readonly [kind: string]: string } = {
      ...{ registration: 'business-registration', cooperative: 'business-registration', thirteen: 'business-registration' },
      ...{ 'foreign-invested': 'business-registration', 'organisation-code': 'organisation-code' },
    }
    for (const {
      cells,
      code: { kind },
    } of register) {
      const own = accepts[kind]
      if (own === undefined) continue
      expect(cleanse(type(own), {}, cells[code]!), kind).toMatchObject({ value: cells[code], reasons: [], fixes: [], warnings: [] })
    }
  })
  it('a capital gives amount, unit and currency out of one text, or the warning or none of its form', () => {
    const fateOf = fateBy('money', { default_currency: 'CNY' })
    const wrong = register.filter(({ cells, capital: { amount, unit, currency, fate, told } }) => {
      const { value, beside } = cleanse(type('money'), { default_currency: 'CNY' }, cells[capital]!)
      const found = fateOf(cells[capital]!)
      const isRight = value === amount && (beside['unit'] ?? null) === unit && (beside['currency'] ?? null) === currency
      return !isRight || found.fate !== fate || found.told !== told
    })
    expect(wrong.map(({ capital: { cell } }) => cell)).toEqual([])
  })
  it('a currency that is not written is CNY only where the field says so', () => {
    for (const kind of ['(万元)', '(万)', '（万元）', '()']) {
      const { cells } = register.find((row) => row.capital.kind === kind)!
      const { beside, warnings } = cleanse(type('money'), {}, cells[capital]!)
      expect([beside['currency'], warnings.includes('CURRENCY_MISSING')], kind).toEqual([undefined, true])
    }
  })
  it('a representative that is N/A is none, and private-use characters are told', () => {
    const fateOf = fateBy('person-name')
    const wrong = register.filter(({ cells, representative: { fate, told } }) => {
      const found = fateOf(cells[representative]!)
      return found.fate !== fate || found.told !== told
    })
    expect(wrong.map(({ cells }) => cells[representative])).toEqual([])
  })
})
