import { describe, it } from 'vitest'
import type { Cell } from '../../core/field.ts'
import type { Row } from '../../core/values.ts'
import { optionSetsOf } from './_anything.ts'
import { ensure, largeLength as largest, stallMs } from './_property.ts'
import { context, recordingCell, steps, types, withDefaults } from './_registry.ts'

const isLong = (process.env['GUIJI_LONG'] ?? '') !== ''

/** Texts that make a search of more than linear time begin anew at every place, and what a cell may really be full of. */
const fillings: { readonly [name: string]: string } = {
  digits: '1',
  spaces: ' ',
  'white space of all sorts': ' \t\u3000\n',
  'full-width digits': '１',
  'invisible characters': '\u200b',
  'lone surrogates': '\ud800',
  'NUL characters': '\0',
  'look-alikes': 'O0lI',
  'signs of numbers': '-1.,',
  'separated numbers': '13800000000、',
  'Chinese characters': '四川省成都市',
  'open brackets': '（(',
  'open JSON': '[{"a":',
  letters: 'a.b@',
}
/** A million show a search that is not linear; ten million also one that runs out of stack, for a class of characters each. */
const alwaysLargest = ['digits', 'spaces', 'Chinese characters', 'letters']
const texts = Object.entries(fillings).map(([name, piece]) => {
  const length = isLong || alwaysLargest.includes(name) ? largest : largest / 10
  return { name, text: piece.repeat(length / piece.length).padEnd(length, 'x') }
})

function inTime(name: string, run: () => void): void {
  const started = performance.now()
  run()
  const elapsed = performance.now() - started
  ensure(elapsed < stallMs, `${name}: took ${Math.round(elapsed)} ms for one text`)
}

describe('a text of ten million characters gives a result or reasons, in time', () => {
  for (const [name, type] of types)
    it(`type ${name}`, { timeout: 600_000 }, () => {
      const companions: Row = (type.companions ?? []).map(() => null)
      // Every way that the options open has its turn, each with another text.
      const sets = optionSetsOf(type, 'with none').map((options) => type.create(options as never, context))
      for (const [at, { name: filling, text }] of texts.entries()) {
        const { cell, seen } = recordingCell()
        inTime(filling, () => {
          const value = sets[at % sets.length]!(text, cell, companions)
          ensure(value === null || seen.reasons.length === 0, 'a value or reasons')
        })
        inTime(`the mask of ${filling}`, () => void type.mask(text))
      }
    })
  for (const [name, step] of steps)
    it(`step ${name}`, { timeout: 600_000 }, () => {
      const sets = optionSetsOf(step, 'examples only').map((options) => withDefaults(step.options, options) as never)
      const apply = sets.map((options) => {
        if (step.inputs === 'many') return step.create(options, context)
        const one = step.create(options, context)
        return (row: Row, cell: Cell) => one(row[0] ?? null, cell)
      })
      for (const [at, { name: filling, text }] of texts.entries())
        inTime(filling, () => void apply[at % apply.length]!([text, text], recordingCell().cell))
    })
})
