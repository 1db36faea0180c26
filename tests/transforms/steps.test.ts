import fc from 'fast-check'
import { largeLength, stallMs } from './_property.ts'
import { describe, expect, it } from 'vitest'
import { apply, resultOf } from './_apply-step.ts'
import { context, steps } from './_registry.ts'

const refused = expect.objectContaining({ code: 'STEP_OPTIONS', recovery: 'abort' }) as Error

describe('every step', () => {
  for (const [name, step] of steps) {
    const sets = step.examples.map(({ options }) => options ?? {})
    it(`${name} tells the texts before and after each change`, () => {
      for (const { in: value, options } of step.examples)
        for (const [before, after] of apply(name, options ?? {}, value).changes) {
          expect(typeof before).toBe('string')
          expect(after).not.toBe(before)
        }
    })
    it(`${name} leaves null alone, or says what it put there`, () => {
      for (const options of sets) {
        const seen = apply(name, options, step.inputs === 'many' ? [null] : null)
        expect(seen.result === null || seen.fixes.includes('DEFAULTED')).toBe(true)
      }
    })
    it(`${name} takes a text of 10 MB in its stride`, () => {
      const texts = ['/', '1', ' ', '张', '-1'].map((unit) => unit.repeat(largeLength / unit.length))
      for (const options of sets.slice(0, 3))
        for (const text of texts) {
          const startedMs = performance.now()
          apply(name, options, step.inputs === 'many' ? [text, text] : text)
          expect(performance.now() - startedMs).toBeLessThan(stallMs)
        }
    }, 600_000)
  }
  it('drops no value unseen: what it makes null is a warning', () => {
    for (const [name, step] of steps)
      for (const { in: value, options } of step.examples) {
        if ((options as { otherwise?: string } | undefined)?.otherwise !== 'null' || value === null) continue
        const seen = apply(name, options ?? {}, value)
        if (seen.result === null) expect(seen.warnings).toHaveLength(1)
      }
  })
  it('of bytes makes nothing, so that the type can say what is wrong', () => {
    const bytes = new Uint8Array([255])
    for (const [name, options] of [
      ['map', { values: {}, otherwise: 'null' }],
      ['lookup', { table: 'x', otherwise: 'null' }],
      ['split', { by: '/', part: 1, otherwise: 'null' }],
      ['substring', { start: 1 }],
      ['pattern', { match: 'x', otherwise: 'null' }],
      ['filter', { keep: { all: [{ equals: 'x' }] }, otherwise: 'null' }],
      ['default', { value: 'x' }],
    ] as const)
      expect(resultOf(name, options, bytes)).toBe(bytes)
  })
})

