import type { Reason } from '../core/values.ts'
import type { PreviewedField, PreviewedRow } from '../transforms/preview-rows.ts'
import type { Registry } from '../transforms/registry.ts'
import { maskValue } from './mask-value.ts'

/** Previewed rows for everybody's eyes: clean values and suggestions by their type's mask, everything else as `maskValue` does. */
export function maskPreview(rows: readonly PreviewedRow[], registry: Registry): PreviewedRow[] {
  return rows.map((row) => {
    const types = new Map(row.fields.map(({ field, type }) => [field, type]))
    const mask = (reason: Reason) => maskReason(reason, registry, types.get(reason.field ?? ''))
    return { ...row, reasons: row.reasons.map(mask), fields: row.fields.map((field) => maskField(field, registry)) }
  })
}

function maskField(field: PreviewedField, registry: Registry): PreviewedField {
  const { type, source, steps, clean, beside, reasons } = field
  return {
    ...field,
    source: source.map(({ column, value }) => ({ column, value: maskValue(value) })),
    steps: steps.map(({ step, value }) => ({ step, value: maskValue(value) })),
    clean: clean === null ? null : registry.type(type).mask(clean),
    beside: Object.fromEntries(Object.entries(beside).map(([suffix, text]) => [suffix, maskValue(text) ?? ''])),
    reasons: reasons.map((reason) => maskReason(reason, registry, type)),
  }
}

function maskReason(reason: Reason, registry: Registry, type: string | undefined): Reason {
  const { suggestion } = reason
  if (suggestion === undefined) return reason
  return { ...reason, suggestion: type === undefined ? (maskValue(suggestion) ?? '') : registry.type(type).mask(suggestion) }
}
