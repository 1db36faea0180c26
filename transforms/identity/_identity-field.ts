import type { CompileContext, Cell } from '../../core/field.ts'
import type { IdentityResult } from '../../core/identity.ts'
import type { Clean, Row, Value } from '../../core/values.ts'
import { isNone, noneTokens } from '../cleansing/none-tokens.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { settle } from './_result.ts'

export interface IdentityFieldParts {
  /** Whether text is a number that needs nothing done and warns of nothing; without allocation. `today` is YYYYMMDD. */
  readonly isClean: (text: string, today: number) => boolean
  readonly identify: (value: Value, companions: Row) => IdentityResult
  /** Facts that are kept in columns beside the number. */
  readonly beside?: readonly string[]
}

/** The function of a field that holds an identity document's number: clean numbers pass at once, others are read whole. */
export function createIdentityField(
  { isClean, identify, beside = [] }: IdentityFieldParts,
  none: readonly string[] | undefined,
  { today }: Pick<CompileContext, 'today'>,
): (value: Value, cell: Cell, companions: Row) => Clean {
  const now = dayNumber(today)
  const tokens = noneTokens(none)
  return (value, cell, companions) => {
    if (typeof value === 'string' && isClean(value, now)) return value
    if (isNone(value, tokens, cell)) return null
    const result = identify(value, companions)
    const number = settle(result, cell)
    if (number === null) return null
    for (const fact of beside) {
      const known = result.facts[fact]
      if (typeof known === 'string') cell.beside(fact, known)
    }
    return number
  }
}
