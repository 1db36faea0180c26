import { cadenceOf } from '../core/cadence.ts'
import type { DatasetSpec, FieldSpec, TableSpec } from '../core/spec.ts'
import { datasetField, datasetFile, sourceEnvelope, type DatasetFile, type SourceEnvelope } from '../schemas/dataset-file.ts'
import { shown } from '../schemas/problem.ts'
import { withOptions } from '../schemas/with-options.ts'
import { defaultHolds, defaultMode, type Dataset } from './catalog.ts'
import { checkEntry } from './check-entry.ts'
import { checkFeeds } from './check-feeds.ts'
import { listOf, type FileCheck } from './check-file.ts'
import { checkTable } from './check-table.ts'
import { checkWriting } from './check-writing.ts'
import { fieldNames, fieldWords, keyAt } from './columns.ts'
import { columnsOf, compileDatasetField, typedFields } from './compile-field.ts'
import { compileRules } from './compile-rules.ts'
import { datasetTable } from './ids.ts'
import { listsNamed } from './load-modules.ts'
import type { ProjectFiles } from './project-files.ts'
import { readExpression } from './read-expression.ts'
import type { Surroundings } from './surroundings.ts'

const defaultTime = '02:00'

/** catalog/<agency>/<name>.yaml as a dataset; null, with all its problems, when anything in it is wrong. */
export function compileDataset(id: string, check: FileCheck, around: Surroundings): Dataset | null {
  if (check.problems.length > 0) return null
  const { files, modules } = around
  const head = check.validated([], datasetFile, ['source', 'fields', 'where', 'checks'])
  const source = compileSource(check, around)
  const typed = typedFields(check, datasetField, ['steps'], modules, files)
  const fields = typed.map((field) => compileDatasetField(field, check, modules, files))
  const names = fieldNames(check)
  const where = check.file.has(['where']) ? readExpression(check.file.text(['where']), ['where'], check, () => true) : null
  const rules = compileRules(check, typed, names)
  if (head === null) return null
  const key = listOf(head.key)
  key.forEach((name, index) => check.isKnown('FIELD_UNKNOWN', keyAt(head.key ?? [], index), name, names, fieldWords))
  if (head.version !== undefined) check.isKnown('FIELD_UNKNOWN', ['version'], head.version, names, fieldWords)
  checkKey(key, head, typed, check)
  checkEntry(id, head, check, around)
  const whole = fields.filter((field) => field !== null)
  const columns = typed.flatMap((field) => {
    const spec = whole.find(({ name }) => name === field.name)
    return spec === undefined ? [] : columnsOf(field, spec.item, spec.optional && !key.includes(field.name))
  })
  const table: TableSpec = { ...datasetTable(id), comment: head.name, columns, key }
  checkTable(table, names, check)
  if (source !== null) {
    const { mode, envelope } = source
    checkWriting(head, { holds: envelope.holds ?? defaultHolds(mode), absent: envelope.absent }, names, check)
  }
  const feeds = checkFeeds(id, listOf(head.feeds), table, whole, check, around)
  if (check.problems.length > 0 || source === null || feeds === null) return null
  const { connection, envelope, settings } = source
  const spec: DatasetSpec = {
    kind: 'dataset',
    asset: id,
    agency: head.provider,
    name: head.name,
    connection: { id: connection.id, agency: connection.agency, connector: connection.connector, settings: connection.settings },
    source: settings,
    mode: source.mode,
    holds: envelope.holds ?? defaultHolds(source.mode),
    fields: whole,
    lists: listsOf(whole, files),
    version: head.version ?? null,
    where,
    deletes: head.deletes === undefined ? null : { item: listOf(head.deletes.item), values: head.deletes.values },
    absent: envelope.absent,
    write: head.write,
    deletion: head.deletion,
    drift: head.drift,
    indexes: head.indexes ?? [],
    rules,
    limits: limitsOf(head),
    table,
    feeds,
    parallel: head.parallel,
  }
  const { format, sharing, basis, scope, update, at, due, modes, provider, open, secrecy } = head
  return {
    kind: 'dataset',
    id,
    file: check.file.path,
    entry: {
      name: head.name,
      format,
      sharing,
      basis: basis ?? null,
      scope: { agencies: scope?.agencies ?? [], condition: scope?.condition ?? null },
      update,
      due: due ?? null,
      modes,
      provider,
      open,
      secrecy,
    },
    cadence: cadenceOf(update, at ?? defaultTime),
    spec,
  }
}

