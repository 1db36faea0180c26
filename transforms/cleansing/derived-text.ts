import type { Value } from '../../core/values.ts'
import { isNumeric } from './read-text.ts'

/**
 * Text that was made from a cell's. What comes of a number cell stays one: types must still know that its digits may
 * have been rounded before they came here.
 */
export function derivedText(from: Value, text: string): Value {
  return isNumeric(from) ? { tag: 'number', text } : text
}
