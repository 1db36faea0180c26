import { describe, expect, it } from 'vitest'
import { openCatalog } from '../../catalog/open-catalog.ts'
import { compileExpression, type Expression } from '../../core/expression.ts'
import { changed, fakeRegistries, registerFile, writeProject } from './_project.ts'

const written = 'where: { not: { equals: [状态, 01] } }'
async function whereOf(condition: string) {
  const catalog = await openCatalog(writeProject(changed([registerFile, written, `where: ${condition}`])), fakeRegistries())
  const where = catalog.datasets['police.resident-register']?.spec.where
  return { where, problems: catalog.problems.map(({ code, at }) => `${at} ${code}`) }
}
const passes = (expression: Expression, value: string | null) => compileExpression<string | null>(expression, () => (row) => row)(value)

describe('a condition of a dataset file', () => {
  it.each([
    ['less', [true, false, false, false]],
    ['at_most', [true, true, false, false]],
    ['at_least', [false, true, true, false]],
    ['greater', [false, false, true, false]],
    ['equals', [false, true, false, false]],
  ] as const)('%s holds for b of a, b, c and nothing as its name says', async (kind, expected) => {
    const { where, problems } = await whereOf(`{ ${kind}: [状态, b] }`)
    expect(problems).toEqual([])
    expect(['a', 'b', 'c', null].map((value) => passes(where as Expression, value))).toEqual(expected)
  })
  it.each([
    ['{ greater: [状态] }', 'where.greater'],
    ['{ at_least: [状态, [a]] }', 'where.at_least[1]'],
    ['{ more: [状态, a] }', 'where.more'],
  ])('%s is refused', async (condition, at) => {
    expect((await whereOf(condition)).problems).toEqual([`${at} EXPRESSION`])
  })
})

describe('a check', () => {
  const check = async (expression: string) => {
    const text = '{ in_order: [birth_date, changed_on] }'
    const { problems } = await openCatalog(writeProject(changed([registerFile, text, `{ expression: ${expression} }`])), fakeRegistries())
    return problems.map(({ code, at }) => `${at} ${code}`)
  }
  it('compares numeric fields with numbers only', async () => {
    expect(await check('{ greater: [income, -0.5] }')).toEqual([])
    expect(await check('{ all: [{ not: { less: [income, 很多] } }] }')).toEqual(['checks[1] EXPRESSION'])
    expect(await check('{ in: [income, [1, x]] }')).toEqual(['checks[1] EXPRESSION'])
    expect(await check('{ equals: [income, null] }')).toEqual([])
    expect(await check('{ less: [birth_date, 很多] }')).toEqual([])
  })
})
