import type { TableSpec } from '../core/spec.ts'
import { same } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'
import { fitsName } from './ids.ts'

/** Names that PostgreSQL would cut off, and columns that two fields would share. */
export function checkTable(table: TableSpec, fields: readonly string[], check: FileCheck): void {
  const tooLong = { zh: '不超过 63 个字符', en: 'at most 63 characters' }
  // what stands beside a table is named after it: <table>__versions and the like
  if (!fitsName(`${table.name}__versions`)) {
    check.refuse('ID_TOO_LONG', [], { zh: '不超过 53 个字符', en: 'at most 53 characters' }, same(`${table.name} (${table.name.length})`), {
      zh: '缩短文件名或部门文件夹名。',
      en: 'Shorten the name of the file or of the agency’s folder.',
    })
  }
  const seen = new Set<string>()
  for (const { name } of table.columns) {
    const field =
      fields.filter((candidate) => name === candidate || name.startsWith(`${candidate}_`)).sort((a, b) => a.length - b.length)[0] ?? name
    if (seen.has(name)) {
      check.refuse('COLUMN_TWICE', ['fields', field], { zh: '不重复的列名', en: 'a column of its own' }, same(name), {
        zh: `${field} 的类型另存一列 ${name}，与同名信息项冲突；改名其中之一。`,
        en: `The type of ${field} keeps a column ${name} beside it, which is also a field; rename one of them.`,
      })
    } else if (!fitsName(name)) {
      check.refuse('ID_TOO_LONG', ['fields', field], tooLong, same(`${name} (${name.length})`), {
        zh: '缩短信息项名称。',
        en: 'Shorten the name of the field.',
      })
    }
    seen.add(name)
  }
}
