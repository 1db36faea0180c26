import { createRandom } from '../line/_people.ts'

/** Choices that a seed decides. */
export interface Chance {
  /** 0 to below `below`. */
  whole(below: number): number
  between(least: number, most: number): number
  pick<T>(of: readonly T[]): T
  is(share: number): boolean
}

/** The same numbers give the same choices. */
export function createChance(...numbers: readonly number[]): Chance {
  const next = createRandom(numbers.reduce((mixed, number) => Math.imul(mixed ^ number, 0x9e3779b1) ^ (mixed >>> 15), 0x5bd1e995))
  const whole = (below: number) => Math.floor(next() * below)
  return {
    whole,
    between: (least, most) => least + whole(most - least + 1),
    pick: (of) => of[whole(of.length)]!,
    is: (share) => next() < share,
  }
}
