import type { CompileContext } from '../../core/field.ts'
import type { Row, Value } from '../../core/values.ts'
import { context, recordingCell, registry, withDefaults } from './_registry.ts'

/** A step's verdict on a value, with the texts before and after each change. */
export function apply(name: string, options: object, value: Value | Row, given: CompileContext = context) {
  const step = registry.step(name)
  const { cell, seen } = recordingCell()
  const changes: [before: string | undefined, after: string | undefined][] = []
  const recording = {
    ...cell,
    fixed: (code: string, before?: string, after?: string) => void (seen.fixes.push(code), changes.push([before, after])),
  }
  const filled = withDefaults(step.options, options) as never
  const result =
    step.inputs === 'many' ? step.create(filled, given)(value as Row, recording) : step.create(filled, given)(value as Value, recording)
  return { result, changes, reasons: seen.reasons.map(({ code }) => code), warnings: seen.warnings, fixes: seen.fixes }
}

export const resultOf = (name: string, options: object, value: Value | Row) => apply(name, options, value).result
