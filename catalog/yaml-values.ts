import { isMap, isScalar, isSeq, type ParsedNode, type Scalar } from 'yaml'
import type { ConfigSchema, ObjectSchema } from '../core/config.ts'
import type { Json } from '../core/values.ts'
import { commonTag } from '../schemas/to-json-schema.ts'

type Schema = ConfigSchema | { const: string }

/** A node's value as its schema asks for it; text where the schema knows nothing of it. */
export function valueOf(node: ParsedNode, schema: Schema | undefined, without: readonly string[] = []): Json {
  if (isMap(node)) {
    const entries: [string, Json][] = []
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (without.includes(name)) continue
      entries.push([name, value === null ? null : valueOf(value as ParsedNode, propertySchema(schema, name, node))])
    }
    return Object.fromEntries(entries)
  }
  if (isSeq(node)) {
    const items = itemSchema(schema)
    return node.items.map((item) => valueOf(item as ParsedNode, items))
  }
  return isScalar(node) ? scalarOf(node, schema) : null
}

/** A node's value with every scalar as text; a plain `null`, `~` or nothing is null. */
export function textOf(node: ParsedNode): Json {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', value === null ? null : textOf(value as ParsedNode)]),
    )
  }
  if (isSeq(node)) return node.items.map((item) => textOf(item as ParsedNode))
  if (!isScalar(node)) return null
  const text = String(node.value)
  return isPlain(node) && (text === '' || text === '~' || text === 'null') ? null : text
}

function propertySchema(schema: Schema | undefined, name: string, node: ParsedNode): Schema | undefined {
  if (schema === undefined || 'const' in schema || 'anyOf' in schema) return undefined
  if ('oneOf' in schema) return propertySchema(branchOf(schema.oneOf, node), name, node)
  if (schema.type !== 'object') return undefined
  if (!('properties' in schema)) return schema.additionalProperties
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
}

function branchOf(branches: readonly ObjectSchema[], node: ParsedNode): ObjectSchema | undefined {
  const tag = commonTag(branches)
  if (tag === null || !isMap(node)) return branches[0]
  const written: unknown = node.get(tag)
  return branches.find(({ properties }) => {
    const property = properties[tag]
    return property !== undefined && 'const' in property && property.const === written
  })
}

function itemSchema(schema: Schema | undefined): Schema | undefined {
  if (schema === undefined || 'const' in schema || 'oneOf' in schema) return undefined
  if ('anyOf' in schema) return schema.anyOf.map(itemSchema).find((items) => items !== undefined)
  return schema.type === 'array' ? schema.items : undefined
}

function scalarOf(node: Scalar, schema: Schema | undefined): Json {
  const text = String(node.value)
  if (!isPlain(node)) return text
  if (text === '') return null
  if (schema !== undefined && 'anyOf' in schema) {
    // a number only where it is written as one would print it, else it is text: 01 stays 01
    for (const branch of schema.anyOf) {
      const value = scalarOf(node, branch)
      if ((typeof value === 'number' || typeof value === 'boolean') && String(value) === text) return value
    }
    return text
  }
  if (schema === undefined || !('type' in schema)) return text
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (schema.type !== 'integer' && schema.type !== 'number') return text
  const number = Number(text)
  const isExact = text.includes('.') ? Number.isFinite(number) : Number.isSafeInteger(number)
  return /^[-+]?\d+(\.\d+)?$/.test(text) && isExact ? number : text
}

function isPlain(node: Scalar): boolean {
  return node.type === undefined || node.type === 'PLAIN'
}
