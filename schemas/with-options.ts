import type { ObjectSchema } from '../core/config.ts'

const composed = new WeakMap<ObjectSchema, Map<ObjectSchema, ObjectSchema>>()

/** An envelope with another schema's keys beside its own, which win; the same object each time, so that it is compiled once. */
export function withOptions(envelope: ObjectSchema, options: ObjectSchema): ObjectSchema {
  const known = composed.get(envelope) ?? new Map<ObjectSchema, ObjectSchema>()
  composed.set(envelope, known)
  const found = known.get(options)
  if (found !== undefined) return found
  const schema: ObjectSchema = {
    type: 'object',
    additionalProperties: false,
    required: [...new Set([...(envelope.required ?? []), ...(options.required ?? [])])],
    properties: { ...options.properties, ...envelope.properties },
  }
  known.set(options, schema)
  return schema
}
