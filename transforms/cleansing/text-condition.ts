import type { Infer, ObjectSchema } from '../../core/config.ts'
import { countCharacters } from './characters.ts'
import { compareDecimals, readDecimal } from './decimal-text.ts'

const text = { type: 'string' } as const
const texts = { type: 'array', minItems: 1, items: text } as const

/** What a text may be held against; of several keys all must hold. */
export const conditionSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    equals: { ...text, description: '等于 / is this text' },
    in: { ...texts, description: '是其中之一 / is one of them' },
    not_in: { ...texts, description: '不是其中任何一个 / is none of them' },
    less: { ...text, description: '小于 / is less' },
    at_most: { ...text, description: '不大于 / is not more' },
    greater: { ...text, description: '大于 / is more' },
    at_least: { ...text, description: '不小于 / is not less' },
    length: {
      type: 'object',
      additionalProperties: false,
      properties: { least: { type: 'integer', minimum: 0 }, most: { type: 'integer', minimum: 0 } },
      description: '字数的范围 / how many characters it has',
    },
    starts: { ...text, description: '以此开头 / starts with' },
    ends: { ...text, description: '以此结尾 / ends with' },
    contains: { ...text, description: '含有 / contains' },
  },
} as const satisfies ObjectSchema
export type TextCondition = Infer<typeof conditionSchema>
type Test = (text: string) => boolean

export function holdsAtLeastOne(condition: TextCondition): boolean {
  return Object.values(condition).some((value) => value !== undefined)
}

/** A condition as a function. A bound that is a decimal compares decimals: `9` is less than `10`, a text is neither. */
export function compileCondition(condition: TextCondition): Test {
  const { equals, in: any, not_in: none, less, at_most: most, greater, at_least: least, length, starts, ends, contains } = condition
  const tests: Test[] = []
  if (equals !== undefined) tests.push((value) => value === equals)
  if (any !== undefined) tests.push(isIn(any))
  if (none !== undefined) {
    const among = isIn(none)
    tests.push((value) => !among(value))
  }
  if (less !== undefined) tests.push(compare(less, (order) => order < 0))
  if (most !== undefined) tests.push(compare(most, (order) => order <= 0))
  if (greater !== undefined) tests.push(compare(greater, (order) => order > 0))
  if (least !== undefined) tests.push(compare(least, (order) => order >= 0))
  if (length !== undefined) {
    const { least: shortest = 0, most: longest = Infinity } = length
    tests.push((value) => {
      const characters = countCharacters(value)
      return characters >= shortest && characters <= longest
    })
  }
  if (starts !== undefined) tests.push((value) => value.startsWith(starts))
  if (ends !== undefined) tests.push((value) => value.endsWith(ends))
  if (contains !== undefined) tests.push((value) => value.includes(contains))
  return (value) => tests.every((holds) => holds(value))
}

function isIn(values: readonly string[]): Test {
  const set = new Set(values)
  return (value) => set.has(value)
}

function compare(bound: string, passes: (order: number) => boolean): Test {
  const decimal = readDecimal(bound)
  if (decimal === null) return (value) => passes(value < bound ? -1 : value > bound ? 1 : 0)
  return (value) => {
    const number = value.length > 1000 ? null : readDecimal(value.trim())
    return number !== null && passes(compareDecimals(number, decimal))
  }
}
