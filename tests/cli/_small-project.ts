import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const files: { readonly [path: string]: string } = {
  'guiji.yaml': 'name: 测试\nregion: "510184"\n',
  'agencies/civil-affairs.yaml': 'name: 民政局\nuscc: 11510184MB1234567Q\nadministrator: 甲\nreviewer: 乙\n',
  'connections/folder.yaml': 'agency: civil-affairs\nconnector: csv\nfolder: drop\nsteady_seconds: 0\n',
  'catalog/civil-affairs/visits.yaml': `name: 走访登记
format: table
sharing: unrestricted
scope: { agencies: [civil-affairs] }
update: daily
due: 5 working days after visited_on
modes: [interface]
provider: civil-affairs
open: false
secrecy: { reviewer: 乙, date: 2026-03-02 }
source: { connection: folder, file: visits.csv }
key: number
fields:
  number: { item: 编号, type: text }
  visited_on: { item: 走访日期, type: date }
limits: { quarantined: { rows: 1 } }
`,
}

/** A project of one dataset, read from `drop/visits.csv`. */
export async function smallProject(): Promise<{ readonly root: string; drop(rows: readonly string[]): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'guiji-small-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  await mkdir(join(root, 'drop'))
  return { root, drop: (rows) => writeFile(join(root, 'drop', 'visits.csv'), ['编号,走访日期', ...rows, ''].join('\n')) }
}