describe('options that are wrong are told before the first row', () => {
  for (const [name, options] of [
    ['split', { by: '', part: 1 }],
    ['split', { by: [], part: 1 }],
    ['split', { by: ['/', ''], part: 1 }],
    ['split', { by: '/', part: 0 }],
    ['substring', { start: 0 }],
    ['replace', { from: '', to: 'x' }],
    ['default', { value: ' ' }],
    ['arithmetic', { operations: [{}] }],
    ['arithmetic', { operations: [{ add: '1', divide: '2' }] }],
    ['arithmetic', { operations: [{ add: 'x' }] }],
    ['arithmetic', { operations: [{ divide: '0.0' }], scale: 2 }],
    ['arithmetic', { operations: [{ divide: '3' }] }],
    ['arithmetic', { operations: [{ divide: '7' }, { add: '1' }] }],
    ['convert', { from: '亩', to: '公里' }],
    ['convert', { to: '担' }],
    ['convert', { from: '亩', to: '公顷' }],
    ['convert', { to: '公顷' }],
    ['filter', { keep: {} }],
    ['filter', { keep: { all: [{}] } }],
    ['mask', { as: 'keep' }],
    ['mask', { as: 'name', first: 1 }],
    ['mask', { as: 'name', audience: 'public' }],
    ['mask', { as: 'keep', first: 1, with: '##' }],
    ['mask', { as: 'keep', first: 1, with: '' }],
    ['mask', { as: 'name', with: '#' }],
    ['hash', { of: 'resident-id', purpose: 'a', country: 'CHN' }],
  ] as const)
    it(`${name} ${JSON.stringify(options)}`, () => {
      expect(() => apply(name, options, null)).toThrow(refused)
    })
  it('expressions that RE2 has not, and groups that are not there', () => {
    for (const options of [{ match: '(' }, { match: '(a)\\1' }, { match: 'a', group: 1 }, { match: 'a', replace: '$1' }])
      expect(() => apply('pattern', options, null)).toThrow(expect.objectContaining({ code: 'PATTERN_INVALID' }))
  })
  it('a crosswalk whose rows are wrong, by their numbers and without repeating them', () => {
    const entries = new Map([['110108000000016', '91510184144205777E'], ['110108000000017', '91510184144205777E']]) // prettier-ignore
    const options = { scheme: 'business-registration', table: 'old' }
    expect(() => apply('crosswalk', options, null, { ...context, lookup: () => entries })).toThrow(
      expect.objectContaining({
        code: 'CROSSWALK_INVALID',
        details: { table: 'old', scheme: 'business-registration', problems: ['2 CROSSWALK_VALUE'] },
      }),
    )
  })
  it('a hash without its key', () => {
    const hash = () => {
      throw new RangeError('no key')
    }
    expect(() => apply('hash', { of: 'text', purpose: 'a' }, null, { ...context, hash })).toThrow(RangeError)
    expect(resultOf('trim', {}, ' x ')).toBe('x')
  })
})

describe('what comes of a number cell stays one', () => {
  const number = { tag: 'number', text: '510184190203049060' } as const
  it('so that a type still knows that digits were lost', () => {
    expect(resultOf('substring', { start: 1 }, number)).toBe(number)
    expect(resultOf('substring', { start: 1, length: 17 }, number)).toEqual({ tag: 'number', text: '51018419020304906' })
    expect(resultOf('pattern', { match: '^\\d+$' }, number)).toBe(number)
    expect(resultOf('pattern', { match: '0$', replace: 'X' }, number)).toEqual({ tag: 'number', text: '51018419020304906X' })
    expect(resultOf('split', { by: '/', part: 1 }, number)).toBe(number)
    expect(resultOf('concatenate', {}, [number, null])).toEqual(number)
  })
  it('but short ones are joined as text: they have lost nothing', () => {
    expect(resultOf('concatenate', {}, [{ tag: 'number', text: '5101' }, '84190203049060'])).toBe('510184190203049060')
  })
})

