import type { ColumnSpec } from '../core/field.ts'
import { columnType, qualified } from './_sql.ts'
import type { Session } from './session.ts'

export interface NewColumn {
  readonly name: string
  readonly type: ColumnSpec | 'integer'
  readonly required: boolean
  readonly comment?: string
}
export interface NewTable {
  readonly schema: string
  readonly name: string
  readonly comment: string
  readonly columns: readonly NewColumn[]
  readonly key?: readonly string[]
  /** Conditions that every row must fulfil, by their names. */
  readonly checks?: { readonly [name: string]: string }
  /** Lives for a run: nobody needs to clean it up or count its values while it fills. */
  readonly passing?: boolean
}

/** Makes a table with its comments, within the caller's transaction. */
export async function createTable(session: Session, table: NewTable): Promise<void> {
  const { default: knex } = await import('knex')
  const statements = knex({ client: 'pg' })
    .schema.withSchema(table.schema)
    .createTable(table.name, (made) => {
      for (const { name, type, required, comment } of table.columns) {
        const column = made.specificType(name, type === 'integer' ? type : columnType(type))
        if (required) column.notNullable()
        if (comment !== undefined) column.comment(comment)
      }
      if (table.key !== undefined) made.primary([...table.key])
      for (const [name, condition] of Object.entries(table.checks ?? {})) made.check(condition, undefined, name)
      made.comment(table.comment)
    })
    .toSQL()
  for (const { sql } of statements) await session.query(sql)
  if (table.passing === true) await session.query(`alter table ${qualified(table)} set (autovacuum_enabled = off)`)
}
