import type { Cell } from '../core/field.ts'
import type { Clean, Reason } from '../core/values.ts'
import { warnedRows } from './compiled-rows.ts'

/** The one cell of a compiled dataset, pointed at a field and a row in turn, so that no row costs an object. */
export class RowCell implements Cell {
  /** Reasons by row of the piece; undefined for rows without any. */
  reasons: (Reason[] | undefined)[] = []
  /** Whether the value under way has been rejected. */
  rejected = false
  row = 0
  /** The first rows of the piece that each warning concerns. */
  readonly warned: { readonly row: number; readonly field: string; readonly code: string }[] = []
  #field = ''
  #fixes = new Map<string, number>()
  #warnings = new Map<string, number>()
  #suffixes: readonly string[] = []
  #besides: readonly Clean[][] = []
  /** The fix under way and how often: nearly every row of a field that has labels has the same one. */
  #fixCode = ''
  #fixCount = 0

  /** Begins a field: its name, where its counts go, and the columns (by row) that it keeps beside its value. */
  begin(
    field: string,
    fixes: Map<string, number>,
    warnings: Map<string, number>,
    suffixes: readonly string[],
    besides: readonly Clean[][],
  ): void {
    this.end()
    this.#field = field
    this.#fixes = fixes
    this.#warnings = warnings
    this.#suffixes = suffixes
    this.#besides = besides
  }

  /** Ends the field: its counts are whole. */
  end(): void {
    if (this.#fixCount > 0) this.#fixes.set(this.#fixCode, (this.#fixes.get(this.#fixCode) ?? 0) + this.#fixCount)
    this.#fixCount = 0
  }

  reject(code: string, suggestion?: string): null {
    this.rejected = true
    const reason: Reason = suggestion === undefined ? { code, field: this.#field } : { code, field: this.#field, suggestion }
    const known = this.reasons[this.row]
    if (known === undefined) this.reasons[this.row] = [reason]
    else known.push(reason)
    return null
  }
  warn(code: string): void {
    const known = this.#warnings.get(code) ?? 0
    this.#warnings.set(code, known + 1)
    if (known < warnedRows) this.warned.push({ row: this.row, field: this.#field, code })
  }
  fixed(code: string): void {
    if (code !== this.#fixCode) {
      this.end()
      this.#fixCode = code
    }
    this.#fixCount++
  }
  beside(suffix: string, text: string): void {
    const at = this.#suffixes.indexOf(suffix)
    const column = this.#besides[at]
    if (column !== undefined) column[this.row] = text
  }
}
