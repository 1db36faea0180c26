import type { Mode } from './connector.ts'
import type { Expression } from './expression.ts'
import type { ColumnSpec } from './field.ts'
import type { Json } from './values.ts'

/** A column of a table that guiji owns. `comment` is the catalog's Chinese name. */
export interface TableColumn {
  readonly name: string
  readonly sql: ColumnSpec
  readonly nullable: boolean
  readonly comment: string
}
/** A replica's, library's or service's table. `key` names columns; they are never null. */
export interface TableSpec {
  readonly schema: string
  readonly name: string
  readonly comment: string
  readonly columns: readonly TableColumn[]
  readonly key: readonly string[]
}

/** One field of a dataset, compiled: nothing in it refers to a file any more. */
export interface FieldSpec {
  readonly name: string
  /** 信息项: the name that people read. */
  readonly item: string
  /** Source columns, each with its alternative names; one entry unless a step joins several. */
  readonly inputs: readonly (readonly string[])[]
  readonly steps: readonly { readonly step: string; readonly options: Json }[]
  readonly type: string
  /** The type's options, validated, defaults filled in. */
  readonly options: Json
  /** Source columns (alternative names) of the type's companions, in the order of `companions`. */
  readonly companions: readonly (readonly string[])[]
  readonly optional: boolean
  /** Suffixes of the columns that the type keeps beside its value; their columns are `<name>_<suffix>`. */
  readonly beside: readonly string[]
  readonly role: 'source' | 'check'
}

export type Level = 'warning' | 'reject'
/** A rule over the clean fields of one row (Articles 27 and 41: compare, feed back; never correct). */
export type RuleSpec =
  | { readonly rule: 'agree'; readonly fields: readonly [string, string]; readonly level: Level }
  | { readonly rule: 'in-order'; readonly fields: readonly string[]; readonly level: Level }
  | { readonly rule: 'together'; readonly fields: readonly string[]; readonly level: Level }
  | { readonly rule: 'one-of'; readonly fields: readonly string[]; readonly level: Level }
  | { readonly rule: 'expression'; readonly expression: Expression; readonly level: Level }

export interface ConnectionSpec {
  readonly id: string
  readonly agency: string
  readonly connector: string
  /** Settings as written: secrets are still references (`${env:NAME}`, `${file:path}`). */
  readonly settings: Json
}

/** What a plan freezes of a dataset. */
export interface DatasetSpec {
  readonly kind: 'dataset'
  readonly asset: string
  readonly agency: string
  readonly name: string
  readonly connection: ConnectionSpec
  /** Validated by the connector's schema, defaults filled in. */
  readonly source: Json
  readonly mode: Mode
  /** `all`: each run's source is the whole; `changes`: it holds what changed. */
  readonly holds: 'all' | 'changes'
  readonly fields: readonly FieldSpec[]
  /** Code lists that its fields name: list -> rows of [code, label, ...other labels]. Frozen with the plan. */
  readonly lists: { readonly [list: string]: readonly (readonly string[])[] }
  /** The column whose value orders versions of one key; a missing version ranks lowest. */
  readonly version: string | null
  /** Rows for which this is false are filtered (over source columns, as text). */
  readonly where: Expression | null
  /** Rows whose source column holds one of these values report a deletion. */
  readonly deletes: { readonly item: readonly string[]; readonly values: readonly string[] } | null
  /** What becomes of rows that a proven complete snapshot no longer has. */
  readonly absent: 'keep' | 'remove'
  /** How a plan's rows become the table's. An `append` table has no key: its rows are told apart by plan, split and ordinal. */
  readonly write: 'merge' | 'append' | 'replace' | 'history'
  /** Whether a deleted or removed row's values are kept beside the table. */
  readonly deletion: 'hard' | 'soft'
  /** What an unexpected change of the source's columns does. */
  readonly drift: 'evolve' | 'freeze' | 'quarantine' | 'ask'
  /** Columns of each further index. */
  readonly indexes: readonly (readonly string[])[]
  readonly rules: readonly RuleSpec[]
  /** Beyond these a run waits for a person; share is 0 to 1. */
  readonly limits: {
    readonly quarantinedRows: number | null
    readonly quarantinedShare: number | null
    readonly removedRows: number | null
    readonly removedShare: number | null
  }
  readonly table: TableSpec
  /** Libraries that this dataset feeds, with its columns that hold the library's key, in the key's order. */
  readonly feeds: readonly { readonly library: string; readonly key: readonly string[] }[]
  readonly parallel: number
}

/** One dataset as a library's input. */
export interface LibraryInput {
  readonly dataset: string
  /** The replica's schema and table. */
  readonly table: { readonly schema: string; readonly name: string }
  /** The replica's columns that hold the library's key, in the key's order. */
  readonly key: readonly string[]
  /** Orders several rows of one library key; the latest counts. */
  readonly version: string | null
  /** A key that this dataset has makes a row of the library. */
  readonly makesRows: boolean
}
export interface LibraryField {
  readonly name: string
  /** Sources in order of precedence: the first that has a value gives it (Article 26). Empty for key fields. */
  readonly from: readonly { readonly dataset: string; readonly column: string }[]
}
export interface LibrarySpec {
  readonly kind: 'library'
  readonly asset: string
  readonly name: string
  readonly table: TableSpec
  readonly inputs: readonly LibraryInput[]
  readonly fields: readonly LibraryField[]
}
export interface ServiceSpec {
  readonly kind: 'service'
  readonly asset: string
  readonly name: string
  readonly recipient: string
  readonly purpose: string
  readonly table: TableSpec
  /** Libraries that the statement reads. */
  readonly inputs: readonly string[]
  /** One select; `:today` stands for the plain date in Asia/Shanghai. */
  readonly sql: string
}
export type AssetSpec = DatasetSpec | LibrarySpec | ServiceSpec
