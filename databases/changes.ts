/** A landing row is an insert, update, deletion, tombstone of an unknown key, stale row, or the same as published; a published row may be absent. */
export type Change = 'insert' | 'update' | 'delete' | 'unknown' | 'stale' | 'same' | 'absent'

/** As the temporary table `change` (what, wid, rid) has them: one byte a row instead of a text. */
export const letters: { readonly [K in Change]: string } = {
  ...{ insert: 'i', update: 'u', delete: 'd', unknown: 'n', stale: 's', same: '=', absent: 'a' },
}

export function letter(change: Change): string {
  return `'${letters[change]}'::"char"`
}

/** The condition that picks such changes, for rows of `change` under the alias c. */
export function isChange(...changes: readonly Change[]): string {
  return `c.what in (${changes.map(letter).join(', ')})`
}
