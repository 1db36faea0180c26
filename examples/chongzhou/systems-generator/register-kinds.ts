/**
 * What a public national enterprise register of 3,002,664 rows (1978 to 2019) has in it, counted there.
 *
 * How the counts come to the total. Code column: the kinds that were counted add up to 3,002,653; the 11 rows that are left
 * are shared by those that were seen and not counted (`无`, brackets, trailing hyphens, 17 digits), of which one, the l for
 * a 1, was seen once. The 9 rows with a wrong number of columns and the 176 repeated codes are among the conforming ones:
 * lines break behind the code, and what repeats is a right code. Capital: the six forms that were counted leave 317,152
 * rows; the others were named in falling order among them without a count, and share these rows in that order.
 */
export const registerRows = 3_002_664

/** What a right load makes of a cell: `none` is null, `warned` is accepted with a warning. */
export type RegisterFate = 'ok' | 'warned' | 'fixed' | 'nonconforming' | 'rejected' | 'none'
export interface RegisterKind<K extends string = string> {
  readonly kind: K
  readonly count: number
  readonly fate: RegisterFate
  /** Code of the reason, fix or warning that tells it; null where nothing is to be told. */
  readonly told: string | null
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
  { kind: 'conforming', count: 2_994_029, fate: 'ok', told: null },
  { kind: 'registration', count: 6_748, fate: 'rejected', told: 'FORMAT' },
  { kind: 'cooperative', count: 701, fate: 'rejected', told: 'FORMAT' },
  { kind: 'thirteen', count: 497, fate: 'rejected', told: 'FORMAT' },
  { kind: 'lower-case', count: 273, fate: 'fixed', told: 'UPPER_CASE' },
  { kind: 'organisation-part', count: 189, fate: 'warned', told: 'ORGANISATION_PART' },
  { kind: 'nonconforming', count: 158, fate: 'nonconforming', told: 'NONCONFORMING' },
  { kind: 'both-wrong', count: 32, fate: 'rejected', told: 'CHECK_DIGIT' },
  { kind: 'foreign-invested', count: 20, fate: 'rejected', told: 'FORMAT' },
  { kind: 'organisation-code', count: 6, fate: 'rejected', told: 'FORMAT' },
  { kind: 'none', count: 4, fate: 'none', told: 'NULL_TOKEN' },
  { kind: 'brackets', count: 2, fate: 'rejected', told: 'FORMAT' },
  { kind: 'hyphen', count: 2, fate: 'rejected', told: 'FORMAT' },
  { kind: 'seventeen', count: 2, fate: 'rejected', told: 'FORMAT' },
  { kind: 'letter-l', count: 1, fate: 'rejected', told: 'FORMAT' },
]
/** Codes that occur again under another name. */
export const repeatedCodes = 176

/** Forms of the registered capital: what stands behind the amount; `grouped` has thousands separators in it. */
export const capitalKinds: readonly RegisterKind[] = [
  ...written({ '(万元人民币)': 1_223_551, '(万元)': 399_037, '(万)': 324_027, '(万美元)': 29_194 }),
  ...written({ 万人民币: 130_000, 万元人民币: 90_000, '(万人民币元)': 52_152, '（万元）': 20_000 }),
  ...written({ '(万元(人民币))': 9_000, grouped: 7_000, '(万香港元)': 5_000, '(万港币)': 4_000 }),
  { kind: 'N/A', count: 699_246, fate: 'none', told: 'NULL_TOKEN' },
  { kind: '()', count: 10_457, fate: 'warned', told: 'EMPTY_BRACKET' },
]
function written(counts: { readonly [form: string]: number }): RegisterKind[] {
  return Object.entries(counts).map(([kind, count]) => ({ kind, count, fate: 'fixed', told: 'MONEY_FORM' }))
}

export type RepresentativeKind = 'name' | 'N/A' | 'private-use'
export const representativeKinds: readonly RegisterKind<RepresentativeKind>[] = [
  { kind: 'name', count: registerRows - 516_865 - 212, fate: 'ok', told: null },
  { kind: 'N/A', count: 516_865, fate: 'none', told: 'NULL_TOKEN' },
  { kind: 'private-use', count: 212, fate: 'warned', told: 'PRIVATE_USE' },
]

/** 9 lines have another number of cells than columns; how many of them in which way was not counted. */
export type LineKind = 'whole' | 'unquoted-commas' | 'shifted'
export const lineKinds: readonly RegisterKind<LineKind>[] = [
  { kind: 'whole', count: registerRows - 9, fate: 'ok', told: null },
  { kind: 'unquoted-commas', count: 5, fate: 'rejected', told: 'COLUMN_COUNT' },
  { kind: 'shifted', count: 4, fate: 'rejected', told: 'COLUMN_COUNT' },
]

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
