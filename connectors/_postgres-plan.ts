import type { Client } from 'pg'
import type { Plan, PlanRequest } from '../core/connector.ts'
import { quoteName, quoteTable, quoteText } from '../sql/postgres.ts'
import { sourceErrors } from '../sql/source-errors.ts'
import { sourceTimeZone, type PostgresPosition, type PostgresSource, type PostgresSplit } from './_postgres-config.ts'
import { readTables, type SourceColumn } from './_postgres-tables.ts'

type PostgresPlan = Plan<PostgresSplit, PostgresPosition>

/** What is read and up to where. Throws SOURCE_TABLE_MISSING, SOURCE_COLUMN_MISSING, SOURCE_SETTINGS, CURSOR_UNFIT. */
export async function planPostgres(
  client: Client,
  server: string,
  request: PlanRequest<PostgresSource, PostgresPosition>,
): Promise<PostgresPlan> {
  const { source } = request
  const place = placeOf(source)
  const label = `${place.schema}.${place.table}`
  const [table] = await readTables(client, place)
  if (table === undefined) throw sourceErrors('SOURCE_TABLE_MISSING', { server, table: label })
  const available = table.columns.map(({ column }) => column)
  const wanted = new Set(request.columns)
  const columns = available.filter(({ name }) => wanted.has(name))
  const keyed = available.filter((column) => column.key !== undefined).sort((a, b) => (a.key ?? 0) - (b.key ?? 0))
  const key = keyed.map(({ name }) => name)
  const frozen = { ...place, columns, key, plainKey: keyed.every(({ type }) => type === 'integer') }
  if (request.mode === 'snapshot') {
    const split = { ...frozen, range: null }
    return { available, splits: [{ id: label, columns, split }], until: null, complete: true, resumable: false }
  }
  if (source.cursor === undefined) throw sourceErrors('SOURCE_SETTINGS', { what: 'cursor (mode: incremental)' })
  const cursor = table.columns.find(({ column }) => column.name === source.cursor)
  if (cursor === undefined) throw sourceErrors('SOURCE_COLUMN_MISSING', { table: label, column: source.cursor })
  const after = request.after?.cursor ?? null
  const until = await findUntil(client, quoteTable(place.schema, place.table), cursor, after, source.lag_seconds)
  if (until === null) {
    const empty = after === null ? 'nothing-produced' : 'unchanged'
    return { available, splits: [], until: request.after, complete: false, empty }
  }
  const split = { ...frozen, range: { cursor: source.cursor, after, until } }
  return {
    available,
    splits: [{ id: label, columns, split }],
    until: { cursor: until, key: [], row: 0 },
    complete: false,
    // rows of one cursor value can't be told apart without a key, so there is no going on between them
    resumable: key.length > 0,
  }
}

/**
 * The greatest cursor that this plan reads, null when nothing lies beyond `after`. Rows that commit later with a
 * smaller cursor are never seen: `lag_seconds` must cover the longest writing transaction; a sequence has no such margin.
 */
async function findUntil(
  client: Client,
  table: string,
  cursor: SourceColumn,
  after: string | null,
  lagSeconds: number,
): Promise<string | null> {
  const { name, type } = cursor.column
  if (type === 'boolean' || type === 'bytes' || type === 'json')
    throw sourceErrors('CURSOR_UNFIT', { column: name, type: cursor.type, why: 'type' })
  const isTime = type === 'date' || type === 'local-time' || type === 'zoned-time'
  if (lagSeconds > 0 && !isTime) throw sourceErrors('CURSOR_UNFIT', { column: name, type: cursor.type, why: 'lag_seconds' })
  const column = quoteName(name)
  const now = type === 'zoned-time' ? 'now()' : `(now() at time zone '${sourceTimeZone}')`
  const conditions = [
    `${column} is not null`,
    ...(isTime ? [`isfinite(${column})`] : []),
    ...(after === null ? [] : [`${column} > ${quoteText(after)}`]),
    // more rows of a day may come until it is over, and the next plan begins after the whole of it
    ...(type === 'date' ? [`${column} < (${now} - make_interval(secs => ${lagSeconds}))::date`] : []),
    ...(lagSeconds === 0 || type === 'date' ? [] : [`${column} <= ${now} - make_interval(secs => ${lagSeconds})`]),
  ]
  const { rows } = await client.query<{ until: string | null }>(
    `select max(${column})::text as until from ${table} where ${conditions.join(' and ')}`,
  )
  return rows[0]?.until ?? null
}

function placeOf({ table, schema }: PostgresSource): { readonly schema: string; readonly table: string } {
  if (schema !== undefined) return { schema, table }
  const dot = table.indexOf('.')
  return dot < 0 ? { schema: 'public', table } : { schema: table.slice(0, dot), table: table.slice(dot + 1) }
}
