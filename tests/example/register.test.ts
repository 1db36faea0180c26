import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import connector from '../../connectors/csv.ts'
import { makeRegister, registerColumns, type RegisterRow } from '../../examples/chongzhou/systems-generator/register.ts'
import {
  capitalKinds,
  codeKinds,
  lineKinds,
  registerRows,
  representativeKinds,
  scaledCounts,
  type RegisterKind,
} from '../../examples/chongzhou/systems-generator/register-kinds.ts'
import { fillDefaults } from '../../schemas/fill-defaults.ts'
import { dropFolder, type DropFolder } from '../connectors/_drop-folder.ts'
import { openConnector } from '../_support/describe-connector.ts'
import { cleanse, types } from '../transforms/_registry.ts'
import { fateOf } from './_register-fate.ts'

/** A hundredth of the real one. */
const rows = 30_027
const register: readonly RegisterRow[] = [...makeRegister({ rows, seed: 1 })]
const type = (name: string) => types.get(name)!
const tally = (of: (row: RegisterRow) => string) => {
  const counts = new Map<string, number>()
  for (const row of register) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1)
  return counts
}
const expectedCounts = (kinds: readonly RegisterKind[]) => new Map(kinds.map(({ kind }, at) => [kind, scaledCounts(kinds, rows)[at]!]))
const whole = () => register.filter(({ isBroken }) => !isBroken)

describe('the counts of the real register', () => {
  it('add up to its rows, in every column', () => {
    for (const kinds of [codeKinds, capitalKinds, representativeKinds, lineKinds])
      expect(kinds.reduce((sum, { count }) => sum + count, 0)).toBe(registerRows)
  })
  it('stand in a smaller one in proportion, and each odd kind occurs', () => {
    expect(scaledCounts(codeKinds, registerRows)).toEqual(codeKinds.map(({ count }) => count))
    const codes = expectedCounts(codeKinds)
    expect([codes.get('registration'), codes.get('cooperative'), codes.get('nonconforming'), codes.get('letter-l')]).toEqual([67, 7, 2, 1])
    for (const count of codes.values()) expect(count).toBeGreaterThan(0)
  })
})

describe('a generated register', () => {
  it('has every kind as often as its proportion says', () => {
    // a broken line's code is a good one, whatever was dealt
    for (const [kind, count] of expectedCounts(codeKinds)) {
      const found = tally(({ code }) => code.kind).get(kind) ?? 0
      expect(Math.abs(found - count), kind).toBeLessThanOrEqual(1)
    }
    expect(tally(({ capital }) => capital.kind)).toEqual(expectedCounts(capitalKinds))
    expect(tally(({ representative }) => representative.kind)).toEqual(expectedCounts(representativeKinds))
    expect(register.filter(({ isBroken }) => isBroken)).toHaveLength(1)
  })
  it('is the same for the same seed and another for another', () => {
    const lines = (seed: number) => [...makeRegister({ rows: 500, seed })].map(({ line }) => line)
    expect(lines(4)).toEqual(lines(4))
    expect(lines(4)).not.toEqual(lines(5))
  })
  it('has about 6% of codes that are digits alone, which spreadsheets destroy', () => {
    const conforming = register.filter(({ code }) => code.kind === 'conforming')
    const digits = conforming.filter(({ cells }) => /^\d{18}$/.test(cells[1]!)).length
    expect(digits / conforming.length).toBeGreaterThan(0.05)
    expect(digits / conforming.length).toBeLessThan(0.07)
  })
  it('repeats codes under other names, and scopes of several hundred characters with commas and quotes', () => {
    const names = new Map<string, Set<string>>()
    for (const { cells } of register) names.set(cells[1]!, (names.get(cells[1]!) ?? new Set()).add(cells[0]!))
    expect([...names.entries()].filter(([code, of]) => of.size > 1 && code.length === 18).length).toBeGreaterThan(0)
    expect(register.some(({ cells }) => cells[6]!.length > 300 && /[,"（(]/.test(cells[6]!))).toBe(true)
  })
})

describe('what a load makes of it', () => {
  it('every code gets the outcome that its kind must have', () => {
    const wrong = whole().filter(({ cells, code }) => fateOf(cells[1]!) !== code.fate)
    expect(wrong.map(({ code }) => code.kind)).toEqual([])
  })
  it('the one letter l is refused with the one code that it may stand for', () => {
    const row = register.find(({ code }) => code.kind === 'letter-l')!
    expect(cleanse(type('uscc'), {}, row.cells[1]!).reasons).toEqual([{ code: 'FORMAT', suggestion: row.cells[1]!.replace('l', '1') }])
  })
  it('old numbers are right numbers of their own types', () => {
    const accepts: { readonly [kind: string]: string } = {
      registration: 'business-registration',
      cooperative: 'business-registration',
      thirteen: 'business-registration',
      'foreign-invested': 'business-registration',
      'organisation-code': 'organisation-code',
    }
    for (const { cells, code } of register) {
      const name = accepts[code.kind]
      if (name !== undefined) expect(cleanse(type(name), {}, cells[1]!).reasons, `${code.kind} ${cells[1]}`).toEqual([])
    }
  })
  it('a capital gives its amount and currency out of one text', () => {
    for (const { cells, capital } of whole()) {
      const { value, beside, warnings, reasons } = cleanse(type('money'), { default_currency: 'CNY' }, cells[3]!)
      expect([value, reasons], cells[3]).toEqual([capital.amount, []])
      if (capital.amount !== null) expect(beside['currency'], cells[3]).toBe(capital.currency)
      expect(warnings.includes('EMPTY_BRACKET'), cells[3]).toBe(capital.fate === 'warned')
    }
  })
  it('a representative that is N/A is none, and private-use characters are told', () => {
    for (const { cells, representative } of whole()) {
      const { value, warnings } = cleanse(type('person-name'), {}, cells[2]!)
      expect(value === null).toBe(representative.kind === 'N/A')
      expect(warnings.includes('PRIVATE_USE')).toBe(representative.kind === 'private-use')
    }
  })
})

describe('the file', () => {
  let drop: DropFolder
  beforeAll(async () => {
    drop = await dropFolder()
  })
  afterAll(() => drop.close())
  it('is read whole: rows and refused lines are as many as were written', async () => {
    const text = [`${registerColumns.join(',')}\r\n`, ...register.map(({ line }) => line)].join('')
    await drop.put('register.csv', Buffer.from(text))
    expect(readFileSync(join(drop.root, 'drop/register.csv'), 'utf8')).toHaveLength(text.length)
    const session = openConnector(connector, { folder: 'drop', steady_seconds: 0 }, { root: drop.root, pieceBytes: 64 * 1024 })
    const signal = new AbortController().signal
    const source = fillDefaults(connector.source, { file: 'register.csv' })
    const plan = await session.plan({ plan: 'market.register@1', source, columns: [], mode: 'snapshot', after: null, parallel: 1 }, signal)
    let read = 0
    let refused = 0
    for (const { split } of plan.splits)
      for await (const piece of session.read(split, null, signal)) {
        read += piece.rows.length
        refused += piece.rejects?.length ?? 0
      }
    await session.close()
    const broken = register.filter(({ isBroken }) => isBroken).length
    expect([read, refused]).toEqual([rows - broken, broken])
  })
})
