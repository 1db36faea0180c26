import type { Person } from './people.ts'
import { dateOf, dayOf } from './days.ts'
import { changedRow, firstDay, firstRow, repeatedRow, type ResidentRow } from './residents.ts'

/** Which rows the police's files hold; every row can be had by itself, so nothing is kept. */
export interface ResidentPlan {
  readonly people: number
  readonly repeats: number
  /** Lines with a column too many, in the first file. */
  readonly torn: number
  /** Removals of persons who were never there, in the second file. */
  readonly strangers: number
  readonly days: readonly DayPlan[]
  /** The file whose delivery broke off. */
  readonly left: DayPlan
  /** How many rows of the broken file have arrived. */
  readonly arrived: number
}
/** `turn` of a person in that day's file, from 0; null when the person is not in it. */
export interface DayPlan {
  readonly day: number
  readonly file: string
  readonly rows: number
  indexOf(turn: number): number
  turnOf(index: number): number | null
}

export const leastRows = 100

/** `rows` are those of all files that are read. */
export function planResidents(rows: number): ResidentPlan {
  const changes = Math.max(1, Math.floor((rows * 3) / 100))
  const repeats = Math.max(2, Math.floor(rows / 200))
  const torn = Math.max(1, Math.floor(rows / 5000))
  const strangers = Math.max(1, Math.floor(rows / 2000))
  const people = rows - 3 * changes - repeats - torn - strangers
  const days = [planDay(1, changes, 17, 5, people), planDay(2, changes, 13, 2, people), planDay(3, changes, 11, 8, people)]
  const left = planDay(4, Math.max(5, Math.floor(rows / 50)), 7, 1, people)
  return { people, repeats, torn, strangers, days, left, arrived: left.rows - 2 }
}

export const repeatStride = 31

function planDay(day: number, rows: number, stride: number, offset: number, people: number): DayPlan {
  return {
    day,
    file: fileOf(day),
    rows,
    indexOf: (turn) => (turn * stride + offset) % people,
    turnOf(index) {
      const distance = (index - offset + people) % people
      return distance % stride === 0 && distance / stride < rows ? distance / stride : null
    },
  }
}

export function fileOf(day: number): string {
  return `常住人口登记_${dateOf(dayOf(firstDay) + day).replaceAll('-', '')}.csv`
}

/** All rows of a person in the files of the first load, in the order of reading. */
export function rowsOf(seed: number, plan: ResidentPlan, person: Person): ResidentRow[] {
  const { index } = person
  const rows = [firstRow(seed, person)]
  if (index % repeatStride === 0 && index / repeatStride < plan.repeats) rows.push(repeatedRow(seed, person, index / repeatStride))
  for (const { day, turnOf } of plan.days) {
    const turn = turnOf(index)
    if (turn !== null) rows.push(changedRow(seed, person, day, turn))
  }
  return rows
}
