import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, ColumnSpec, SemanticType } from '../../core/field.ts'
import type { Clean, Json, Row, Value } from '../../core/values.ts'
import { compileRowValidator } from '../../schemas/row-validator.ts'
import { columnBytes, extraBytes } from '../../transforms/column-bytes.ts'
import { createNormalizer } from '../../transforms/normalize.ts'
import { companionsOf, optionSetsOf, texts, values } from './_anything.ts'
import { ensure, holdsFor } from './_property.ts'
import { context, recordingCell, steps, types } from './_registry.ts'

const unstorable = /\0|\p{Surrogate}/u
const escaped = /[\\\t\n\r]/

/** One way of a type through a value, made once, as a dataset has it. */
function compile(name: string, type: SemanticType, options: { readonly [name: string]: Json }) {
  const isValid = compileRowValidator([{ name, nullable: true, schema: type.schema(options as never) }])
  return { options, clean: type.create(options as never, context), isValid, normalize: createNormalizer(type, options, context) }
}
const room = Buffer.alloc(64 * 1024)
/** Whether rows with this value land. */
function isTaken(column: ColumnSpec, value: string): boolean {
  return (
    columnBytes(column).write(3 * value.length + extraBytes > room.length ? Buffer.alloc(3 * value.length + extraBytes) : room, 0, value) >=
    0
  )
}

type Compiled = ReturnType<typeof compile>

function cleanse({ clean }: Compiled, value: Value, companions: Row) {
  const { cell, seen } = recordingCell()
  const result: Clean = clean(value, cell, companions)
  return { ...seen, value: result }
}

for (const [name, type] of types)
  describe(`type ${name}`, () => {
    // made by the first test that asks, so that loading this file costs little
    let made: readonly Compiled[] | undefined
    const compiled = () => (made ??= sets.map((options) => compile(name, type, options)))
    const sets = optionSetsOf(type, 'with none')
    const codes = new Set(Object.keys(type.codes))
    const input = fc.tuple(values, companionsOf(type), fc.nat({ max: sets.length - 1 }))

    it('gives a value or reasons for anything; what it gives fits its schema, can be stored and can be masked', async () => {
      await holdsFor(input, ([value, companions, set]) => {
        const chosen = compiled()[set]!
        const seen = cleanse(chosen, value, companions)
        for (const { code } of seen.reasons) ensure(codes.has(code), `the reason ${code} is one of the type's`)
        for (const code of seen.fixes) ensure(codes.has(code), `the fix ${code} is one of the type's`)
        for (const code of seen.warnings) ensure(codes.has(code), `the warning ${code} is one of the type's`)
        if (seen.value === null) return
        ensure(seen.reasons.length === 0, 'a value has no reasons against it')
        ensure(chosen.isValid([seen.value]) === null, `${JSON.stringify(seen.value)} fits the schema`)
        for (const text of [seen.value, ...Object.values(seen.beside)]) ensure(!unstorable.test(text), 'the database can hold it')
        for (const suffix of Object.keys(seen.beside)) ensure(suffix in (type.beside ?? {}), `${suffix} has its column`)
        ensure(isTaken(type.column(chosen.options as never), seen.value), `${JSON.stringify(seen.value)} fits its column`)
        for (const [suffix, text] of Object.entries(seen.beside))
          ensure(isTaken(type.beside?.[suffix] ?? { sql: 'text' }, text), `${suffix} fits its column`)
        if (type.plain === true) ensure(!escaped.test(seen.value), 'plain text needs no escapes')
        for (const audience of ['authorised', 'public'] as const)
          ensure(typeof type.mask(seen.value, audience) === 'string', 'it can be masked')
        for (const { read } of Object.values(type.facts ?? {})) read(seen.value)
      })
    })
    it('a value by itself is told the same as in a dataset', async () => {
      await holdsFor(input, ([value, companions, set]) => {
        const seen = cleanse(compiled()[set]!, value, companions)
        const single = compiled()[set]!.normalize(value, companions)
        ensure(single.value === seen.value, `${JSON.stringify(single.value)} is ${JSON.stringify(seen.value)}`)
        const reasons = seen.reasons.map(({ code }) => code).join()
        ensure(single.reasons.map(({ code }) => code).join() === reasons, `the reasons of both are ${reasons}`)
        ensure((single.outcome === 'rejected' || single.outcome === 'nonconforming') === seen.reasons.length > 0, 'only reasons reject')
        ensure((single.outcome === 'fixed') === (seen.reasons.length === 0 && seen.fixes.length > 0), 'fixed is what has fixes')
        if (seen.value !== null) ensure(single.warnings.join() === seen.warnings.join(), 'the warnings of both')
      })
    })
    it('is idempotent: a clean value is accepted as it is', async () => {
      const usual = compiled()[0]!
      await holdsFor(fc.tuple(values, companionsOf(type)), ([value, companions]) => {
        const first = cleanse(usual, value, companions)
        if (first.value === null) return
        // A companion says what the value is, or is a part of it; in the clean value it may be there already.
        const again = [cleanse(usual, first.value, companions), cleanse(usual, first.value, [])]
        const isSame = again.some(({ value: second, fixes, reasons }) => second === first.value && fixes.length + reasons.length === 0)
        ensure(isSame, `${JSON.stringify(first.value)} stays as it is, and becomes not ${JSON.stringify(again)}`)
      })
    })
    it('masks any text without failing', async () => {
      await holdsFor(texts, (text) => {
        for (const audience of ['authorised', 'public'] as const) ensure(typeof type.mask(text, audience) === 'string', 'masked')
      })
    })
  })

