import { copyFile, link, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { columns } from './_people.ts'

export const asset = 'police.register'

const types: { readonly [column in (typeof columns)[number]]: readonly [field: string, type: string] } = {
  公民身份号码: ['id_number', 'resident-id'],
  姓名: ['name', 'person-name'],
  性别: ['sex', 'sex'],
  民族: ['nation', 'nation'],
  出生日期: ['birth_date', 'date'],
  住址: ['address', 'address'],
  联系电话: ['phone', 'phone'],
  村社区: ['village', 'text'],
  户口类别: ['category', 'text'],
  变更日期: ['changed_on', 'date'],
}

const fileSource = {
  connection: 'connector: csv\nfolder: drop\nsteady_seconds: 0\n',
  source: "file: 'register_{period:yyyyMMdd}.csv', mode: snapshot",
}
/** The table `source` of the database that GUIJI_BENCH_SOURCE names, whole or by its cursor. */
export function tableSource(mode: 'snapshot' | 'incremental') {
  return {
    connection: `connector: postgres\nurl: ${'${env:GUIJI_BENCH_SOURCE}'}\n`,
    source: `table: source, mode: ${mode}${mode === 'incremental' ? ', cursor: seq' : ''}`,
  }
}

/** A project whose one dataset is the register of persons. */
export async function makeProject(root: string, { connection, source } = fileSource): Promise<void> {
  const fields = columns.map((column) => `  ${types[column][0]}: { item: ${column}, type: ${types[column][1]} }\n`)
  const files: { readonly [path: string]: string } = {
    'guiji.yaml': 'name: 测速\nregion: "510184"\n',
    'agencies/police.yaml': 'name: 公安局\nuscc: 115101840087654321\nadministrator: 张某\nreviewer: 王某\n',
    'connections/police-system.yaml': `agency: police\n${connection}`,
    'catalog/police/register.yaml': `name: 常住人口登记
format: table
sharing: unrestricted
update: daily
modes: [interface]
provider: police
open: false
secrecy: { reviewer: 王某, date: 2026-03-02 }
source: { connection: police-system, ${source} }
key: id_number
version: changed_on
fields:
${fields.join('')}`,
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

/** Puts a file into the project's drop folder, as the register of a day. */
export async function dropFile(root: string, file: string, day: string): Promise<void> {
  const dropped = join(root, `drop/register_${day}.csv`)
  await mkdir(dirname(dropped), { recursive: true })
  // another disk takes no hard link
  await link(file, dropped).catch(() => copyFile(file, dropped))
}
