import { createHash } from 'node:crypto'

/** SHA-256 (hex) of a specification's canonical JSON: keys sorted, absent values left out, no spaces. */
export function specDigest(spec: object): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex')
}

/** Equal data gives equal text, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  const parts = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`)
  return `{${parts.join(',')}}`
}
