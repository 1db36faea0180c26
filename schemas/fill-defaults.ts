import type { ConfigSchema } from '../core/config.ts'
import type { Json } from '../core/values.ts'
import { commonTag } from './to-json-schema.ts'

/** The value with every absent default filled in, in new objects; what does not fit the schema stays as it is. */
export function fillDefaults(schema: ConfigSchema | { const: string }, value: Json): Json {
  if ('const' in schema || 'anyOf' in schema) return value
  if ('oneOf' in schema) {
    const tag = commonTag(schema.oneOf)
    if (tag === null || !isRecord(value)) return value
    const branch = schema.oneOf.find(({ properties }) => {
      const property = properties[tag]
      return property !== undefined && 'const' in property && property.const === value[tag]
    })
    return branch === undefined ? value : fillDefaults(branch, value)
  }
  if (schema.type === 'array') return Array.isArray(value) ? value.map((item: Json) => fillDefaults(schema.items, item)) : value
  if (schema.type !== 'object' || !isRecord(value)) return value
  if (!('properties' in schema)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillDefaults(schema.additionalProperties, item)]))
  }
  const filled = new Map<string, Json>(Object.entries(value))
  for (const [name, property] of Object.entries(schema.properties)) {
    const present = filled.get(name)
    if (present !== undefined) filled.set(name, fillDefaults(property, present))
    else if ('default' in property && property.default !== undefined) filled.set(name, property.default)
  }
  return Object.fromEntries(filled)
}

export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
