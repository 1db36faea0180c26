import type { DatasetSpec, FieldSpec, TableSpec } from '../core/spec.ts'
import { same } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'
import { columnSql, columnWords, fits } from './columns.ts'
import type { Surroundings } from './surroundings.ts'
import { givers, type LibraryDraft } from './compile-library.ts'

/**
 * The libraries that a dataset feeds, with its columns for their keys. A library alone grants authority (Article 26):
 * who carries a granted field without being listed must say that it only checks. Datasets that give nothing to a
 * library are left out of the result: a change in them changes no row of it. Null when a library has problems.
 */
export function checkFeeds(
  id: string,
  libraries: readonly string[],
  table: TableSpec,
  fields: readonly FieldSpec[],
  check: FileCheck,
  { files, library }: Pick<Surroundings, 'files' | 'library'>,
): DatasetSpec['feeds'] | null {
  const feeds: { library: string; key: readonly string[] }[] = []
  let isWhole = true
  for (const name of libraries) {
    if (!check.isKnown('LIBRARY_UNKNOWN', ['feeds'], name, files.ids('library'), { zh: '库', en: 'library' })) continue
    const draft = library(name)
    if (draft === null) {
      isWhole = false
      continue
    }
    checkKeyColumns(draft, table, check)
    for (const field of fields) checkAuthority(id, draft, field, check)
    if (givers(draft).includes(id)) feeds.push({ library: name, key: draft.table.key })
  }
  return isWhole ? feeds : null
}

function checkKeyColumns(draft: LibraryDraft, table: TableSpec, check: FileCheck): void {
  for (const name of draft.table.key) {
    const given = columnSql(table, name)
    const wanted = columnSql(draft.table, name)
    if (given === null) {
      if (check.file.has(['fields', name])) continue // told where the field is wrong
      check.refuse(
        'LIBRARY_KEY_MISSING',
        ['feeds'],
        { zh: `主键信息项 ${name}(${draft.id} 的主键)`, en: `the field ${name}, the key of ${draft.id}` },
        { zh: '没有这个信息项', en: 'no such field' },
        {
          zh: `补上信息项 ${name}；没有合法身份标识的数据不能归入此库(第三十三条)。`,
          en: `Add the field ${name}; data without the legal identity cannot be keyed into this library (Article 33).`,
        },
      )
    } else if (wanted !== null && !fits(given, wanted)) {
      check.refuse('FIELD_TYPE_UNFIT', ['fields', name, 'type'], same(columnWords(wanted)), same(columnWords(given)), {
        zh: `与 ${draft.file} 中 ${name} 用同一语义类型。`,
        en: `Use the semantic type that ${name} has in ${draft.file}.`,
      })
    }
  }
}

function checkAuthority(id: string, draft: LibraryDraft, { name, role }: FieldSpec, check: FileCheck): void {
  const granted = draft.fields.find((field) => field.name === name)
  if (granted === undefined || granted.from.length === 0) return
  const isListed = granted.from.some(({ dataset, column }) => dataset === id && column === name)
  const sources = granted.from.map(({ written }) => written).join(', ')
  if (!isListed && role !== 'check') {
    check.refuse(
      'FIELD_NOT_GRANTED',
      ['fields', name],
      {
        zh: `role: check，或 ${draft.file} 把本数据资源列为 ${name} 的来源`,
        en: `role: check, or this dataset as a source of ${name} in ${draft.file}`,
      },
      {
        zh: `${name} 的来源是 ${sources}(一数一源，第二十六条)`,
        en: `${name} comes from ${sources} (one datum, one source: Article 26)`,
      },
      {
        zh: '只用于核对时加上 role: check；确为来源时在库文件的 from 中列出。',
        en: 'Add role: check when it only serves to compare; list it under `from` in the library when it is a source.',
      },
    )
  } else if (isListed && role === 'check') {
    check.refuse(
      'FIELD_ROLE',
      ['fields', name, 'role'],
      { zh: '来源不写 role: check', en: 'no role: check for a source' },
      { zh: `${draft.file} 把它列为来源`, en: `${draft.file} lists it as a source` },
      {
        zh: '删去 role: check，或从库文件的 from 中删去它。',
        en: 'Remove role: check, or remove it from `from` in the library.',
      },
    )
  }
}
