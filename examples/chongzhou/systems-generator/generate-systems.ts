import { mkdir, rm, writeFile } from 'node:fs/promises'
import { canonical } from './canonical.ts'
import { createEnterprises } from './enterprises.ts'
import { createPeople, mostPeople } from './people.ts'
import { leastRows, planResidents } from './resident-plan.ts'
import type { Truth } from './truth.ts'
import { writeOrganisations, type Sizes } from './write-organisations.ts'
import { writePeople } from './write-people.ts'
import { writePolice } from './write-police.ts'

export interface GenerateOptions {
  /** Rows of the resident register that are read, 100 to 7,000,000; the other systems follow in proportion. */
  readonly rows: number
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number
  /** The folder of the systems; what an earlier generation left there is replaced. */
  readonly out: string
  /** The day that services are reckoned for: any day from 2026-11-20 to 2028-12-31 gives the same truth. */
  readonly today?: string
  readonly onProgress?: (progress: Progress) => void
}
export interface Progress {
  readonly step: 'police' | 'people' | 'organisations'
  /** Rows written so far, all steps together. */
  readonly rows: number
}

/** About 20,000 rows over all systems. */
export const defaultRows = 12_000
const firstToday = '2026-11-20'
const lastToday = '2028-12-31'
const folders = ['police-drop', 'civil-affairs', 'e-licences', 'market', 'approval', 'later', 'truth-rows'] as const

/**
 * Writes the five agencies' systems and `truth.json`, what a right load must give. The same options give the same bytes
 * on every machine. Memory does not grow with rows. Throws RangeError for options outside their bounds.
 */
export async function generateSystems({ rows, seed, out, today = firstToday, onProgress }: GenerateOptions): Promise<Truth> {
  const most = Math.floor(mostPeople * 0.95)
  if (!Number.isSafeInteger(rows) || rows < leastRows || rows > most) throw new RangeError(`rows must lie between ${leastRows} and ${most}`)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('seed must be a whole number that is not negative')
  if (today < firstToday || today > lastToday) throw new RangeError(`today must lie between ${firstToday} and ${lastToday}`)
  await mkdir(out, { recursive: true })
  for (const folder of folders) await rm(`${out}/${folder}`, { recursive: true, force: true })
  let sum = 0
  const counting = (step: Progress['step']) => (more: number) => onProgress?.({ step, rows: (sum += more) })
  const personAt = createPeople(seed)
  const enterpriseAt = createEnterprises(seed)
  const plan = planResidents(rows)
  const loads = await writePolice({ out, seed, plan, personAt, onRows: counting('police') })
  const people = await writePeople(out, seed, plan, personAt, loads, counting('people'))
  const sizes = sizesFor(rows)
  const organisations = await writeOrganisations({ out, seed, sizes, personAt, enterpriseAt, onRows: counting('organisations') })
  const truth: Truth = {
    format: 1,
    rows,
    seed,
    today,
    canonical,
    datasets: { ...people.datasets, ...organisations.datasets },
    libraries: { 'base.population': people.population, ...organisations.libraries },
    services: { 'service.old_age_allowance': people.service },
    later: { datasets: people.later },
  }
  await writeFile(`${out}/truth.json`, `${JSON.stringify(truth, null, 1)}\n`)
  return truth
}

function sizesFor(rows: number): Sizes {
  const between = (least: number, wanted: number, most: number) => Math.max(least, Math.min(most, Math.floor(wanted)))
  return {
    enterprises: between(300, rows / 4, Infinity),
    items: between(60, rows / 50, 2_000),
    cases: between(200, rows / 4, Infinity),
    licences: between(80, rows / 20, 5_000),
  }
}
