/**
 * What a public national enterprise register of 3,002,664 rows (1978 to 2019) has in it, counted there. The kinds of its code
 * column that were counted add up to 3,002,653; the 11 rows that are left are the odd ones that were seen without a count
 * (`无`, brackets, trailing hyphens, 17 digits, an l for a 1). The 9 rows with a wrong number of columns are among the
 * conforming ones, as they break behind the code.
 */
export const registerRows = 3_002_664

/** What a right load makes of a cell: `none` is null, `warned` is accepted with a warning. */
export type RegisterFate = 'ok' | 'warned' | 'fixed' | 'nonconforming' | 'rejected' | 'none'
export interface RegisterKind<K extends string = string> {
  readonly kind: K
  readonly count: number
  readonly fate: RegisterFate
}

export type CodeKind =
  | 'conforming'
  | 'organisation-part'
  | 'nonconforming'
  | 'both-wrong'
  | 'lower-case'
  | 'registration'
  | 'cooperative'
  | 'thirteen'
  | 'organisation-code'
  | 'foreign-invested'
  | 'none'
  | 'brackets'
  | 'hyphen'
  | 'seventeen'
  | 'letter-l'
export const codeKinds: readonly RegisterKind<CodeKind>[] = [
  { kind: 'conforming', count: 2_994_029, fate: 'ok' },
  { kind: 'registration', count: 6_748, fate: 'rejected' },
  { kind: 'cooperative', count: 701, fate: 'rejected' },
  { kind: 'thirteen', count: 497, fate: 'rejected' },
  { kind: 'lower-case', count: 273, fate: 'fixed' },
  { kind: 'organisation-part', count: 189, fate: 'warned' },
  { kind: 'nonconforming', count: 158, fate: 'nonconforming' },
  { kind: 'both-wrong', count: 32, fate: 'rejected' },
  { kind: 'foreign-invested', count: 20, fate: 'rejected' },
  { kind: 'organisation-code', count: 6, fate: 'rejected' },
  { kind: 'none', count: 4, fate: 'none' },
  { kind: 'brackets', count: 2, fate: 'rejected' },
  { kind: 'hyphen', count: 2, fate: 'rejected' },
  { kind: 'seventeen', count: 2, fate: 'rejected' },
  { kind: 'letter-l', count: 1, fate: 'rejected' },
]

/** Forms of the registered capital: what stands behind the amount; the last eight share what the counted ones leave. */
export const capitalKinds: readonly RegisterKind[] = [
  { kind: '(万元人民币)', count: 1_223_551, fate: 'fixed' },
  { kind: 'N/A', count: 699_246, fate: 'none' },
  { kind: '(万元)', count: 399_037, fate: 'fixed' },
  { kind: '(万)', count: 324_027, fate: 'fixed' },
  { kind: '(万美元)', count: 29_194, fate: 'fixed' },
  { kind: '()', count: 10_457, fate: 'warned' },
  ...['万人民币', '万元人民币', '(万人民币元)', '（万元）', '(万元(人民币))', '(万香港元)', '(万港币)', 'grouped'].map((kind) => ({
    kind,
    count: 39_644,
    fate: 'fixed' as const,
  })),
]
export type RepresentativeKind = 'name' | 'N/A' | 'private-use'
export const representativeKinds: readonly RegisterKind<RepresentativeKind>[] = [
  { kind: 'name', count: registerRows - 516_865 - 212, fate: 'ok' },
  { kind: 'N/A', count: 516_865, fate: 'none' },
  { kind: 'private-use', count: 212, fate: 'warned' },
]
/** Lines with more or fewer cells than columns: unquoted commas, a cell that is missing. */
export const lineKinds: readonly RegisterKind<'whole' | 'broken'>[] = [
  { kind: 'whole', count: registerRows - 9, fate: 'ok' },
  { kind: 'broken', count: 9, fate: 'rejected' },
]
/** Codes that occur again under another name. */
export const repeatedCodes = 176

/**
 * How many of `rows` are of each kind: the register's proportions by largest remainder, and each kind at least once where
 * the rows suffice. The first kind gives what that costs.
 */
export function scaledCounts(kinds: readonly RegisterKind[], rows: number): number[] {
  const total = kinds.reduce((sum, { count }) => sum + count, 0)
  const exact = kinds.map(({ count }) => (count * rows) / total)
  const counts = exact.map(Math.floor)
  let left = rows - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = exact.map((share, at) => [share % 1, at] as const).sort((one, other) => other[0] - one[0])
  for (const [, at] of byRemainder) {
    if (left === 0) break
    counts[at] = (counts[at] ?? 0) + 1
    left--
  }
  if (rows < kinds.length * 2) return counts
  for (const [at, count] of counts.entries()) {
    if (count > 0) continue
    counts[at] = 1
    counts[0] = (counts[0] ?? 0) - 1
  }
  return counts
}
