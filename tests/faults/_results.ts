import type { CaseResult } from './_case.ts'

export interface ControlResult {
  readonly name: string
  /** The case that noticed it, and how; null: none did. */
  readonly noticed: { readonly number: number; readonly problem: string } | null
}
export interface Results {
  readonly seed: number
  cases: CaseResult[]
  controls: ControlResult[]
}

/** The table of a run: cases by fault and kind of table, failures, samples, controls, seed. */
export function describeResults({ seed, cases, controls }: Results): string {
  const kinds = [...new Set(cases.map(({ spec }) => kindOf(spec)))].sort()
  const faults = [...new Set(cases.map(({ spec }) => spec.fault))]
  const width = Math.max(...faults.map((fault) => fault.length), 5)
  const line = (head: string, cells: readonly (string | number)[]) =>
    `${head.padEnd(width)}${cells.map((cell) => String(cell).padStart(14)).join('')}\n`
  const failed = cases.filter(({ problems }) => problems.length > 0)
  const samples = cases.reduce((sum, result) => sum + result.samples, 0)
  const untried = cases.filter((result) => 'not tried' in result.ends).length
  const ends = cases.reduce((sum, result) => sum + Object.values(result.ends).reduce((a, b) => a + b, 0), 0)
  return [
    '\n',
    line('', [...kinds, 'all', 'failed']),
    ...faults.map((fault) => {
      const of = cases.filter(({ spec }) => spec.fault === fault)
      return line(fault, [
        ...kinds.map((kind) => of.filter(({ spec }) => kindOf(spec) === kind).length),
        of.length,
        of.filter(({ problems }) => problems.length > 0).length,
      ])
    }),
    ...controls.map(
      ({ name, noticed }) =>
        `control: ${name}: ${noticed === null ? 'NOT NOTICED' : `noticed by case ${noticed.number}, ${noticed.problem.slice(0, 160)}`}\n`,
    ),
    ...(untried === 0 ? [] : [`NOT TRIED: disk full, ${untried} cases (this account may not mount a small file system)\n`]),
    `${cases.length} cases, ${failed.length} failed, seed ${seed}; ${ends} answers of disturbed runs; ${samples} samples by a reader\n`,
  ].join('')
}

function kindOf({ write, soft }: Results['cases'][number]['spec']): string {
  return soft ? `${write}, soft` : write
}