describe('split', () => {
  it('finds the parts that splitting at every separator finds', () => {
    const separators = fc.uniqueArray(fc.constantFrom('/', '、', '//', 'ab', 'b'), { minLength: 1, maxLength: 3 })
    const text = fc.array(fc.constantFrom('/', '、', 'a', 'b', '张'), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(separators, text, fc.integer({ min: -5, max: 5 }), (by, value, part) => {
        if (part === 0) return
        const longestFirst = [...by].sort((left, right) => right.length - left.length)
        const parts = value.split(new RegExp(longestFirst.join('|')))
        expect(resultOf('split', { by, part, otherwise: 'null' }, value)).toBe(
          parts.at(part > 0 ? part - 1 : part) || (value === '' ? '' : null),
        )
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('substring', () => {
  it('counts characters, not UTF-16 units', () => {
    const text = fc.array(fc.constantFrom('a', '张', '𠮷', '\ud842'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: -5, max: 5 }),
        fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
        (value, start, length) => {
          if (start === 0) return
          const characters = Array.from(value)
          const from = start > 0 ? start - 1 : characters.length + start
          const fits = from >= 0 && from < characters.length && (length === undefined || from + length <= characters.length)
          const expected = fits ? characters.slice(from, length === undefined ? undefined : from + length).join('') : null
          expect(resultOf('substring', { start, ...(length === undefined ? {} : { length }), otherwise: 'null' }, value)).toBe(expected)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('hash', () => {
  it('is of the normalised number, so that two ways of writing one number join', () => {
    const one = resultOf('hash', { of: 'resident-id', purpose: 'a' }, '51018419020304906X')
    expect(resultOf('hash', { of: 'resident-id', purpose: 'a' }, ' ５１０１８４１９０２０３０４９０６ｘ')).toBe(one)
    expect(resultOf('hash', { of: 'text', purpose: 'a' }, '51018419020304906X')).not.toBe(one)
    expect(resultOf('hash', { of: 'resident-id', purpose: 'b' }, '51018419020304906X')).not.toBe(one)
  })
  it('of a passport needs its issuer', () => {
    expect(apply('hash', { of: 'passport', purpose: 'a', country: 'CHN' }, 'E12345678').result).toBe('#a:passport:CHN:E12345678')
    expect(apply('hash', { of: 'passport', purpose: 'a' }, 'E12345678').reasons).not.toEqual([])
  })
  it('of 15 digits warns that the key is derived', () => {
    expect(apply('hash', { of: 'resident-id', purpose: 'a' }, '510184020304900').warnings).toContain('DERIVED_KEY')
  })
})

describe('filter', () => {
  const passes = (condition: object, value: string) => apply('filter', { keep: { all: [condition] } }, value).reasons.length === 0
  it('compares numbers where the bound is one, and texts elsewhere', () => {
    expect([passes({ less: '10' }, '9'), passes({ less: '10' }, '10'), passes({ less: '10' }, '-11'), passes({ less: '10' }, 'a')]).toEqual(
      [true, false, true, false],
    )
    expect([
      passes({ greater: '9' }, '10'),
      passes({ greater: '9' }, '9.0'),
      passes({ at_least: '9' }, '9.0'),
      passes({ at_most: '9' }, '1,000'),
    ]).toEqual([true, false, true, false])
    expect([
      passes({ less: 'b' }, 'a'),
      passes({ at_most: 'b' }, 'b'),
      passes({ greater: 'b' }, 'b'),
      passes({ at_least: '2000-01' }, '2000-02'),
    ]).toEqual([true, true, false, true])
  })
  it('wants all keys of one condition, and the three lists together', () => {
    expect([passes({ starts: 'a', ends: 'c' }, 'abc'), passes({ starts: 'a', ends: 'c' }, 'abd')]).toEqual([true, false])
    const keep = { all: [{ starts: 'a' }], any: [{ ends: 'b' }, { ends: 'c' }], none: [{ contains: 'x' }] }
    expect(['ab', 'ac', 'ad', 'bc', 'axb'].map((value) => apply('filter', { keep }, value).reasons.length === 0)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
  it('counts characters', () => {
    expect([passes({ length: { most: 1 } }, '𠮷'), passes({ length: { least: 2 } }, '𠮷'), passes({ length: {} }, '𠮷')]).toEqual([
      true,
      false,
      true,
    ])
  })
})

describe('pattern', () => {
  it('rewrites every match, empty ones too, and none inside of its own replacement', () => {
    expect(resultOf('pattern', { match: 'a', replace: 'aa' }, 'aba')).toBe('aabaa')
    expect(resultOf('pattern', { match: 'x*', replace: '-' }, 'ab')).toBe('-a-b-')
    expect(resultOf('pattern', { match: '(a)(b)?', replace: '$2$1' }, 'aab')).toBe('aba')
  })
  it('of a long text says so, before the engine holds up its batch', () => {
    expect(apply('pattern', { match: 'a' }, 'b'.repeat(200_001)).reasons).toEqual(['TOO_LONG'])
    expect(apply('pattern', { match: 'a' }, 'b'.repeat(200_000)).reasons).toEqual(['NO_MATCH'])
  })
})
