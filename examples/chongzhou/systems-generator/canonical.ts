import { hash } from 'node:crypto'

/** How rows are compared: what `array_to_string(array[column::text, ..], U+001F, '\N')` gives. */
export const canonical = {
  separator: '\u001f',
  null: '\\N',
  row: "array_to_string(array[<columns as text>], U+001F, '\\N') in the order of `columns`; PostgreSQL's own text of each value",
  digest: 'sum over all rows of the first 8 bytes of SHA-256 of the row in UTF-8, unsigned and big-endian, modulo 2^64, in decimal',
} as const

const modulus = 1n << 64n

/** A digest that does not depend on the order of rows, and so needs no sorting. */
export class RowDigest {
  rows = 0
  #sum = 0n

  add(values: readonly (string | null)[]): void {
    this.rows++
    const line = values.map((value) => value ?? canonical.null).join(canonical.separator)
    this.#sum = (this.#sum + hash('sha256', line, 'buffer').readBigUInt64BE(0)) % modulus
  }

  /** Decimal. */
  get digest(): string {
    return this.#sum.toString()
  }
}

/** One statement that gives `rows` and `digest` of a table as PostgreSQL sees them. */
export function digestSql(table: string, columns: readonly string[]): string {
  const texts = columns.map((column) => `"${column}"::text`).join(', ')
  const bytes = `sha256(convert_to(array_to_string(array[${texts}], chr(31), '\\N'), 'UTF8'))`
  const half = (from: number) => `(('x' || encode(substr(${bytes}, ${from}, 4), 'hex'))::bit(32)::bigint & 4294967295)`
  return (
    `select count(*)::text as rows, coalesce(mod(sum(${half(1)}::numeric * 4294967296 + ${half(5)}), 18446744073709551616), 0)::text as digest` +
    ` from ${table}`
  )
}
