import { inspect } from 'node:util'
import { expect } from 'vitest'
import { runInProcess } from '../../activities/run-in-process.ts'
import { exitCodeFor } from '../../cli/exit-codes.ts'
import type { RunSummary } from '../../core/activities.ts'
import { GuijiError, type ErrorRecord } from '../../core/errors.ts'
import { ingestDataset } from '../../workflows/ingest-dataset.ts'
import { startGuiji, type Finished } from './_processes.ts'
import { asset } from './_remains.ts'
import { numbers, type Town } from './_town.ts'

/** What no error, log line or output may hold: a password, and what stands in the rows of these tests. */
export const password = 'correct-horse'
const personal = [password, ...numbers, '甲某', '乙某', '丙某', '丁某']

/** Two people, published and carried through to the service, before anything goes wrong. */
export async function publishFirstDay(town: Town): Promise<void> {
  const [a = '', b = ''] = numbers
  await town.drop('20261101', [
    [a, '甲某', '2026-11-01', '登记'],
    [b, '乙某', '2026-11-01', '登记'],
  ])
  expect((await town.run()).map(({ outcome }) => outcome)).toEqual(['published', 'published', 'published'])
}

/** A second day's good row. */
export function dropSecondDay(town: Town): Promise<void> {
  return town.drop('20261102', [[numbers[2] ?? '', '丙某', '2026-11-02', '登记']])
}

/** The register alone, as `guiji run` has it. */
export function ingest(town: Town): Promise<RunSummary> {
  return runInProcess(town.engine, ingestDataset, { asset })
}

/** Everything of a run that others could see: the tables, what libraries are to take up, and how far the source is read. */
export async function visible(town: Town): Promise<unknown> {
  const tables = ['replica.police__register', 'base.population', 'service.name_list']
  const rows: unknown[] = []
  for (const table of tables) {
    const [found] = await town.rows(`select to_regclass('${table}') is not null as exists`)
    rows.push(found?.['exists'] === true ? await town.rows(`select to_jsonb(t) as row from ${table} t order by 1`) : null)
  }
  return {
    tables: rows,
    queue: await town.rows('select library, key from guiji.queue order by 1, 2'),
    cursor: await town.rows('select asset, cursor from guiji.asset order by 1'),
  }
}

/** The one error that a run ends with, told in both languages and holding nothing of anybody. */
export async function failureOf(run: Promise<unknown>): Promise<GuijiError> {
  const error = await run.then(
    (value) => expect.unreachable(`the run went well: ${JSON.stringify(value)}`) as never,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(GuijiError)
  const known = error as GuijiError
  expectTold(known.toJSON() as unknown as ErrorRecord)
  expectNothingPersonal(inspect(known, { depth: 20, showHidden: true }) + JSON.stringify(known))
  expect(exitCodeFor(known)).toBeGreaterThan(0)
  return known
}

/** `guiji run --in-process` on the town, in a process of its own. */
export function runCommand(town: Town, env: { readonly [name: string]: string } = {}, ...more: readonly string[]): Promise<Finished> {
  const args = ['run', asset, '--in-process', '--project', town.root, ...more]
  return startGuiji(args, { GUIJI_DATABASE_URL: town.url, ...env }).finished
}

/** The error that a command printed with `--json`. */
export function printedError({ stdout, stderr }: Finished): ErrorRecord {
  expectNothingPersonal(stdout + stderr)
  const { error } = JSON.parse(stdout) as { readonly error: ErrorRecord }
  expectTold(error)
  return error
}

export function expectNothingPersonal(text: string): void {
  for (const part of personal) expect(text).not.toContain(part)
}

function expectTold({ text, remedy }: ErrorRecord): void {
  for (const one of [text, remedy]) {
    expect(one.zh).toMatch(/[\u4e00-\u9fff]/)
    expect(one.en).toMatch(/[a-z]{2,}/)
    // every place in the sentence has been filled
    expect(one.zh + one.en).not.toMatch(/(?<!\$)\{\w+\}/)
  }
}
