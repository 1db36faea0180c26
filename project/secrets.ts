import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { configError } from '../catalog/read-asset.ts'
import { Secret, type ConfigSchema, type Infer, type ObjectSchema } from '../core/config.ts'
import { defineErrors } from '../core/errors.ts'
import type { Json } from '../core/values.ts'
import { isRecord } from '../schemas/fill-defaults.ts'
import { pointer } from '../schemas/problem.ts'
import { readReference, type Reference } from '../schemas/references.ts'
import { commonTag } from '../schemas/to-json-schema.ts'
import { validateConfig } from '../schemas/validate-config.ts'

const errors = defineErrors({
  SECRET_MISSING: {
    recovery: 'abort',
    message: {
      zh: '{where} 的 {setting} 所引用的 {found} 不存在或为空',
      en: '{setting} of {where} refers to {found}, which is missing or empty',
    },
    remedy: {
      zh: '在运行 guiji 的环境中设置这个变量，或在该路径放好文件（相对路径从项目文件夹算起），然后再试。',
      en: 'Set the variable where guiji runs, or put the file at that path (relative to the project), then try again.',
    },
  },
})

export interface SecretSources {
  readonly env: { readonly [name: string]: string | undefined }
  /** Files are looked up from here. */
  readonly root: string
  /** The file that the settings stand in, for messages. */
  readonly where: string
}

const maxBytes = 64 * 1024

/**
 * Settings with every `${env:NAME}` and `${file:path}` looked up: a `Secret` where the schema says writeOnly, plain
 * values elsewhere. Only activities and probes call it. Throws SECRET_MISSING, and CONFIG_INVALID when a value that was
 * looked up does not fit its schema.
 */
export function resolveSettings<const S extends ObjectSchema>(schema: S, settings: Json, sources: SecretSources): Infer<S> {
  const looked = lookUp(schema, settings, [], sources)
  const { value, problems } = validateConfig(schema, looked, 'resolved')
  if (problems.length > 0) {
    throw configError(problems.map(({ at, ...problem }) => ({ ...problem, level: 'error', path: sources.where, at: pointer(at) })))
  }
  return sealed(schema, value) as Infer<S>
}

/** What a reference refers to. Throws SECRET_MISSING. */
export function resolveReference(reference: Reference, setting: string, { env, root, where }: SecretSources): string {
  const text = reference.kind === 'env' ? env[reference.name] : readSecretFile(resolve(root, reference.name))
  if (text === undefined || text === '') throw errors('SECRET_MISSING', { where, setting, found: `${reference.kind}:${reference.name}` })
  return text
}

function readSecretFile(path: string): string | undefined {
  try {
    const { size } = statSync(path)
    // editors end a file with a line break that is no part of the secret
    return size > maxBytes ? undefined : readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}

type Schema = ConfigSchema | { const: string } | undefined

function lookUp(schema: Schema, value: Json, at: readonly (string | number)[], sources: SecretSources): Json {
  const reference = readReference(value)
  if (reference !== null) return typed(schema, resolveReference(reference, pointer(at), sources))
  if (Array.isArray(value)) return value.map((item: Json, index) => lookUp(itemOf(schema), item, [...at, index], sources))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, lookUp(propertyOf(schema, name, value), part, [...at, name], sources)]),
  )
}

/** The environment knows only text. */
function typed(schema: Schema, text: string): Json {
  if (schema === undefined || !('type' in schema)) return text
  if (schema.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return (schema.type === 'integer' || schema.type === 'number') && /^[-+]?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

function sealed(schema: Schema, value: Json): unknown {
  if (typeof value === 'string') return schema !== undefined && 'writeOnly' in schema ? new Secret(value) : value
  if (Array.isArray(value)) return value.map((item: Json) => sealed(itemOf(schema), item))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sealed(propertyOf(schema, name, value), part)]))
}

function propertyOf(schema: Schema, name: string, value: { readonly [key: string]: Json }): Schema {
  if (schema === undefined || 'const' in schema || 'anyOf' in schema) return undefined
  if ('oneOf' in schema) {
    const tag = commonTag(schema.oneOf)
    const branch = schema.oneOf.find(({ properties }) => {
      const property = tag === null ? undefined : properties[tag]
      return property !== undefined && 'const' in property && property.const === value[tag ?? '']
    })
    return propertyOf(branch, name, value)
  }
  if (schema.type !== 'object') return undefined
  if (!('properties' in schema)) return schema.additionalProperties
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
}

function itemOf(schema: Schema): Schema {
  return schema !== undefined && 'type' in schema && schema.type === 'array' ? schema.items : undefined
}
