import { cadenceOf } from '../core/cadence.ts'
import { same } from '../schemas/problem.ts'
import { serviceField, serviceFile } from '../schemas/service-file.ts'
import type { Service } from './catalog.ts'
import { listOf, type FileCheck } from './check-file.ts'
import { fieldNames, fieldWords, keyAt } from './columns.ts'
import { typedFields } from './compile-field.ts'
import { fitsName, serviceId } from './ids.ts'
import type { Modules } from './load-modules.ts'
import type { ProjectFiles } from './project-files.ts'

const defaultTime = '06:00'

/** services/<name>.yaml; null, with its problems, when it is wrong. */
export function compileService(name: string, check: FileCheck, modules: Modules, files: ProjectFiles): Service | null {
  if (check.problems.length > 0) return null
  const head = check.validated([], serviceFile, ['fields'])
  const typed = typedFields(check, serviceField, [], modules, files)
  if (head === null) return null
  const id = serviceId(name)
  const key = listOf(head.key)
  const inputs = listOf(head.from)
  key.forEach((field, index) => check.isKnown('FIELD_UNKNOWN', keyAt(head.key, index), field, fieldNames(check), fieldWords))
  check.isKnown('AGENCY_UNKNOWN', ['recipient'], head.recipient, files.ids('agency'), { zh: '部门', en: 'agency' })
  inputs.forEach((library, index) =>
    check.isKnown('LIBRARY_UNKNOWN', typeof head.from === 'string' ? ['from'] : ['from', index], library, files.ids('library'), {
      zh: '库',
      en: 'library',
    }),
  )
  checkStatement(head.sql, inputs, check)
  const table = id.slice('service.'.length)
  // what stands beside a table is named after it: <table>__versions and the like
  if (!fitsName(`${table}__versions`)) {
    check.refuse(
      'ID_TOO_LONG',
      [],
      { zh: '不超过 53 个字符的表名', en: 'a table name of at most 53 characters' },
      same(String(table.length)),
      {
        zh: '缩短文件名。',
        en: 'Shorten the file name.',
      },
    )
  }
  if (check.problems.length > 0) return null
  const columns = typed.map((field) => ({
    name: field.name,
    sql: field.column,
    nullable: !key.includes(field.name),
    comment: field.item,
  }))
  return {
    kind: 'service',
    id,
    file: check.file.path,
    update: head.update,
    cadence: cadenceOf(head.update, head.at ?? defaultTime),
    spec: {
      kind: 'service',
      asset: id,
      name: head.name,
      recipient: head.recipient,
      purpose: head.purpose,
      table: { schema: 'service', name: table, comment: head.name, columns, key },
      inputs,
      sql: head.sql,
    },
  }
}

/** One select over declared libraries: what it reads is known, so that lineage holds. */
function checkStatement(sql: string, inputs: readonly string[], check: FileCheck): void {
  const bare = sql
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/--[^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .trim()
  if (!/^(select|with)\b/i.test(bare) || bare.replace(/;$/, '').includes(';')) {
    check.refuse(
      'SERVICE_SQL',
      ['sql'],
      { zh: '一条 select 语句', en: 'one select statement' },
      { zh: '其他语句或多条语句', en: 'something else, or several statements' },
      {
        zh: '只写一条以 select 或 with 开头的语句。',
        en: 'Write a single statement that begins with select or with.',
      },
    )
  }
  const read = new Set(
    [...bare.matchAll(/\b(base|business|service|replica|landing|guiji)\s*\.\s*([a-z_][a-z0-9_]*)/gi)].map(([, schema = '', name = '']) =>
      `${schema}.${name}`.toLowerCase(),
    ),
  )
  for (const table of read) {
    if (inputs.includes(table)) continue
    check.refuse('SERVICE_READS', ['sql'], { zh: 'from 中列出的库', en: 'a library listed in `from`' }, same(table), {
      zh: `把 ${table} 写入 from；服务只读基础库和业务库。`,
      en: `List ${table} in \`from\`; services read base and business libraries only.`,
    })
  }
  for (const [index, input] of inputs.entries()) {
    if (read.has(input)) continue
    check.refuse('SERVICE_READS', ['from', index], { zh: 'sql 中读到的库', en: 'a library that the sql reads' }, same(input), {
      zh: `从 from 删去 ${input}，或在 sql 中以 ${input} 读取。`,
      en: `Remove ${input} from \`from\`, or read it as ${input} in the sql.`,
    })
  }
  const parameters = [...bare.matchAll(/(?<![:\w]):([a-z_]\w*)/gi)].map(([, name = '']) => name)
  for (const name of parameters) {
    if (name !== 'today') {
      check.refuse('SERVICE_SQL', ['sql'], same(':today'), same(`:${name}`), { zh: '只能用 :today。', en: 'Only :today is given.' })
    }
  }
}
