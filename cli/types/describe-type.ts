import type { ObjectSchema } from '../../core/config.ts'
import type { Audience, ColumnSpec, CompileContext, Example, SemanticType } from '../../core/field.ts'
import type { Codes, Json, Row, Text, Value } from '../../core/values.ts'
import { createNormalizer } from '../../transforms/normalize.ts'

/** An example together with what the type warns of in it. */
export type ShownExample = Example<ObjectSchema, Codes> & { readonly warnings: readonly string[] }

/** What there is to say of a semantic type, as plain data. */
export interface TypeDescription {
  readonly name: string
  readonly summary: Text
  /** An identity document, whose whole result can be had. */
  readonly identity: boolean
  readonly options: ObjectSchema
  /** With default options; null for a type that needs some. */
  readonly column: string | null
  readonly beside: { readonly [suffix: string]: string }
  readonly companions: readonly string[]
  /** Each with its type, and what it is in the value that stands in `shown`. */
  readonly facts: { readonly [name: string]: { readonly type: string; readonly value: string | null } }
  /** A synthetic value as an authorised page and the public see it; null where no example has one. */
  readonly shown: ({ readonly value: string } & { readonly [A in Audience]: string }) | null
  readonly codes: Codes
  readonly examples: readonly ShownExample[]
}

export function describeType(name: string, type: SemanticType): TypeDescription {
  const { summary, options, codes, examples } = type
  const value = exampleOf(type)
  return {
    name,
    summary,
    identity: type.identify !== undefined,
    options,
    column: columnText(type),
    beside: mapValues(type.beside ?? {}, sqlText),
    companions: type.companions ?? [],
    facts: mapValues(type.facts ?? {}, (fact) => ({ type: fact.type, value: value === null ? null : fact.read(value) })),
    shown: value === null ? null : { value, authorised: type.mask(value, 'authorised'), public: type.mask(value, 'public') },
    codes,
    examples: examples.map((example) => ({ ...example, warnings: warningsOf(type, example) })),
  }
}

/** A day that never changes, so that the pages don't; an example's own lists are not known here. */
const context: CompileContext = { lookup: () => new Map(), codes: () => new Map(), hash: (text) => text, today: '2026-01-01' }

function warningsOf(type: SemanticType, example: Example<ObjectSchema, Codes>): readonly string[] {
  if ('reject' in example) return []
  const normalize = createNormalizer(type, { ...defaultsOf(type.options), ...(example.options as object) }, context)
  const [value = null, ...companions] = isRow(example.in) ? example.in : [example.in]
  return normalize(value, companions).warnings
}

function isRow(value: Value | Row): value is Row {
  return Array.isArray(value)
}

/** The first clean value that an example gives, without options if there is one. */
function exampleOf({ examples }: SemanticType): string | null {
  const clean = examples.flatMap((example) =>
    'out' in example && typeof example.out === 'string' && example.out !== ''
      ? [{ plain: example.options === undefined, out: example.out }]
      : [],
  )
  return (clean.find(({ plain }) => plain) ?? clean[0])?.out ?? null
}

function columnText(type: SemanticType): string | null {
  try {
    return sqlText(type.column(defaultsOf(type.options) as never))
  } catch {
    return null
  }
}

function sqlText(column: ColumnSpec): string {
  return column.sql === 'numeric' ? `numeric(${column.precision},${column.scale})` : column.sql
}

function defaultsOf(schema: ObjectSchema): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, property]) =>
      'default' in property && property.default !== undefined ? [[name, property.default]] : [],
    ),
  )
}

function mapValues<T, R>(of: { readonly [name: string]: T }, map: (value: T) => R): { readonly [name: string]: R } {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]))
}

/** What a page cannot show or a file cannot keep: controls, invisible marks, halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** An example's value in writing: text as it stands, what is not text with its kind. */
export function writtenValue(value: Value | Row): string {
  if (typeof value === 'string') return value === '' ? '""' : value.replace(unseen, escaped)
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  return 'tag' in value ? `${value.tag}(${value.text})` : value.map(writtenValue).join(', ')
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}
