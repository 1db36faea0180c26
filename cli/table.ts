import { formatNumber } from './language.ts'
import { chop, displayWidth, padEnd, padStart, printable, truncate, wrap } from './width.ts'

export type TableCell = string | number | boolean | null
export interface TableColumnView {
  readonly title: string
  /** Cells it may be narrowed to when the whole is too wide; without it the column keeps its natural width. */
  readonly narrowest?: number
  /** Continued on further lines where it is narrowed, instead of cut. */
  readonly wraps?: true
  /** Left out when every cell is 0 or absent. */
  readonly hideWhenZero?: boolean
}

const usualGap = 2

/**
 * Rows as aligned lines of at most `width` cells: numbers to the right with thousands separators, text to the left, narrowed from the
 * widest, set closer. Columns that still don't fit follow in further blocks, each beginning with the first column again.
 */
export function renderTable(columns: readonly TableColumnView[], rows: readonly (readonly TableCell[])[], width = 80): string[] {
  const shown = columns
    .map((column, index) => ({ column, cells: rows.map((row) => row[index] ?? null) }))
    .filter(({ column, cells }) => column.hideWhenZero !== true || cells.some((cell) => cell !== 0 && cell !== null))
    .map(({ column, cells }) => layColumn(column, cells))
  narrow(shown, width)
  const gap = total(shown, usualGap) > width && total(shown, 1) <= width ? 1 : usualGap
  return blocks(shown, width, gap).flatMap((block, index) => [...(index > 0 ? [''] : []), ...renderBlock(block, rows.length, width, gap)])
}

interface Laid {
  readonly title: string
  readonly texts: readonly string[]
  readonly isNumber: boolean
  readonly narrowest: number
  readonly wraps: boolean
  width: number
}

function layColumn(column: TableColumnView, cells: readonly TableCell[]): Laid {
  const texts = cells.map(cellText)
  const width = Math.max(displayWidth(column.title), ...texts.map(displayWidth))
  const isNumber = cells.some((cell) => typeof cell === 'number') && cells.every((cell) => cell === null || typeof cell === 'number')
  const narrowest = Math.min(column.narrowest ?? width, width)
  return { title: column.title, texts, isNumber, narrowest, wraps: column.wraps === true, width }
}

function cellText(cell: TableCell): string {
  if (cell === null) return '-'
  return typeof cell === 'number' ? formatNumber(cell) : printable(String(cell))
}

function narrow(columns: readonly Laid[], width: number): void {
  for (;;) {
    if (total(columns, usualGap) <= width) return
    const widest = columns.filter((column) => column.width > column.narrowest).sort((a, b) => b.width - a.width)[0]
    if (widest === undefined) return
    widest.width--
  }
}

function total(columns: readonly Laid[], gap: number): number {
  return columns.reduce((sum, column) => sum + column.width, 0) + gap * Math.max(0, columns.length - 1)
}

function blocks(columns: readonly Laid[], width: number, gap: number): Laid[][] {
  const [first, ...rest] = columns
  if (first === undefined) return []
  const made: Laid[][] = [[first]]
  for (const column of rest) {
    const block = made[made.length - 1] as Laid[]
    if (block.length > 1 && total([...block, column], gap) > width) made.push([first, column])
    else block.push(column)
  }
  return made
}

function renderBlock(columns: readonly Laid[], count: number, width: number, gap: number): string[] {
  const line = (texts: (column: Laid) => string) =>
    truncate(columns.map((column) => fit(texts(column), column)).join(' '.repeat(gap)), width).trimEnd()
  const rule = columns.map((column) => '-'.repeat(column.width)).join(' '.repeat(gap))
  const body = Array.from({ length: count }, (_, row) => {
    const cells = new Map(columns.map((column) => [column, cellLines(column, row)]))
    const height = Math.max(...[...cells.values()].map(({ length }) => length))
    return Array.from({ length: height }, (_, at) => line((column) => cells.get(column)?.[at] ?? ''))
  })
  return [line((column) => column.title), truncate(rule, width), ...body.flat()]
}

function cellLines({ texts, wraps, width }: Laid, row: number): readonly string[] {
  const text = texts[row] ?? ''
  return wraps ? wrap(text, width).flatMap((line) => chop(line, width)) : [text]
}

function fit(text: string, column: Laid): string {
  const cut = truncate(text, column.width)
  return column.isNumber ? padStart(cut, column.width) : padEnd(cut, column.width)
}
