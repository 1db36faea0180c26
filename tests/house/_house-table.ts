import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const root = join(import.meta.dirname, '../..')

export interface HouseTable {
  readonly rooms: Readonly<
    Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[]; readonly node: boolean }>
  >
  readonly outside: readonly string[]
}

/** The table that the linter of imports reads; plain JavaScript, so its type is stated here. */
export async function readTable(): Promise<HouseTable> {
  return (await import(pathToFileURL(join(root, 'scripts/house-table.mjs')).href)) as HouseTable
}
