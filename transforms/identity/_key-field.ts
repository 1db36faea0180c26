import type { Cell, CompileContext } from '../../core/field.ts'
import type { IdentityResult } from '../../core/identity.ts'
import type { Clean, Row, Value } from '../../core/values.ts'
import { isNone, noneTokens } from '../cleansing/none-tokens.ts'
import { dayNumber } from '../cleansing/plain-day.ts'
import { plainText } from '../cleansing/read-text.ts'
import { settle } from './_result.ts'

export interface KeyFieldParts {
  /** The column beside the number that says what it is: `document`, `scheme`. */
  readonly suffix?: string
  /** What a clean number is by its companions; null where it must be read. `today` is YYYYMMDD. */
  readonly cleanType: (text: string, today: number, companions: Row) => string | null
  readonly identify: (value: Value, companions: Row) => IdentityResult
  /** Whether the issuing country is kept too, in `country`. */
  readonly country: boolean
  /** Facts that are kept in columns of their own. */
  readonly beside: readonly string[]
}

/** The function of a field whose companion says which document or scheme its number is of. */
export function createKeyField(
  { suffix, cleanType, identify, country, beside }: KeyFieldParts,
  none: readonly string[] | undefined,
  { today }: Pick<CompileContext, 'today'>,
): (value: Value, cell: Cell, companions: Row) => Clean {
  const now = dayNumber(today)
  const tokens = noneTokens(none)
  return (value, cell, companions) => {
    if (typeof value === 'string') {
      const type = cleanType(value, now, companions)
      if (type !== null) {
        if (suffix !== undefined) cell.beside(suffix, type)
        if (country) cell.beside('country', 'CHN')
        return value
      }
    }
    if (isNone(value, tokens, cell)) return null
    const result = identify(value, companions)
    const number = settle(result, cell)
    if (number === null || result.key === null) return null
    if (suffix !== undefined) cell.beside(suffix, result.key.type)
    if (country) cell.beside('country', result.key.country)
    for (const fact of beside) {
      const known = result.facts[fact]
      if (typeof known === 'string') cell.beside(fact, known)
    }
    return number
  }
}

/**
 * What companions state, by the field's own words first. The last answer is kept: in a register it is nearly always the
 * next one too.
 * @param own the field's own words, compared as they stand but for blanks at the ends
 * @param fallback what holds where nothing is stated
 */
export function createStatedReader<Stated>(
  own: ReadonlyMap<string, Stated>,
  fallback: Stated | null,
  read: (text: string) => Stated | null,
): (companion: Value | undefined) => Stated | null {
  let lastText = ''
  let last = fallback
  return (companion) => {
    const text = companion === undefined ? '' : (plainText(companion) ?? '')
    if (text !== lastText) {
      const trimmed = text.length > 200 ? text : text.trim()
      last = trimmed === '' ? fallback : (own.get(trimmed) ?? read(trimmed))
      lastText = text
    }
    return last
  }
}
