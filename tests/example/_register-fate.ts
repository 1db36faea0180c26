import type { RegisterFate } from '../../examples/chongzhou/systems-generator/register-kinds.ts'
import { context, recordingCell, types, withDefaults } from '../transforms/_registry.ts'

export interface Fate {
  readonly fate: RegisterFate
  readonly told: string | null
}

/** What a type makes of a register's cells, in the register's words; reasons before warnings before fixes. */
export function fateBy(name: string, options: object = {}): (cell: string) => Fate {
  const type = types.get(name)
  if (type === undefined) throw new Error(`no such type: ${name}`)
  const clean = type.create(withDefaults(type.options, options) as never, context)
  return (text) => {
    const { cell, seen } = recordingCell()
    const value = clean(text, cell, [])
    const reasons = seen.reasons.map(({ code }) => code)
    if (reasons.length > 0) return { fate: reasons.includes('NONCONFORMING') ? 'nonconforming' : 'rejected', told: reasons.join() }
    if (value === null) return { fate: 'none', told: seen.fixes.join() }
    if (seen.warnings.length > 0) return { fate: 'warned', told: seen.warnings.join() }
    return seen.fixes.length > 0 ? { fate: 'fixed', told: seen.fixes.join() } : { fate: 'ok', told: null }
  }
}
