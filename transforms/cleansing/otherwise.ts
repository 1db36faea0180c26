import type { Cell } from '../../core/field.ts'
import type { ConfigSchema } from '../../core/config.ts'
import type { Value } from '../../core/values.ts'

/** What becomes of a value that a step has no answer for. */
export const otherwiseOption = {
  type: 'string',
  enum: ['reject', 'keep', 'null'],
  default: 'reject',
  description: '没有结果时：拒绝、保留原值或置空（计为警告） / what becomes of a value without an answer; null is told as a warning',
} as const satisfies ConfigSchema

/** Carries it out: a value that is dropped is told as a warning, so that none is lost unseen. */
export function settleOtherwise<Code extends string>(
  otherwise: 'reject' | 'keep' | 'null',
  value: Value,
  cell: Cell<Code>,
  code: Code,
): Value {
  if (otherwise === 'keep') return value
  if (otherwise === 'reject') return cell.reject(code)
  cell.warn(code)
  return null
}
