import { createChance, type Chance } from './_random.ts'

/** How rows are written, and where they come from: files or a database, what changed or the whole. */
export const writes = ['merge', 'append', 'history', 'replace'] as const
export const faults = [
  'kill at a failpoint',
  'kill at random',
  'stopped, lease broken',
  'stopped, successor of the same lease',
  'database stops at once',
  'backends terminated',
  'runs that overlap',
  'activities twice at once',
  'source connection dropped',
  'source changes between attempts',
  'disk full',
] as const
/** Every so many cases one is on Temporal. */
export const temporalEvery = 20
export type Write = 'merge' | 'append' | 'history' | 'replace'
export type Source = 'csv-changes' | 'csv-whole' | 'pg-changes' | 'pg-whole'
export type Fault = (typeof faults)[number] | 'temporal'

/** All that a case is, by seed and number. */
export interface CaseSpec {
  readonly seed: number
  readonly number: number
  readonly write: Write
  readonly source: Source
  readonly fault: Fault
  readonly deliveries: number
  readonly soft: boolean
  readonly archive: boolean
  readonly library: boolean
}

const sourcesOf: { readonly [write in Write]: readonly Source[] } = {
  merge: ['csv-changes', 'csv-whole', 'pg-changes', 'pg-whole'],
  history: ['csv-changes', 'csv-whole', 'pg-changes', 'pg-whole'],
  append: ['csv-changes', 'pg-changes'],
  replace: ['csv-whole', 'pg-whole'],
}

/** Kinds of fault and of table come in turn, so that few cases have them all; everything else is the seed's. */
export function specOf(seed: number, number: number, of: readonly Fault[] = faults, kinds: readonly Write[] = writes): CaseSpec {
  const chance = createChance(seed, number)
  // a run on Temporal takes as long as its heartbeats, so these are few
  const fault = of === faults && number % temporalEvery === faults.length ? 'temporal' : of[number % of.length]!
  // round by round every fault meets every kind
  const turn = fault === 'temporal' ? Math.floor(number / temporalEvery) : Math.floor(number / of.length) + (number % of.length)
  const write = kinds[turn % kinds.length]!
  const source = chance.pick(fits(sourcesOf[write], fault))
  return {
    ...{ seed, number, write, source, fault, deliveries: chance.between(2, 3) },
    soft: write === 'merge' && kinds.includes('history') && chance.is(0.3),
    archive: fault !== 'source changes between attempts' && chance.is(0.3),
    library: write !== 'append' && chance.is(0.3),
  }
}

function fits(sources: readonly Source[], fault: Fault): readonly Source[] {
  if (fault === 'source connection dropped') return sources.filter((source) => source.startsWith('pg'))
  if (fault === 'source changes between attempts') return sources.filter((source) => source !== 'pg-changes')
  return sources
}

export function chanceOf({ seed, number }: CaseSpec, what: number): Chance {
  return createChance(seed, number, what)
}
