import { constantFrom, array, assert, dictionary, letrec, oneof, option, property, record, string, tuple } from 'fast-check'
import { compileExpression, textOf, type Expression } from '../../core/expression.ts'
import { longSuite, seedOf, seeds } from './_suite.ts'

const columns = ['a', 'b', 'c'] as const
const column = constantFrom(...columns)
const text = oneof(constantFrom('', '0', '1', '注销', '10'), string({ maxLength: 4 }))
const { expression } = letrec<{ expression: Expression }>((tie) => ({
  expression: oneof(
    { depthSize: 'small', withCrossShrink: true },
    record({ present: column }),
    record({ equals: tuple(column, option(text)) }),
    record({ less: tuple(column, text) }),
    record({ in: tuple(column, array(text, { maxLength: 3 })) }),
    record({ not: tie('expression') }),
    record({ all: array(tie('expression'), { maxLength: 3 }) }),
    record({ any: array(tie('expression'), { maxLength: 3 }) }),
  ),
}))
type Cells = { readonly [name: string]: string | null }

/** What a condition means, read off its form without compiling anything. */
function holds(e: Expression, row: Cells): boolean {
  const at = (name: string) => textOf(row[name] ?? null)
  if ('present' in e) return at(e.present) !== null
  if ('equals' in e) return at(e.equals[0]) === e.equals[1]
  if ('less' in e) return (at(e.less[0]) ?? '\u{10ffff}') < e.less[1] && at(e.less[0]) !== null
  if ('in' in e) return e.in[1].some((value) => value === at(e.in[0]))
  if ('not' in e) return !holds(e.not, row)
  if ('all' in e) return !e.all.some((part) => !holds(part, row))
  return e.any.some((part) => holds(part, row))
}

longSuite(seeds(20), (part) => {
  const rows = array(dictionary(column, option(text)), { minLength: 1, maxLength: 5 })
  assert(
    property(expression, rows, (e, samples) => {
      const compiled = compileExpression<Cells>(e, (name) => (row) => row[name] ?? null)
      return samples.every((row) => compiled(row) === holds(e, row))
    }),
    { seed: seedOf(part), numRuns: 200_000 },
  )
})