function compileSource(check: FileCheck, { files, modules, connection }: Surroundings) {
  const named = check.file.text(['source', 'connection'])
  if (typeof named !== 'string') {
    check.refuse('CONFIG_KEY_MISSING', ['source', 'connection'], { zh: '连接名', en: 'the name of a connection' }, shown(named), {
      zh: '写 source: { connection: 连接名, … }。',
      en: 'Write source: { connection: name, … }.',
    })
    return null
  }
  if (!check.isKnown('CONNECTION_UNKNOWN', ['source', 'connection'], named, files.ids('connection'), { zh: '连接', en: 'connection' }))
    return null
  const known = connection(named)
  const connector = known === null ? undefined : modules.connectors.modules.get(known.connector)
  if (known === null || connector === undefined) return null // told in the connection's file
  const value = check.validatedJson(['source'], withOptions(sourceEnvelope, connector.source))
  if (value === null) return null
  const envelope = value as unknown as SourceEnvelope
  const own = Object.keys(sourceEnvelope.properties)
  const settings = Object.fromEntries(Object.entries(value).filter(([name]) => !own.includes(name)))
  const { modes } = connector.capabilities
  const mode = envelope.mode ?? defaultMode(modes, envelope.holds)
  if (mode === undefined || !modes.includes(mode)) {
    check.isKnown('MODE_UNKNOWN', ['source', 'mode'], mode ?? '', modes, { zh: '读取方式', en: 'mode' })
    return null
  }
  if (envelope.absent === 'remove' && (envelope.holds ?? defaultHolds(mode)) === 'changes') {
    check.refuse(
      'ABSENT_UNPROVEN',
      ['source', 'absent'],
      { zh: '来源是全部行(holds: all)', en: 'a source that holds all rows (holds: all)' },
      { zh: '仅有变化的行', en: 'changes only' },
      {
        zh: '没有出现不等于已删除：改为 absent: keep，或换成全量来源。',
        en: 'Not being there proves nothing here: write absent: keep, or read a source that holds all.',
      },
    )
    return null
  }
  return { connection: known, envelope, settings, mode }
}

function checkKey(
  key: readonly string[],
  head: DatasetFile,
  typed: readonly { readonly name: string; readonly written: { readonly [key: string]: unknown } }[],
  check: FileCheck,
): void {
  for (const [index, name] of key.entries()) {
    if (typed.find((field) => field.name === name)?.written['optional'] !== true) continue
    check.refuse(
      'KEY_OPTIONAL',
      keyAt(head.key ?? [], index),
      { zh: '必填的信息项', en: 'a field that always has a value' },
      { zh: 'optional: true', en: 'optional: true' },
      {
        zh: '主键不能为空：删去 optional，或换一个主键。',
        en: 'A key is never empty: remove `optional` or choose another key.',
      },
    )
  }
}

/** Frozen with each plan, so that a list may change while a run goes on. */
function listsOf(fields: readonly FieldSpec[], files: ProjectFiles): DatasetSpec['lists'] {
  const options = fields.flatMap((field) => [field.options, ...field.steps.map((step) => step.options)])
  // A list that a type brings is part of the program, like the type.
  const names = options.flatMap(listsNamed).filter((name) => files.listNames().includes(name))
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, files.list(name)?.list?.rows ?? []]))
}

function limitsOf({ limits }: DatasetFile): DatasetSpec['limits'] {
  const share = (text: string | undefined) => (text === undefined ? null : Number(text.slice(0, -1)) / 100)
  return {
    quarantinedRows: limits?.quarantined?.rows ?? null,
    quarantinedShare: share(limits?.quarantined?.share),
    removedRows: limits?.removed?.rows ?? null,
    removedShare: share(limits?.removed?.share),
  }
}
