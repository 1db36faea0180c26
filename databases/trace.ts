import { defineErrors } from '../core/errors.ts'
import type { AssetSpec, LibrarySpec, TableSpec } from '../core/spec.ts'
import { readCertificate, type StoredCertificate } from './certificate.ts'
import type { Database } from './database.ts'
import { existingInputs, type NumberedInput } from './library-table.ts'
import type { Session } from './session.ts'
import { columnOf, identifier, list, qualified, typed } from './_sql.ts'

const errors = defineErrors({
  TRACE_WITHOUT_KEY: {
    recovery: 'abort',
    message: {
      zh: '{asset} 的行没有主键（write: append），不能按主键追溯',
      en: 'rows of {asset} have no key (write: append) to trace them by',
    },
    remedy: {
      zh: '直接查询视图 <表名>__lineage：每行的计划、批次、位置、首次与最近一次变化',
      en: 'query the view <table>__lineage: plan, batch, locator, first seen and last changed of every row',
    },
  },
})

/** Where a published row came from. */
export interface RowOrigin {
  readonly asset: string
  readonly plan: string
  /** The split's id. */
  readonly split: string
  /** The row's place in its split. */
  readonly ordinal: number
  /** `residents.csv:1042`, where the source has lines. */
  readonly locator: string | null
  /** The ledger's batch that brought it. */
  readonly batch: number | null
  readonly landedAt: string | null
  /** The plan by which the key first came; null where it is not known any more. */
  readonly firstPlan: string | null
  readonly certificate: StoredCertificate | null
}
export interface FieldOrigin {
  readonly field: string
  /** Null: no source has a value. */
  readonly dataset: string | null
  readonly column: string | null
  readonly row: RowOrigin | null
}
export type Trace =
  | { readonly kind: 'row'; readonly asset: string; readonly found: boolean; readonly row: RowOrigin | null }
  | { readonly kind: 'library'; readonly asset: string; readonly found: boolean; readonly fields: readonly FieldOrigin[] }

/** Answers where a number came from, by key (its parts as text). Values are not given; of a library, each field's source and that row. */
export async function traceKey(db: Database, spec: AssetSpec, key: readonly string[]): Promise<Trace> {
  return db.pooled('trace', (session) =>
    session.transaction({ operation: 'trace', timeoutMs: 60_000, repeatable: true }, async () => {
      if (spec.kind === 'library') return traceLibrary(session, spec, key)
      if (spec.table.key.length === 0) throw errors('TRACE_WITHOUT_KEY', { asset: spec.asset })
      const row = await originOf(session, spec.asset, spec.table, spec.table.key, key, null)
      return { kind: 'row', asset: spec.asset, found: row !== null, row }
    }),
  )
}

async function traceLibrary(session: Session, spec: LibrarySpec, key: readonly string[]): Promise<Trace> {
  const { table, asset } = spec
  const exists = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [qualified(table)])
  const found =
    exists.rows[0]?.exists === true &&
    (await session.query(`select 1 from ${qualified(table)} l where ${matches(table, table.key, 'l')}`, key)).count > 0
  if (!found) return { kind: 'library', asset, found, fields: [] }
  const latest = new Map<string, { row: RowOrigin; has: ReadonlySet<string> }>()
  for (const numbered of await existingInputs(session, spec)) {
    const row = await latestOf(session, spec, numbered, key)
    if (row !== null) latest.set(numbered.input.dataset, row)
  }
  const fields = spec.fields.map(({ name, from }): FieldOrigin => {
    const source = from.find(({ dataset, column }) => latest.get(dataset)?.has.has(column))
    if (source === undefined) return { field: name, dataset: null, column: null, row: null }
    return { field: name, dataset: source.dataset, column: source.column, row: latest.get(source.dataset)?.row ?? null }
  })
  return { kind: 'library', asset, found, fields }
}

/** The dataset's row that counts for a library key, and which of its columns have a value. */
async function latestOf(session: Session, { table, fields }: LibrarySpec, { input }: NumberedInput, key: readonly string[]) {
  const wanted = fields.flatMap(({ from }) => from.filter(({ dataset }) => dataset === input.dataset).map(({ column }) => column))
  const columns = [...new Set(wanted)]
  const order = [
    ...(input.version === null ? [] : [`r.${identifier(input.version)} desc nulls last`]),
    'r._plan desc',
    'r._split desc',
    'r._ordinal desc',
  ]
  const conditions = input.key.map(
    (name, i) => `r.${identifier(name)} = ${typed(`$${i + 1}::text`, columnOf(table, table.key[i] ?? name).sql)}`,
  )
  const { rows } = await session.query<{ place: string; has: readonly (string | null)[] }>(
    `select r.ctid::text as place, array[${columns.map((name, i) => `case when r.${identifier(name)} is not null then '${i}' end`).join(', ')}]::text[] as has
     from ${qualified(input.table)} r where ${conditions.join(' and ')} order by ${order.join(', ')} limit 1`,
    key,
  )
  const [best] = rows
  if (best === undefined) return null
  const row = await originOf(session, input.dataset, input.table, [], [], best.place)
  if (row === null) return null
  return { row, has: new Set(best.has.flatMap((place) => (place === null ? [] : [columns[Number(place)] ?? '']))) }
}

type Place = { readonly schema: string; readonly name: string }

async function originOf(
  session: Session,
  asset: string,
  table: TableSpec | Place,
  keyColumns: readonly string[],
  key: readonly string[],
  place: string | null,
): Promise<RowOrigin | null> {
  const condition = place === null ? matches(table as TableSpec, keyColumns, 'r') : 'r.ctid = $1::tid'
  const exists = await session.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [qualified(table)])
  if (exists.rows[0]?.exists !== true) return null
  const { rows } = await session.query<Omit<RowOrigin, 'certificate' | 'asset'>>(
    `select p.plan, coalesce(s.id, r._split::text) as split, r._ordinal as ordinal, s.id || ':' || r._line as locator, l.batch, l.at::text as "landedAt", f.plan as "firstPlan"
     from ${qualified(table)} r join guiji.plan p on p.number = r._plan left join guiji.split s on s.plan = p.plan and s.no = r._split
     left join guiji.ledger l on l.plan = p.plan and l.split = r._split and r._ordinal >= l.from_ordinal and r._ordinal < l.to_ordinal
     left join guiji.plan f on f.number = r._first_plan where ${condition}`,
    place === null ? key : [place],
  )
  const [found] = rows
  return found === undefined ? null : { asset, ...found, certificate: await readCertificate(session, found.plan) }
}

function matches(table: TableSpec, columns: readonly string[], alias: string): string {
  if (columns.length === 0) throw new Error(`no key ${list(columns)}`)
  return columns.map((name, i) => `${alias}.${identifier(name)} = ${typed(`$${i + 1}::text`, columnOf(table, name).sql)}`).join(' and ')
}
