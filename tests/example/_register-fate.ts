import type { RegisterFate } from '../../examples/chongzhou/systems-generator/register-kinds.ts'
import { cleanse, types } from '../transforms/_registry.ts'

/** What the type makes of a cell of the register's code column, in the register's words. */
export function fateOf(cell: string): RegisterFate {
  const { value, reasons, fixes, warnings } = cleanse(types.get('uscc')!, {}, cell)
  if (reasons.some(({ code }) => code === 'NONCONFORMING')) return 'nonconforming'
  if (reasons.length > 0) return 'rejected'
  if (value === null) return 'none'
  if (fixes.length > 0) return 'fixed'
  return warnings.includes('ORGANISATION_PART') ? 'warned' : 'ok'
}
