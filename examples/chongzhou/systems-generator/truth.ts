/** The balance's terms of one load: read = filtered + quarantined + landed; landed = inserted + updated + unchanged + superseded + deleted. */
export interface TrueCounts {
  readonly read: number
  readonly filtered: number
  readonly quarantined: number
  readonly landed: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly superseded: number
  readonly deleted: number
  readonly removed: number
}

/** A table as it must be, to the row. */
export interface TrueRows {
  readonly table: string
  readonly key: readonly string[]
  /** All columns that a file of the project gives the table, in the order of the canonical row. */
  readonly columns: readonly string[]
  readonly rows: number
  readonly digest: string
  /** Gives `rows` and `digest` of the real table. */
  readonly sql: string
  /** Every row as a JSON array of `columns`, one a line, in no order that matters; below the output folder. */
  readonly file: string
}

export interface TrueQuarantine {
  readonly rows: number
  /** Over the canonical rows of `at` and the sorted reasons. */
  readonly digest: string
  /** How often each `field:CODE` occurs; a reason that concerns a whole row is `CODE` alone. */
  readonly reasons: { readonly [reason: string]: number }
  /** Every row by its locator (`file:line`, `schema.table:key`); null for more than 5,000. */
  readonly list: readonly { readonly at: string; readonly reasons: readonly string[] }[] | null
}

export interface TrueDataset {
  readonly counts: TrueCounts
  readonly quarantine: TrueQuarantine
  readonly replica: TrueRows
  /** Files that are seen and not read. */
  readonly left: readonly { readonly at: string; readonly code: string }[]
}

export interface Truth {
  readonly format: 1
  readonly rows: number
  readonly seed: number
  readonly today: string
  readonly canonical: { readonly [part: string]: string }
  /** What the first load of each dataset must give. */
  readonly datasets: { readonly [asset: string]: TrueDataset }
  readonly libraries: { readonly [asset: string]: TrueRows }
  readonly services: { readonly [asset: string]: TrueRows }
  /**
   * What a second load must give once the files below `later/` stand in place of those of the same name: the file that
   * was left arrives whole. Quarantine lists only what this load adds.
   */
  readonly later: { readonly datasets: { readonly [asset: string]: TrueDataset } }
}
