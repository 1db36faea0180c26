import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CaseSpec } from './_spec.ts'

export const asset = 'registry.items'
export const library = 'base.items'
export const table = 'replica.registry__items'

/** A whole project of one agency, one dataset and, where it is keyed, a library that it feeds. */
export async function writeProject(root: string, spec: CaseSpec, more: { readonly [path: string]: string } = {}): Promise<void> {
  const files = { ...projectFiles(spec), ...more }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  await mkdir(join(root, 'drop'), { recursive: true })
}

function projectFiles(spec: CaseSpec): { readonly [path: string]: string } {
  const { write, source, archive, soft } = spec
  const [kind, extent] = source.split('-')
  const connection =
    kind === 'csv'
      ? `connector: csv\nfolder: drop\nsteady_seconds: 0\n${archive ? 'archive: move\n' : ''}`
      : 'connector: postgres\nurl: ${env:SOURCE_URL}\n'
  const place = kind === 'csv' ? 'file: "items_{period:yyyyMMdd}.csv"' : `table: source.items${extent === 'changes' ? ', cursor: seq' : ''}`
  const holds = extent === 'changes' ? 'mode: incremental, holds: changes' : 'mode: snapshot, holds: all'
  const absent = extent === 'whole' && write !== 'append' && write !== 'replace' ? ', absent: remove' : ''
  const keyed = write === 'append' ? '' : 'key: number\nversion: changed_on\n'
  const deletes = write !== 'append' && extent === 'changes' ? 'deletes: { item: 操作, values: [删] }\n' : ''
  return {
    'guiji.yaml': 'name: 断点\nregion: "510184"\n',
    'agencies/registry.yaml': 'name: 登记局\nuscc: 115101840087654321\nadministrator: 张某\nreviewer: 王某\n',
    'connections/items.yaml': `agency: registry\n${connection}`,
    'catalog/registry/items.yaml': `name: 登记事项
format: table
sharing: unrestricted
update: daily
modes: [interface]
provider: registry
open: false
secrecy: { reviewer: 王某, date: 2026-03-02 }
source: { connection: items, ${place}, ${holds}${absent} }
write: ${write}
${soft ? 'deletion: soft\n' : ''}${spec.library ? `feeds: ${library}\n` : ''}${keyed}${deletes}where: { not: { in: [操作, [略]] } }
fields:
  number: { item: 编号, type: text }
  name: { item: 名称, type: text }
  amount: { item: 数量, type: integer }
  changed_on: { item: 变更日期, type: date, optional: true }
`,
    ...(spec.library
      ? {
          'libraries/base.items.yaml': `name: 登记事项库
key: number
rows: [${asset}]
update: daily
fields:
  number: { item: 编号, type: text }
  name: { item: 名称, type: text, from: [${asset}] }
`,
        }
      : {}),
  }
}
