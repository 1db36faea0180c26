import { shanghaiDate } from '../core/cadence.ts'
import type { CompileContext } from '../core/field.ts'
import type { DatasetSpec } from '../core/spec.ts'
import { createHasher } from '../crypto/keyed-hash.ts'
import type { Environment } from '../project/open-project.ts'

export interface ContextSources {
  readonly env: Environment
  /** ISO 8601. */
  readonly now: () => string
  /** Rows of the project's lists by name; of a dataset as its plan froze them. */
  readonly lists: DatasetSpec['lists']
}

/** What steps and types may look up: lists, keyed hashes, the day in China. */
export function compileContext({ env, now, lists }: ContextSources): CompileContext {
  const rowsOf = (name: string) => lists[name] ?? []
  return {
    lookup: (name) => new Map(rowsOf(name).map(([code = '', label = '']) => [code, label])),
    codes: (name) =>
      new Map(rowsOf(name).flatMap(([code = '', ...labels]) => [code, ...labels].map((label): [string, string] => [label, code]))),
    hash: createHasher(env['GUIJI_HASH_KEY']),
    today: shanghaiDate(now()),
  }
}
