/** The first rows that are missing or too many; lists are compared with how often each line occurs. */
export function difference(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of expected) left.set(line, (left.get(line) ?? 0) + 1)
  for (const line of found) left.set(line, (left.get(line) ?? 0) - 1)
  const missing = [...left].filter(([, times]) => times > 0).map(([line]) => line)
  const extra = [...left].filter(([, times]) => times < 0).map(([line]) => line)
  if (missing.length + extra.length === 0) return []
  const shown = [...missing.slice(0, 3).map((line) => `missing ${line}`), ...extra.slice(0, 3).map((line) => `too many ${line}`)]
  return [`${what}: ${missing.length} missing, ${extra.length} too many (${shown.join('; ')})`]
}
