import { readdirSync } from 'node:fs'
import type { ConfigSchema, ObjectSchema } from '../../core/config.ts'
import type { Cell, CompileContext, SemanticType, Step } from '../../core/field.ts'
import type { DatasetSpec, FieldSpec } from '../../core/spec.ts'
import type { Clean, Json, Row, Value } from '../../core/values.ts'
import type { Registry } from '../../transforms/registry.ts'

async function load<T>(folder: 'types' | 'steps'): Promise<Map<string, T>> {
  const at = new URL(`../../transforms/${folder}/`, import.meta.url)
  const loaded = new Map<string, T>()
  for (const file of readdirSync(at).sort()) {
    const module = (await import(new URL(file, at).href)) as { default: T }
    loaded.set(file.replace(/\.ts$/, ''), module.default)
  }
  return loaded
}

export const types = await load<SemanticType>('types')
export const steps = await load<Step>('steps')
export const registry: Registry = {
  type: (name) => types.get(name) ?? fail(name),
  step: (name) => steps.get(name) ?? fail(name),
}
function fail(name: string): never {
  throw new Error(`no such type or step: ${name}`)
}

const example = new Map([
  ['A', 'A'],
  ['甲', 'A'],
  ['B', 'B'],
  ['乙', 'B'],
])
/** Old registration numbers and the codes that took their place; `-`: none did. */
const registrations = new Map([
  ['110108000000016', '91510184144205777E'],
  ['510184000000010', '-'],
])
const lookup = (name: string) => (name === 'registrations' ? registrations : example)
export const context: CompileContext = { lookup, codes: () => example, hash: (text) => `#${text}`, today: '2026-01-01' }

/** Options with the schema's defaults, as a validated file would have them. */
export function withDefaults(schema: ObjectSchema, options: object = {}): { [name: string]: Json } {
  const filled: { [name: string]: Json } = {}
  for (const [name, property] of Object.entries(schema.properties) as [string, ConfigSchema][])
    if ('default' in property && property.default !== undefined) filled[name] = property.default
  return { ...filled, ...(options as { [name: string]: Json }) }
}

export interface Seen {
  value: Value
  reasons: { code: string; suggestion?: string }[]
  fixes: string[]
  warnings: string[]
  beside: { [suffix: string]: string }
}
export function recordingCell(): { cell: Cell; seen: Seen } {
  const seen: Seen = { value: null, reasons: [], fixes: [], warnings: [], beside: {} }
  const cell: Cell = {
    reject(code, suggestion) {
      seen.reasons.push(suggestion === undefined ? { code } : { code, suggestion })
      return null
    },
    warn: (code) => void seen.warnings.push(code),
    fixed: (code) => void seen.fixes.push(code),
    beside: (suffix, text) => void (seen.beside[suffix] = text),
  }
  return { cell, seen }
}

/** A type's verdict on a value; companions as its options name them. */
export function cleanse(type: SemanticType, options: object, value: Value, companions: Row = []): Seen & { value: Clean } {
  const { cell, seen } = recordingCell()
  const value_ = type.create(withDefaults(type.options, options) as never, context)(value, cell, companions)
  return { ...seen, value: value_ }
}

export function field(name: string, type: string, more: Partial<FieldSpec> = {}): FieldSpec {
  const definition = types.get(type) ?? fail(type)
  const beside = Object.keys(definition.beside ?? {})
  const companions = (definition.companions ?? []).map(() => [])
  const base = { name, item: name, inputs: [[name]], steps: [], type, companions, optional: true, beside, role: 'source' as const }
  return { ...base, ...more, options: withDefaults(definition.options, (more.options ?? {}) as object) }
}

export function dataset(fields: readonly FieldSpec[], more: Partial<DatasetSpec> = {}, key: readonly string[] = []): DatasetSpec {
  const columns = fields.flatMap((spec) => {
    const type = types.get(spec.type) ?? fail(spec.type)
    const nullable = spec.optional && !key.includes(spec.name)
    return [
      { name: spec.name, sql: type.column(spec.options as never), nullable, comment: spec.item },
      ...spec.beside.map((suffix) => ({ name: `${spec.name}_${suffix}`, sql: type.beside![suffix]!, nullable: true, comment: '' })),
    ]
  })
  return {
    kind: 'dataset',
    asset: 'police.example',
    agency: 'police',
    name: '示例',
    connection: { id: 'drop', agency: 'police', connector: 'csv', settings: {} },
    source: {},
    mode: 'snapshot',
    holds: 'all',
    fields,
    lists: {},
    version: null,
    where: null,
    deletes: null,
    absent: 'keep',
    write: 'merge',
    deletion: 'hard',
    drift: 'evolve',
    indexes: [],
    rules: [],
    limits: { quarantinedRows: null, quarantinedShare: null, removedRows: null, removedShare: null },
    table: { schema: 'replica', name: 'police__example', comment: '', columns, key },
    feeds: [],
    parallel: 1,
    ...more,
  }
}
