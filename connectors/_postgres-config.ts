import type { Infer, ObjectSchema } from '../core/config.ts'
import type { Column } from '../core/values.ts'

export const postgresSettings = {
  type: 'object',
  additionalProperties: false,
  properties: {
    url: {
      type: 'string',
      writeOnly: true,
      description: 'postgres://用户:密码@主机:端口/库 / postgres://user:password@host:port/database',
    },
    host: { type: 'string', description: '主机,没有 url 时必填 / host, needed without url' },
    port: { type: 'integer', minimum: 1, maximum: 65535, description: '端口,默认 5432 / port, 5432 if absent' },
    database: { type: 'string', description: '库名 / database' },
    user: { type: 'string', description: '帐号,只需读权限 / account; it needs no more than reading' },
    password: { type: 'string', writeOnly: true, description: "密码;写了则代替 url 里的 / password; takes the place of the url's" },
    tls: {
      type: 'string',
      enum: ['off', 'require', 'verify'],
      description:
        "加密:off 不用,require 要加密,verify 还要核对证书;默认按 url 的 sslmode,否则 off / encryption; by the url's sslmode, else off",
    },
  },
} as const satisfies ObjectSchema

export const postgresSource = {
  type: 'object',
  additionalProperties: false,
  required: ['table'],
  properties: {
    table: { type: 'string', description: '表或视图,可写 模式.表 / table or view, schema.table if wished' },
    schema: { type: 'string', description: '模式,默认 public / schema, public if absent' },
    cursor: {
      type: 'string',
      description:
        '增量游标:每次改动都增大的时间列或序号列;为空的行不会被读到 / incremental cursor: a time or sequence column that grows with every change; rows without a value in it are not read',
    },
    lag_seconds: {
      type: 'integer',
      default: 0,
      minimum: 0,
      description:
        '只读到这么多秒以前,让晚提交的事务不被漏掉;应大于最长的写事务,仅用于日期和时间列 / reads only up to so many seconds ago, so that transactions that commit late are not missed; more than the longest writing transaction takes; for columns of date or time',
    },
  },
} as const satisfies ObjectSchema

export type PostgresSettings = Infer<typeof postgresSettings>
export type PostgresSource = Infer<typeof postgresSource>

/**
 * After a row: its cursor and key, as PostgreSQL writes them, and how many rows have been given. A plan's `until` has
 * the cursor alone.
 */
export type PostgresPosition = { readonly cursor: string | null; readonly key: readonly string[]; readonly row: number }
export type PostgresSplit = {
  readonly schema: string
  readonly table: string
  readonly columns: readonly Column[]
  /** Primary key columns in their order; empty: there is none, or it can't be read. */
  readonly key: readonly string[]
  /** All of them are integers: a locator may tell them. Others may be a person's number. */
  readonly plainKey?: boolean
  /** Null: the whole table in one transaction. */
  readonly range: { readonly cursor: string; readonly after: string | null; readonly until: string } | null
}

/** Wall-clock times of a source without a zone are taken for this zone, and zoned ones are read in it. */
export const sourceTimeZone = 'Asia/Shanghai'
