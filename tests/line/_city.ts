import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine, type Engine } from '../../activities/engine.ts'
import { generateSystems, type Truth } from '../../examples/chongzhou/systems-generator/index.ts'
import { loadSample } from '../../local/load-sample.ts'
import { createLog } from '../../project/log.ts'
import { testDatabase } from '../_support/postgres.ts'

const repository = join(import.meta.dirname, '../..')

export interface City {
  readonly root: string
  readonly url: string
  readonly engine: Engine
  readonly truth: Truth
  rows<T extends { readonly [column: string]: unknown }>(sql: string): Promise<readonly T[]>
  close(): Promise<void>
}

/** The example project in a folder of its own, with its systems made from a seed and databases of its own. */
export async function openCity({ rows, seed }: { readonly rows: number; readonly seed: number }): Promise<City> {
  const root = await mkdtemp(join(tmpdir(), 'guiji-city-'))
  await cp(join(repository, 'examples/chongzhou'), root, { recursive: true, filter: (path) => !path.includes('.guiji') })
  // the project's own code imports guiji as an installed package
  await mkdir(join(root, 'node_modules'))
  await symlink(repository, join(root, 'node_modules/guiji'))
  const systems = join(root, '.guiji/systems')
  const truth = await generateSystems({ rows, seed, out: systems })
  const databases = await Promise.all([testDatabase(), testDatabase(), testDatabase()])
  const [target, market, approval] = databases
  await mkdir(join(root, '.guiji/local'), { recursive: true })
  for (const [name, folder, { url }] of [
    ['sample_market', 'market', market],
    ['sample_approval', 'approval', approval],
  ] as const) {
    await loadSample({ url, folder: join(systems, folder), marker: `${rows} ${seed}` })
    await writeFile(join(root, `.guiji/local/${name}.url`), url)
  }
  const engine = await openEngine({
    root,
    env: {},
    databaseUrl: target.url,
    log: createLog({ level: 'silent' }),
    // a day that the truth holds for, whenever the test runs; files settle by it
    now: () => '2027-06-01T02:00:00.000Z',
  })
  return {
    root,
    url: target.url,
    engine,
    truth,
    rows: async <T extends { readonly [column: string]: unknown }>(sql: string) => (await engine.database.query<T>(sql)).rows,
    async close() {
      await engine.close()
      for (const database of databases) await database.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
