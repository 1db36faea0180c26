import type { Person } from './people.ts'
import { reasonsOf, valuesOf, winnerOf, type Tally } from './record.ts'
import { rowsOf, type ResidentPlan } from './resident-plan.ts'
import { changedRow, residentShape, type ResidentRow } from './residents.ts'

/** What the replica has of a person: a row, a deletion that is kept in mind, or nothing. */
export interface Settled {
  readonly row: ResidentRow | null
  readonly removal: ResidentRow | null
}

const lands = (row: ResidentRow) => reasonsOf(residentShape, row).length === 0

/** A person after the first load. `counts` gets what became of the rows that landed. */
export function settleFirst(seed: number, plan: ResidentPlan, person: Person, counts: Tally): Settled {
  const landed = rowsOf(seed, plan, person).filter(lands)
  const winner = winnerOf(landed)
  if (winner === null) return { row: null, removal: null }
  const isRow = winner.fate === 'kept'
  // nothing is published yet that a removal could delete
  counts.superseded += landed.length - (isRow ? 1 : 0)
  if (isRow) counts.inserted++
  return isRow ? { row: winner, removal: null } : { row: null, removal: winner }
}

/** The same person after the file that was left has been loaded too. */
export function settleLater(seed: number, plan: ResidentPlan, person: Person, before: Settled, counts: Tally): Settled {
  const turn = plan.left.turnOf(person.index)
  const row = turn === null ? null : changedRow(seed, person, plan.left.day, turn)
  if (row === null || !lands(row)) return before
  const known = before.row ?? before.removal
  if (known !== null && row.version < known.version) counts.superseded++
  else if (row.fate === 'deletion') {
    counts[before.row === null ? 'superseded' : 'deleted']++
    return { row: null, removal: row }
  } else if (before.row === null) counts.inserted++
  else counts[isSame(row, before.row) ? 'unchanged' : 'updated']++
  return known !== null && row.version < known.version ? before : { row, removal: null }
}

function isSame(left: ResidentRow, right: ResidentRow): boolean {
  const other = valuesOf(right)
  return valuesOf(left).every((value, at) => value === other[at])
}
