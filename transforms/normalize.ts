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
  return (value, companions = []) => {
    const fixes: Fix[] = []
    const reasons: { code: string; suggestion?: string }[] = []
    const warnings: string[] = []
    const facts: { [name: string]: Json } = {}
    const raw = plainText(value) ?? ''
    const cell: Cell = {
      reject(code, suggestion) {
        reasons.push(suggestion === undefined ? { code } : { code, suggestion })
        return null
      },
      warn: (code) => void warnings.push(code),
      fixed: (rule, before = fixes.at(-1)?.after ?? raw, after = '') => void fixes.push({ rule, before, after }),
      beside: (suffix, text) => void (facts[suffix] = text),
    }
    const text = clean(value, cell, companions)
    if (text !== null || reasons.length > 0) {
      const result = identify?.(value, companions)
      if (result !== undefined) return { ...result, value: result.reasons.length > 0 ? null : (result.key?.number ?? null) }
    }
    if (text !== null) for (const [name, { read }] of Object.entries(type.facts ?? {})) facts[name] = read(text)
    const last = fixes.at(-1)
    if (last?.after === '' && text !== null) fixes[fixes.length - 1] = { ...last, after: text }
    return {
      outcome: reasons.length > 0 ? 'rejected' : fixes.length > 0 ? 'fixed' : 'ok',
      value: text,
      key: null,
      fixes,
      reasons,
      warnings,
      facts,
    }
  }
}
