import { cadenceOf } from '../core/cadence.ts'
import type { LibraryInput, TableSpec } from '../core/spec.ts'
import { libraryField, libraryFile } from '../schemas/library-file.ts'
import { same, type At } from '../schemas/problem.ts'
import type { Dataset, Library } from './catalog.ts'
import { listOf, type FileCheck } from './check-file.ts'
import { columnSql, columnWords, fieldNames, fieldWords, fits, keyAt } from './columns.ts'
import { typedFields } from './compile-field.ts'
import { libraryTable } from './ids.ts'
import type { Modules } from './load-modules.ts'
import type { ProjectFiles } from './project-files.ts'

export interface LibraryDraft extends Omit<Library, 'spec'> {
  readonly name: string
  readonly table: TableSpec
  readonly rows: readonly string[]
  readonly fields: readonly { readonly name: string; readonly from: readonly FieldSource[] }[]
}
/** `written` as it stands in the file, for messages. */
export interface FieldSource {
  readonly dataset: string
  readonly column: string
  readonly written: string
}

const defaultTime = '04:00'

/** A library's file by itself: its table, its key, and what it grants. Null, with its problems, when it is wrong. */
export function draftLibrary(id: string, check: FileCheck, modules: Modules, files: ProjectFiles): LibraryDraft | null {
  const at = libraryTable(id)
  if (check.problems.length > 0 || at === null) return null
  const head = check.validated([], libraryFile, ['fields'])
  const typed = typedFields(check, libraryField, [], modules, files)
  if (head === null) return null
  const key = listOf(head.key)
  const isGiven = key.map((name, index) => check.isKnown('FIELD_UNKNOWN', keyAt(head.key, index), name, fieldNames(check), fieldWords))
  const fields = typed.map(({ name, written }) => ({
    name,
    from: listOf(written['from'] as string | readonly string[] | undefined).map((text) => source(text, name)),
  }))
  for (const { name, from } of fields) {
    if (key.includes(name) === (from.length === 0)) continue
    const isKey = key.includes(name)
    check.refuse(
      isKey ? 'LIBRARY_KEY_FROM' : 'CONFIG_KEY_MISSING',
      ['fields', name, 'from'],
      isKey
        ? { zh: '主键不写来源，每个来源都带主键', en: 'no source for a key: every source carries it' }
        : { zh: '来源 from：一个或多个数据资源，按优先次序', en: 'from: one or more datasets in order of precedence' },
      isKey ? same('from') : { zh: '没有填写', en: 'nothing' },
      isKey ? { zh: '删去 from。', en: 'Remove `from`.' } : { zh: '补上 from: [数据资源]。', en: 'Add `from: [dataset]`.' },
    )
  }
  if (check.problems.length > 0 || isGiven.includes(false)) return null
  const named = [...new Set(fields.flatMap(({ from }) => from.map(({ dataset }) => dataset)))]
  const columns = typed.map(({ name, column, item }) => ({ name, sql: column, nullable: !key.includes(name), comment: item }))
  return {
    kind: 'library',
    id,
    file: check.file.path,
    name: head.name,
    update: head.update,
    cadence: cadenceOf(head.update, head.at ?? defaultTime),
    table: { ...at, comment: head.name, columns, key },
    rows: head.rows === undefined ? named : listOf(head.rows),
    fields,
  }
}

/** Datasets that give rows or values to a library, in the order in which its file first names them. */
export function givers(draft: LibraryDraft): readonly string[] {
  return [...new Set([...draft.rows, ...draft.fields.flatMap(({ from }) => from.map(({ dataset }) => dataset))])]
}

/**
 * A library with its inputs held against the datasets that it names. `datasets` are those without problems; one with
 * problems is known by name and not judged again. Null, with its problems, when something is wrong.
 */
export function compileLibrary(
  draft: LibraryDraft,
  check: FileCheck,
  datasets: ReadonlyMap<string, Dataset>,
  files: ProjectFiles,
): Library | null {
  let isWhole = true
  const fail = (
    code: string,
    at: At,
    expected: { zh: string; en: string },
    found: { zh: string; en: string },
    remedy: { zh: string; en: string },
  ) => {
    isWhole = false
    check.refuse(code, at, expected, found, remedy)
  }
  const isThere = (dataset: string, at: At): Dataset | null => {
    if (!check.isKnown('DATASET_UNKNOWN', at, dataset, files.ids('dataset'), { zh: '数据资源', en: 'dataset' })) {
      isWhole = false
      return null
    }
    const known = datasets.get(dataset)
    if (known === undefined) {
      isWhole = false
      return null
    }
    if (!known.spec.feeds.some(({ library }) => library === draft.id)) {
      fail(
        'LIBRARY_NOT_FED',
        at,
        same(`${known.file}: feeds: ${draft.id}`),
        { zh: '该数据资源没有归入此库', en: 'the dataset does not feed this library' },
        {
          zh: `在 ${known.file} 写上 feeds: ${draft.id}。`,
          en: `Write feeds: ${draft.id} in ${known.file}.`,
        },
      )
    }
    return known
  }
  draft.rows.forEach((dataset, index) => {
    if (check.file.has(['rows'])) isThere(dataset, ['rows', index])
  })
  for (const { name, from } of draft.fields) {
    const sql = columnSql(draft.table, name)
    for (const [index, { dataset, column, written }] of from.entries()) {
      const at = ['fields', name, 'from', index]
      const known = isThere(dataset, at)
      if (known === null || sql === null) continue
      const given = columnSql(known.spec.table, column)
      if (given === null) {
        isWhole =
          check.isKnown(
            'FIELD_UNKNOWN',
            at,
            column,
            known.spec.table.columns.map((has) => has.name),
            { zh: `${dataset} 的信息项`, en: `field of ${dataset}` },
          ) && isWhole
      } else if (!fits(given, sql)) {
        fail('FIELD_TYPE_UNFIT', at, same(columnWords(sql)), same(`${written}: ${columnWords(given)}`), {
          zh: '两处用同一语义类型及选项。',
          en: 'Use the same semantic type and options in both.',
        })
      }
    }
  }
  if (!isWhole) return null
  const inputs = givers(draft).map((dataset): LibraryInput | null => {
    const known = datasets.get(dataset)
    const feed = known?.spec.feeds.find(({ library }) => library === draft.id)
    if (known === undefined || feed === undefined) return null
    const { schema, name } = known.spec.table
    return { dataset, table: { schema, name }, key: feed.key, version: known.spec.version, makesRows: draft.rows.includes(dataset) }
  })
  const whole = inputs.filter((input) => input !== null)
  if (whole.length < inputs.length) return null
  const { name, table, rows: _rows, fields, ...rest } = draft
  return {
    ...rest,
    spec: {
      kind: 'library',
      asset: draft.id,
      name,
      table,
      inputs: whole,
      fields: fields.map((field) => ({ name: field.name, from: field.from.map(({ dataset, column }) => ({ dataset, column })) })),
    },
  }
}

/** `dataset` is its field of the same name, `dataset#field` another one. */
function source(written: string, field: string): FieldSource {
  const hash = written.indexOf('#')
  return hash < 0
    ? { dataset: written, column: field, written }
    : { dataset: written.slice(0, hash), column: written.slice(hash + 1), written }
}