for (const [name, step] of steps)
  describe(`step ${name}`, () => {
    it('gives a value or a reason for anything', async () => {
      const sets = optionSetsOf(step, 'examples only').map((options) => options as never)
      const codes = new Set(Object.keys(step.codes))
      const apply =
        step.inputs === 'many'
          ? sets.map((options) => step.create(options, context))
          : sets.map((options) => {
              const one = step.create(options, context)
              return (row: Row, cell: Cell) => one(row[0] ?? null, cell)
            })
      await holdsFor(fc.tuple(fc.array(values, { maxLength: 3 }), fc.nat({ max: apply.length - 1 })), ([row, set]) => {
        const { cell, seen } = recordingCell()
        const result = apply[set]!(row, cell)
        ensure(result !== undefined, 'a value or null')
        ensure(result === null || seen.reasons.length === 0, 'a value has no reasons against it')
        for (const code of [...seen.fixes, ...seen.reasons.map((reason) => reason.code)])
          ensure(codes.has(code), `${code} is one of its codes`)
      })
    })
  })

/** Every function `read..` of a document number in transforms/identity/; keys are read by the types of keys. */
const folder = new URL('../../transforms/identity/', import.meta.url)
const readers = new Map<string, (value: Value, more: string) => { outcome: string; reasons: readonly unknown[]; key: unknown }>()
for (const file of readdirSync(folder).filter((name) => !name.startsWith('_') && name !== 'index.ts')) {
  const module = (await import(new URL(file, folder).href)) as { readonly [name: string]: unknown }
  for (const [name, value] of Object.entries(module))
    if (/^read[A-Z]/.test(name) && !name.endsWith('Key')) readers.set(name, value as never)
}

it('the readers of document numbers are found', () => {
  expect([...readers.keys()]).toEqual(expect.arrayContaining(['readResidentId', 'readUscc', 'readPassport', 'readTaxNumber']))
})
for (const [name, read] of readers)
  it(`${name} gives a result for anything`, async () => {
    await holdsFor(fc.tuple(values, fc.constantFrom('2026-01-01', 'CHN', '', '中国香港')), ([value, more]) => {
      const { outcome, reasons, key } = read(value, more)
      ensure((outcome === 'ok' || outcome === 'fixed') === (reasons.length === 0), 'reasons, or none')
      ensure((key === null) === (outcome === 'rejected'), 'a key unless it is rejected')
    })
  })
