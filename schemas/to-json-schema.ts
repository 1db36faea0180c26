import type { ConfigSchema, ObjectSchema } from '../core/config.ts'
import { referencePattern } from './references.ts'

export type JsonSchema = { readonly [keyword: string]: unknown }

/** `references`: secrets are references, as in files. `resolved`: they are values. */
export type SecretsAs = 'references' | 'resolved'

/**
 * A config schema as plain JSON Schema (draft-07). Unknown keys are refused everywhere; defaults are left out, since
 * they are filled in before; branches told apart by a constant are chosen by it.
 */
export function toJsonSchema(schema: ConfigSchema | { const: string }, secrets: SecretsAs): JsonSchema {
  if ('const' in schema) return { const: schema.const }
  if ('oneOf' in schema) {
    const tag = commonTag(schema.oneOf)
    const branches = schema.oneOf.map((branch) => toJsonSchema(tag === null ? branch : requiring(branch, tag), secrets))
    return tag === null ? { oneOf: branches } : { type: 'object', discriminator: { propertyName: tag }, oneOf: branches }
  }
  if ('anyOf' in schema) return { anyOf: schema.anyOf.map((branch) => toJsonSchema(branch, secrets)) }
  if (schema.type === 'array') return { ...withoutDefault(schema), items: toJsonSchema(schema.items, secrets) }
  if (schema.type !== 'object') {
    if (!('writeOnly' in schema)) return withoutDefault(schema)
    return secrets === 'references' ? { ...schema, pattern: referencePattern } : { ...schema }
  }
  if (!('properties' in schema)) return { ...schema, additionalProperties: toJsonSchema(schema.additionalProperties, secrets) }
  const properties = Object.entries(schema.properties).map(([name, property]) => [name, toJsonSchema(property, secrets)])
  return { ...schema, additionalProperties: false, properties: Object.fromEntries(properties) as JsonSchema }
}

/** The property by whose constant the branches are told apart. */
export function commonTag(branches: readonly ObjectSchema[]): string | null {
  const [first] = branches
  if (first === undefined) return null
  const tags = Object.keys(first.properties).filter((name) =>
    branches.every((branch) => {
      const property = branch.properties[name]
      return property !== undefined && 'const' in property
    }),
  )
  return tags[0] ?? null
}

function requiring(branch: ObjectSchema, name: string): ObjectSchema {
  const required = branch.required ?? []
  return required.includes(name) ? branch : { ...branch, required: [...required, name] }
}

function withoutDefault(schema: object): JsonSchema {
  const { default: _default, ...rest } = schema as JsonSchema
  return rest
}
