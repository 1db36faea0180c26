import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RunSummary } from '../../core/activities.ts'
import { openEngine, type Engine } from '../../activities/engine.ts'
import { runInProcess } from '../../activities/run-in-process.ts'
import { createLog } from '../../project/log.ts'
import { materialize } from '../../workflows/materialize.ts'
import { testDatabase } from '../_support/postgres.ts'

/** The smallest whole project: one agency, one drop folder, a register, a library and a service. */
export const townFiles: { readonly [path: string]: string } = {
  'guiji.yaml': 'name: 小镇\nregion: "510184"\n',
  'agencies/police.yaml': 'name: 公安局\nuscc: 115101840087654321\nadministrator: 张某\nreviewer: 王某\n',
  'connections/police-drop.yaml': 'agency: police\nconnector: csv\nfolder: drop\nsteady_seconds: 0\n',
  'catalog/police/register.yaml': `name: 常住人口登记
format: table
sharing: unrestricted
update: daily
modes: [interface]
provider: police
open: false
secrecy: { reviewer: 王某, date: 2026-03-02 }
source: { connection: police-drop, file: "register_{period:yyyyMMdd}.csv", mode: incremental, holds: changes }
feeds: base.population
key: id_number
version: changed_on
deletes: { item: 变更类型, values: [注销] }
fields:
  id_number:  { item: 公民身份号码, type: resident-id }
  name:       { item: 姓名, type: person-name }
  changed_on: { item: 变更日期, type: date }
limits: { quarantined: { rows: 2 } }
`,
  'libraries/base.population.yaml': `name: 人口基础信息库
key: id_number
rows: [police.register]
update: daily
fields:
  id_number: { item: 公民身份号码, type: resident-id }
  name: { item: 姓名, type: person-name, from: [police.register] }
`,
  'services/name-list.yaml': `name: 名册
recipient: police
purpose: 核对名册
update: monthly
key: id_number
from: [base.population]
sql: select id_number, name from base.population
fields:
  id_number: { item: 公民身份号码, type: resident-id }
  name: { item: 姓名, type: person-name }
`,
}

/** Synthetic resident numbers of region 510184, all valid. */
export const numbers = ['510184190704309827', '510184190410059682', '510184190306049388', '510184191012239797', '510184190808299301']

export interface Town {
  readonly root: string
  /** Of the target database. */
  readonly url: string
  readonly engine: Engine
  write(path: string, text: string | Uint8Array): Promise<void>
  /** The register's file of a day: rows of number, name, date, kind of change. */
  drop(period: string, rows: readonly (readonly string[])[]): Promise<void>
  run(assets?: readonly string[], downstream?: boolean): Promise<readonly RunSummary[]>
  rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]>
  close(): Promise<void>
}

export async function openTown(files: { readonly [path: string]: string } = {}): Promise<Town> {
  const root = await mkdtemp(join(tmpdir(), 'guiji-town-'))
  const database = await testDatabase()
  const write = async (path: string, text: string | Uint8Array) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  for (const [path, text] of Object.entries({ ...townFiles, ...files })) await write(path, text)
  await mkdir(join(root, 'drop'), { recursive: true })
  const engine = await openEngine({ root, env: {}, databaseUrl: database.url, log: createLog({ level: 'silent' }) })
  return {
    root,
    url: database.url,
    engine,
    write,
    drop: (period, rows) =>
      write(`drop/register_${period}.csv`, ['公民身份号码,姓名,变更日期,变更类型', ...rows.map((row) => row.join(','))].join('\n') + '\n'),
    run: (assets = ['police.register'], downstream = true) => runInProcess(engine, materialize, { assets, downstream }),
    rows: async (sql) => (await engine.database.query<{ [column: string]: unknown }>(sql)).rows,
    async close() {
      await engine.close()
      await database.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
