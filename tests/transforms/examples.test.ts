import { describe, expect, it } from 'vitest'
import type { Example } from '../../core/field.ts'
import type { ObjectSchema } from '../../core/config.ts'
import type { Codes, Row, Value } from '../../core/values.ts'
import { compileRowValidator } from '../../schemas/row-validator.ts'
import { cleanse, context, recordingCell, steps, types, withDefaults } from './_registry.ts'

const expected = ['address', 'boolean', 'business-registration', 'code', 'date', 'date-time', 'decimal', 'hmt-residence-permit', 'integer', 'money', 'nation', 'organisation-code', 'organisation-name', 'person-name', 'phone', 'region', 'resident-id', 'sex', 'text', 'uscc'] // prettier-ignore
type AnyExample = Example<ObjectSchema, Codes>
const title = ({ in: value, options }: AnyExample) => `${JSON.stringify(value)} ${options === undefined ? '' : JSON.stringify(options)}`

it('every type and step that the first project needs is there', () => {
  expect([...types.keys()]).toEqual(expect.arrayContaining(expected))
  expect([...steps.keys()]).toEqual(
    expect.arrayContaining([
      'concatenate',
      'default',
      'fold-width',
      'lookup',
      'map',
      'none',
      'pattern',
      'replace',
      'split',
      'substring',
      'trim',
    ]),
  )
})

function holds(
  example: AnyExample,
  seen: { value: Value; reasons: readonly { code: string; suggestion?: string }[]; fixes: string[] },
): void {
  if ('reject' in example) {
    expect(seen.reasons.map(({ code }) => code)).toContain(example.reject)
    expect(seen.value).toBeNull()
    if (example.suggestion !== undefined) expect(seen.reasons[0]?.suggestion).toBe(example.suggestion)
    return
  }
  expect(seen.reasons).toEqual([])
  expect(seen.value).toEqual(example.out)
  if (example.fixed === undefined) expect(seen.fixes).toEqual([])
  else expect(seen.fixes).toContain(example.fixed)
}

for (const [name, type] of types)
  describe(`type ${name}`, () => {
    it('says what it is in both languages', () => {
      expect(type.summary.zh).not.toBe('')
      expect(type.summary.en).not.toBe('')
      expect(type.examples.length).toBeGreaterThan(2)
    })
    for (const example of type.examples)
      it(title(example), () => {
        const [value = null, ...companions] = Array.isArray(example.in) ? (example.in as Row) : [example.in as Value]
        const seen = cleanse(type, example.options ?? {}, value, companions)
        holds(example, seen)
        for (const code of [...seen.reasons.map((reason) => reason.code), ...seen.fixes, ...seen.warnings])
          expect(Object.keys(type.codes)).toContain(code)
        for (const suffix of Object.keys(seen.beside)) expect(Object.keys(type.beside ?? {})).toContain(suffix)
        if (seen.value === null) return
        const schema = type.schema(withDefaults(type.options, example.options) as never)
        expect(compileRowValidator([{ name, nullable: false, schema }])([seen.value])).toBeNull()
        // A clean value is clean: cleansing it again changes nothing.
        // Which document it is holds on; the unit in which it was written does not.
        const companionsOfClean = name.endsWith('-key') || name === 'passport' ? companions : []
        const again = cleanse(
          type,
          { ...(example.options ?? {}), unit: '元', datum: 'wgs84', order: 'lon-lat' },
          seen.value,
          companionsOfClean,
        )
        expect([again.value, again.fixes, again.reasons]).toEqual([seen.value, [], []])
      })
  })

for (const [name, step] of steps)
  describe(`step ${name}`, () => {
    for (const example of step.examples)
      it(title(example), () => {
        const { cell, seen } = recordingCell()
        const options = withDefaults(step.options, example.options) as never
        const value =
          step.inputs === 'many'
            ? step.create(options, context)(example.in as Row, cell)
            : step.create(options, context)(example.in as Value, cell)
        holds(example, { ...seen, value })
        for (const code of [...seen.reasons.map((reason) => reason.code), ...seen.fixes]) expect(Object.keys(step.codes)).toContain(code)
      })
  })
