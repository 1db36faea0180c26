import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEngine } from '../../activities/engine.ts'
import { runInProcess } from '../../activities/run-in-process.ts'
import type { RunSummary } from '../../core/activities.ts'
import type { Reason } from '../../core/values.ts'
import type { Truth } from '../../examples/chongzhou/systems-generator/index.ts'
import { loadSample } from '../../local/load-sample.ts'
import { createLog } from '../../project/log.ts'
import { materialize } from '../../workflows/materialize.ts'
import { testDatabase } from '../_support/postgres.ts'
import { example, makeSystems, temporaryFolder } from './_systems.ts'

/** The example project with systems of a seed, and databases of its own for the target and the two agencies that have one. */
export interface City {
  readonly truth: Truth
  /** Runs assets in this process; by default all of them. */
  run(assets?: readonly string[]): Promise<readonly RunSummary[]>
  rows<R>(sql: string, parameters?: readonly string[]): Promise<readonly R[]>
  quarantined(plan: string): Promise<readonly { readonly at: string; readonly reasons: readonly string[] }[]>
  /** The file that was left has arrived whole. */
  repair(): void
  close(): Promise<void>
}

export async function openCity(rows: number, seed: number): Promise<City> {
  const { out, truth } = await makeSystems(rows, seed)
  const root = temporaryFolder()
  const systems = join(root, '.guiji', 'systems')
  cpSync(example, root, { recursive: true, filter: (path) => !path.includes('.guiji') })
  cpSync(out, systems, { recursive: true })
  mkdirSync(join(root, '.guiji', 'local'), { recursive: true })
  symlinkSync(join(example, '..', '..', 'node_modules'), join(root, 'node_modules'), 'dir')
  const [target, market, approval] = [await testDatabase(), await testDatabase(), await testDatabase()]
  for (const [agency, { url }] of Object.entries({ market, approval })) {
    await loadSample({ url, folder: join(out, agency), marker: String(seed) })
    writeFileSync(join(root, '.guiji', 'local', `sample_${agency}.url`), url)
  }
  const now = () => '2026-11-20T04:00:00Z'
  const engine = await openEngine({ root, env: {}, databaseUrl: target.url, log: createLog({ level: 'silent' }), now })
  const query = async <R>(sql: string, parameters: readonly string[] = []) =>
    (await engine.database.query<{ [column: string]: unknown }>(sql, [...parameters])).rows as readonly R[]
  return {
    truth,
    run: (assets = Object.keys(truth.datasets)) => runInProcess(engine, materialize, { assets, downstream: true }),
    rows: query,
    async quarantined(plan) {
      const found = await query<{ at: string; reasons: readonly Reason[] }>(
        'select locator as at, reasons from guiji.quarantine where plan = $1',
        [plan],
      )
      return found.map(({ at, reasons }) => ({
        at,
        reasons: reasons.map(({ code, field }) => (field === undefined ? code : `${field}:${code}`)).sort(),
      }))
    },
    repair: () => cpSync(join(systems, 'later'), systems, { recursive: true }),
    async close() {
      await engine.close()
      for (const database of [target, market, approval]) await database.close()
    },
  }
}
