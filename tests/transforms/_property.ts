import { assert } from 'fast-check'
import type { Arbitrary, IProperty } from 'fast-check'
import { property } from 'fast-check'

const isLong = (process.env['GUIJI_LONG'] ?? '') !== ''
/** Under the mutation run every mutant costs these runs again, and must meet the same values as the one before. */
const isMutation = (process.env['GUIJI_MUTATION'] ?? '') !== ''

/** How many values a property is tried on: 10,000, a million in the long form, 100 under the mutation run. */
export const runs = isLong ? 1_000_000 : isMutation ? 100 : 10_000

/**
 * How long a large text is, in UTF-16 units. A stall on it takes hours, so the limit is one that no busy machine reaches.
 * A mutant that makes a loop endless is found by shorter ones.
 */
export const largeLength = isMutation ? 20_000 : 10_000_000
export const stallMs = 60_000

const chunk = 10_000
/** Fixed but in the long form, so that a test that turns red has been turned by a change. */
const firstSeed = isLong ? Math.floor(Math.random() * 2 ** 31) : 20260101

/** Asserts a property on `runs` values. The thread comes up for air in between, as the test runner asks for signs of life. */
export async function holdsFor<T>(values: Arbitrary<T>, predicate: (value: T) => void): Promise<void> {
  const tried: IProperty<[T]> = property(values, predicate)
  for (let done = 0; done < runs; done += chunk) {
    assert(tried, { numRuns: Math.min(chunk, runs - done), seed: firstSeed + done / chunk })
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A condition in a property: cheaper than `expect`, which a million runs would spend most of their time in. */
export function ensure(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`does not hold: ${claim}`)
}
