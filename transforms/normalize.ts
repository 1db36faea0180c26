import type { Cell, CompileContext, SemanticType } from '../core/field.ts'
import type { Fix, IdentityKey } from '../core/identity.ts'
import type { Json, Row, Value } from '../core/values.ts'
import { plainText } from './cleansing/read-text.ts'

/** One value's whole way through a semantic type: the one shape that `guiji normalize --json` prints. */
export interface Normalized {
  /** `nonconforming`: an identity number that its authority must confirm; in a dataset it is quarantined. */
  readonly outcome: 'ok' | 'fixed' | 'rejected' | 'nonconforming'
  /** The clean value; null where there is none, or where it was rejected. */
  readonly value: string | null
  /** Of identity documents only. */
  readonly key: IdentityKey | null
  readonly fixes: readonly Fix[]
  readonly reasons: readonly { readonly code: string; readonly suggestion?: string }[]
  readonly warnings: readonly string[]
  /** What the type reads from the value, and what it keeps beside it. */
  readonly facts: { readonly [name: string]: Json }
}

/**
 * A semantic type as a function of single values. Total: any value gives a result, never an exception.
 * @param options the type's options, validated, with their defaults
 */
export function createNormalizer(
  type: SemanticType,
  options: Json,
  context: CompileContext,
): (value: Value, companions?: Row) => Normalized {
  const clean = type.create(options as never, context)
  const identify = type.identify?.(options as never, context)
  const readers = Object.entries(type.facts ?? {})
  return (value, companions = []) => {
    const seen = new Seen(value)
    const text = clean(value, seen, companions)
    if (identify !== undefined && (text !== null || seen.reasons.length > 0)) {
      const { outcome, key, fixes, reasons, warnings, facts } = identify(value, companions)
      return { outcome, value: reasons.length > 0 ? null : (key?.number ?? null), key, fixes, reasons, warnings, facts }
    }
    if (text !== null) for (const [name, { read }] of readers) seen.fact(name, read(text))
    const { fixes, reasons, warnings, facts } = seen
    const last = fixes.at(-1)
    return {
      outcome: reasons.length > 0 ? 'rejected' : fixes.length > 0 ? 'fixed' : 'ok',
      value: text,
      key: null,
      fixes: last?.after === '' && text !== null ? [...fixes.slice(0, -1), { ...last, after: text }] : fixes,
      reasons,
      warnings,
      facts,
    }
  }
}

const nothing: readonly never[] = []
const noFacts = {}

/** A cell that keeps all that a type says of one value; of a clean value it allocates nothing more than itself. */
class Seen implements Cell {
  fixes: readonly Fix[] = nothing
  reasons: Normalized['reasons'] = nothing
  warnings: readonly string[] = nothing
  facts: Normalized['facts'] = noFacts
  readonly #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  reject(code: string, suggestion?: string): null {
    this.reasons = [...this.reasons, suggestion === undefined ? { code } : { code, suggestion }]
    return null
  }

  warn(code: string): void {
    this.warnings = [...this.warnings, code]
  }

  fixed(rule: string, before?: string, after = ''): void {
    this.fixes = [...this.fixes, { rule, before: before ?? this.fixes.at(-1)?.after ?? plainText(this.#value) ?? '', after }]
  }

  beside(suffix: string, text: string): void {
    this.fact(suffix, text)
  }

  fact(name: string, value: Json): void {
    this.facts = { ...this.facts, [name]: value }
  }
}
