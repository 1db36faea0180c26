import type { Column } from './values.ts'

/** What has become of one column of a source since its columns were accepted. */
export type Difference =
  | { readonly change: 'added'; readonly column: string; readonly is: string }
  | (Changed & { readonly change: 'dropped'; readonly was: string })
  | (Changed & { readonly change: 'retyped'; readonly was: string; readonly is: string })
  /** Gone, while `to` came in its place and looks like it: a guess, for a person to confirm. */
  | (Changed & { readonly change: 'renamed'; readonly was: string; readonly to: string })
interface Changed {
  readonly column: string
  /** What the dataset uses it for: fields, `where`, `deletes`. Empty: nothing of it is ever read. */
  readonly uses: readonly string[]
}
/** A column that a dataset reads: its alternative names, and for what. */
export interface NamedColumn {
  readonly use: string
  readonly names: readonly string[]
}

/**
 * How a source's columns differ from the accepted ones. A use that finds its column under another of its names has not
 * changed; neither has a column that a use names and that was not there before. Order and comments say nothing.
 */
export function findDrift(accepted: readonly Column[], available: readonly Column[], named: readonly NamedColumn[]): readonly Difference[] {
  const before = new Map(accepted.map((column) => [column.name, column.type]))
  const now = new Map(available.map((column) => [column.name, column.type]))
  const known = new Set(named.flatMap(({ names }) => names))
  const added = available.filter(({ name }) => !before.has(name) && !known.has(name))
  const uses = new Map<string, Set<string>>()
  const changed = new Map<string, Difference>()
  for (const { use, names } of named) {
    const had = names.find((name) => before.has(name))
    if (had === undefined) continue
    const has = names.find((name) => now.has(name))
    const was = before.get(had) ?? ''
    const is = has === undefined ? undefined : now.get(has)
    if (is === was) continue
    const column = has ?? had
    const of = uses.get(column) ?? new Set()
    uses.set(column, of.add(use))
    changed.set(column, is === undefined ? dropped(column, was, [...of]) : { change: 'retyped', column, was, is, uses: [...of] })
  }
  for (const { name, type: was } of accepted) {
    const is = now.get(name)
    if (known.has(name) || is === was) continue
    changed.set(name, is === undefined ? dropped(name, was, []) : { change: 'retyped', column: name, was, is, uses: [] })
  }
  return nameRenamed(accepted, available, [...changed.values()], added)
}

function dropped(column: string, was: string, uses: readonly string[]): Difference {
  return { change: 'dropped', column, was, uses }
}

/** Pairs each dropped column that something reads with the added one of its type that looks most like it. */
function nameRenamed(
  accepted: readonly Column[],
  available: readonly Column[],
  changed: readonly Difference[],
  added: readonly Column[],
): readonly Difference[] {
  const left = [...added]
  const told = changed.map((difference): Difference => {
    if (difference.change !== 'dropped' || difference.uses.length === 0) return difference
    const { column, was, uses } = difference
    const likeness = ({ name, type }: Column) =>
      type === was ? shared(column, name) + (samePlace(accepted, column, available, name) ? 1 : 0) : 0
    const [best] = left.filter((candidate) => likeness(candidate) >= 0.5).sort((a, b) => likeness(b) - likeness(a))
    if (best === undefined) return difference
    left.splice(left.indexOf(best), 1)
    return { change: 'renamed', column, was, to: best.name, uses }
  })
  return [...told, ...left.map(({ name, type }): Difference => ({ change: 'added', column: name, is: type }))]
}

/** The share of the longer name's characters that both have, 0 to 1. */
function shared(a: string, b: string): number {
  const rest = [...b]
  const both = [...a].filter((character) => {
    const at = rest.indexOf(character)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
  return both.length / Math.max(a.length, b.length)
}

/** Whether two columns stand between the same neighbours. */
function samePlace(before: readonly Column[], was: string, after: readonly Column[], is: string): boolean {
  const around = (columns: readonly Column[], name: string) => {
    const at = columns.findIndex((column) => column.name === name)
    return [columns[at - 1]?.name, columns[at + 1]?.name].join('\n')
  }
  return around(before, was) === around(after, is)
}

/** Whether the dataset reads the column, so that it cannot just come and go. */
export function isNamed(difference: Difference): boolean {
  return difference.change !== 'added' && difference.uses.length > 0
}

/** A difference in the signs that both languages share: `金额 text → integer`, `姓名 → 名字?`, `+ 备注 text`, `− 备注 text`. */
export function describeDifference(difference: Difference): string {
  const { change, column } = difference
  if (change === 'added') return `+ ${column} ${difference.is}`
  if (change === 'dropped') return `− ${column} ${difference.was}`
  if (change === 'retyped') return `${column} ${difference.was} → ${difference.is}`
  return `${column} → ${difference.to}?`
}

/** What to write in the dataset's file where a column was renamed: `name: { item: [姓名, 名字] }`. A condition has no other names. */
export function aliasHints(difference: Difference): readonly string[] {
  if (difference.change !== 'renamed') return []
  const { column, to, uses } = difference
  return uses.filter((use) => use !== 'where').map((use) => `${use}: { item: [${column}, ${to}] }`)
}
