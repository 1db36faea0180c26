/** Where a setting's value is kept: an environment variable or a file, never the configuration file itself. */
export type Reference = { readonly kind: 'env' | 'file'; readonly name: string }

export const referencePattern = '^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:[^{}]+)\\}$'
const reference = new RegExp(referencePattern)

/** `${env:NAME}` or `${file:path}` taken apart; null for any other value. Only a whole value is a reference. */
export function readReference(value: unknown): Reference | null {
  if (typeof value !== 'string' || !reference.test(value)) return null
  const inner = value.slice(2, -1)
  return inner.startsWith('env:') ? { kind: 'env', name: inner.slice(4) } : { kind: 'file', name: inner.slice(5) }
}
