import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row, Value } from '../../core/values.ts'
import { compileRowValidator } from '../../schemas/row-validator.ts'
import { cleanse, context, recordingCell, steps, types, withDefaults } from './_registry.ts'

const runs = { numRuns: 300 }
const pieces = fc.constantFrom(
  ...'0123456789Xxlo-/.,:()（）年月日万元亿美人民币 \t\n\\\0\ud800\u200b\u3000·•张三省市区县'.split(''),
  '𠮷',
  '1.5E+10',
  '51018419020304906X',
  '138',
  '2016',
)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
  // The types' own examples, and a small change of each.
  fc.constantFrom(
    ...[...types.values()].flatMap((type) => type.examples.map((example) => example.in)).filter((value) => typeof value === 'string'),
  ),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
)
const values: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: texts },
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 8 }),
  fc.record({ tag: fc.constantFrom('number', 'date', 'local-time', 'zoned-time', 'undecodable'), text: texts } as const),
  fc.double().map((number) => ({ tag: 'number' as const, text: String(number) })),
)

for (const [name, type] of types)
  describe(`type ${name}`, () => {
    const required = name === 'code' ? { list: 'example' } : {}
    const optionSets = [required, ...type.examples.flatMap(({ options }) => (options === undefined ? [] : [{ ...required, ...options }]))]
    it('gives a value or reasons for anything, and what it gives fits its own schema, is storable and can be masked', () => {
      const compiled = optionSets.map((options) => {
        const filled = withDefaults(type.options, options)
        return { options, isValid: compileRowValidator([{ name, nullable: true, schema: type.schema(filled as never) }]) }
      })
      fc.assert(
        fc.property(values, fc.constantFrom(...compiled), (value, { options, isValid }) => {
          const seen = cleanse(type, options, value)
          expect(seen.value === null || seen.reasons.length === 0).toBe(true)
          if (seen.value === null) return
          expect(isValid([seen.value])).toBeNull()
          for (const text of [seen.value, ...Object.values(seen.beside)]) expect(/\0|\p{Surrogate}/u.test(text)).toBe(false)
          if (type.plain === true) expect(seen.value).not.toMatch(/[\\\t\n\r]/)
          expect(typeof type.mask(seen.value)).toBe('string')
          for (const fact of Object.values(type.facts ?? {})) expect(() => fact.read(seen.value as string)).not.toThrow()
        }),
        runs,
      )
    })
    it('is idempotent: a clean value is accepted as it is', () => {
      const options = { ...required, none: [] }
      fc.assert(
        fc.property(values, (value) => {
          const first = cleanse(type, options, value)
          if (first.value === null) return
          const second = cleanse(type, options, first.value)
          expect([second.value, second.fixes, second.reasons]).toEqual([first.value, [], []])
        }),
        runs,
      )
    })
    it('masks any text without failing', () => {
      fc.assert(
        fc.property(texts, (text) => typeof type.mask(text) === 'string'),
        { numRuns: 100 },
      )
    })
  })

for (const [name, step] of steps)
  it(`step ${name} gives a value or a reason for anything`, () => {
    const sets = step.examples.map(({ options }) => withDefaults(step.options, options))
    fc.assert(
      fc.property(fc.constantFrom(...sets), fc.array(values, { maxLength: 3 }), values, (options, row: Row, value) => {
        const { cell } = recordingCell()
        const result =
          step.inputs === 'many' ? step.create(options as never, context)(row, cell) : step.create(options as never, context)(value, cell)
        expect(result).not.toBeUndefined()
      }),
      runs,
    )
  })
