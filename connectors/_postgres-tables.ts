import type { Client } from 'pg'
import type { Column, Table } from '../core/values.ts'
import { columnTypeOf } from '../sql/postgres.ts'

/** A column as the source's catalog describes it; `type` beside it is the server's own name. */
export interface SourceColumn {
  readonly column: Column
  readonly type: string
}
export interface SourceTable {
  readonly schema: string
  readonly name: string
  readonly comment: string | null
  readonly columns: readonly SourceColumn[]
}

/** Tables and views that the account may read, with columns, primary keys and comments; one of them or all. */
export async function readTables(
  client: Client,
  wanted: { readonly schema: string; readonly table: string } | null,
): Promise<readonly SourceTable[]> {
  const { rows } = await client.query<{
    schema: string
    table: string
    table_comment: string | null
    name: string
    type: string
    key: number | null
    comment: string | null
  }>({
    text: `
select n.nspname as schema, c.relname as table, obj_description(c.oid, 'pg_class') as table_comment,
       a.attname as name, coalesce(base.typname, t.typname) as type, k.place::int as key, col_description(c.oid, a.attnum) as comment
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type base on t.typtype = 'd' and base.oid = t.typbasetype
left join lateral (
  select u.place from pg_catalog.pg_index i, unnest(i.indkey) with ordinality u (attnum, place)
  where i.indrelid = c.oid and i.indisprimary and u.attnum = a.attnum) k on true
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and ($1::text is null and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%' and has_column_privilege(c.oid, a.attnum, 'select')
       and not c.relispartition or n.nspname = $1 and c.relname = $2)
order by n.nspname, c.relname, a.attnum`,
    values: [wanted?.schema ?? null, wanted?.table ?? null],
  })
  const tables: { schema: string; name: string; comment: string | null; columns: SourceColumn[] }[] = []
  for (const row of rows) {
    let table = tables.at(-1)
    if (table === undefined || table.schema !== row.schema || table.name !== row.table) {
      table = { schema: row.schema, name: row.table, comment: row.table_comment, columns: [] }
      tables.push(table)
    }
    const column = {
      name: row.name,
      type: columnTypeOf(row.type),
      ...(row.key === null ? {} : { key: row.key }),
      ...(row.comment === null ? {} : { comment: row.comment }),
    }
    table.columns.push({ column, type: row.type })
  }
  return tables
}

export function describeTable(table: SourceTable): Table {
  return {
    name: `${table.schema}.${table.name}`,
    ...(table.comment === null ? {} : { comment: table.comment }),
    columns: table.columns.map(({ column }) => column),
  }
}
