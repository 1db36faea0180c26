/** A value's first character and stars, never more than eight: enough to recognise it, too little to read it or count its length. */
export function maskValue(value: string | null): string | null {
  if (value === null) return null
  const [first = '', ...rest] = value
  return rest.length === 0 ? '*'.repeat(first.length > 0 ? 1 : 0) : `${first}${'*'.repeat(Math.min(8, rest.length))}`
}
