import { open } from 'node:fs/promises'
import { asFileError, fileErrors } from '../files/file-errors.ts'
import type { FileFacts } from '../files/inspect.ts'
import { createTextWindow, type TextView } from '../files/text-window.ts'
import { csvErrors, maxRowBytes, type CsvSource } from './_csv-config.ts'
import type { Dialect } from './_csv-dialect.ts'
import { createSplitter, type Splitter } from './_csv-read.ts'

export interface CsvHead {
  readonly columns: readonly string[]
  /** Where the rows begin: byte offset, and lines before it. */
  readonly body: { readonly offset: number; readonly line: number }
}

/**
 * A file's columns, from its first row or as stated. Errors tell places, never cells: where the header is missing, they are a row's.
 * Throws FILE_EMPTY, CSV_HEADER_UNNAMED, CSV_HEADER_REPEATED, CSV_COLUMNS_NEEDED, ROW_TOO_LONG.
 */
export async function readHead(path: string, name: string, facts: FileFacts, source: CsvSource, dialect: Dialect): Promise<CsvHead> {
  if (!source.header && (source.columns ?? []).length === 0) throw csvErrors('CSV_COLUMNS_NEEDED', { file: name })
  if (facts.length === facts.markBytes) throw fileErrors('FILE_EMPTY', { file: name })
  const blocks = readHeadBlocks(path, name, facts)
  try {
    const window = createTextWindow(blocks, {
      name,
      encoding: facts.encoding,
      offset: facts.markBytes,
      viewBytes: 8 * 1024,
      maxBytes: maxRowBytes,
    })
    let skipping = source.skip_lines
    let line = 0
    const split = await createSplitter(dialect)
    for (;;) {
      const view = await window.view()
      if (view === null) throw fileErrors('FILE_EMPTY', { file: name })
      let skipped = 0
      for (; skipping > 0 && skipped < view.text.length; skipping--, line++)
        skipped = view.text.indexOf('\n', skipped) + 1 || view.text.length
      if (skipped > 0) {
        window.advance(skipped)
        continue
      }
      if (!source.header) return { columns: checkNames(source.columns ?? [], name), body: { offset: window.offset, line } }
      const header = firstRow(view, split)
      if (header === 'torn') throw csvErrors('CSV_TORN', { file: name, line: line + 1 })
      if (header === 'unreadable') throw csvErrors('CSV_HEADER_UNREADABLE', { file: name })
      if (header === null) {
        if (view.last) throw fileErrors('FILE_EMPTY', { file: name })
        window.widen()
        continue
      }
      window.advance(header.characters)
      return { columns: checkNames(header.cells, name), body: { offset: window.offset, line: line + header.feeds } }
    }
  } finally {
    await blocks.return()
  }
}

interface FirstRow {
  readonly cells: readonly string[]
  /** Up to the row after it. */
  readonly characters: number
  readonly feeds: number
}

/** The first row of a text; null when it does not end there. Names may span lines, so ever more lines are tried. */
function firstRow({ text, last }: TextView, split: Splitter): FirstRow | 'torn' | 'unreadable' | null {
  for (let tried = 1, end = 0; end < text.length; tried *= 2) {
    end = afterFeeds(text, tried)
    const found = split(text.slice(0, end), 0, last && end === text.length)
    if (found.torn) return 'torn'
    const row = found.rows[0]
    const [rejected = Infinity, next = Infinity] = [found.rejects[0]?.line, found.lines[1]]
    if (rejected < (found.lines[0] ?? Infinity)) return 'unreadable'
    if (row === undefined) continue
    const feeds = Math.min(rejected, next, found.feeds)
    return { cells: row.map((cell) => (typeof cell === 'string' ? cell : '')), characters: afterFeeds(text, feeds), feeds }
  }
  return null
}

/** The place after so many line feeds; the end when there are fewer, or none are wanted. */
function afterFeeds(text: string, feeds: number): number {
  let at = feeds === 0 ? text.length : 0
  for (let left = feeds; left > 0 && at < text.length; left--) at = text.indexOf('\n', at) + 1 || text.length
  return at
}

function checkNames(cells: readonly string[], file: string): readonly string[] {
  const names = cells.map((cell) => cell.trim())
  const unnamed = names.indexOf('')
  if (unnamed >= 0) throw csvErrors('CSV_HEADER_UNNAMED', { file, column: unnamed + 1 })
  const second = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (second >= 0) {
    const places = names.flatMap((name, index) => (name === names[second] ? [index + 1] : []))
    throw csvErrors('CSV_HEADER_REPEATED', { file, columns: places.join(', ') })
  }
  return names
}

async function* readHeadBlocks(path: string, name: string, facts: FileFacts): AsyncGenerator<Buffer, void, undefined> {
  try {
    const file = await open(path, 'r')
    try {
      for (let at = facts.markBytes; at < facts.length;) {
        const block = Buffer.allocUnsafe(Math.min(64 * 1024, facts.length - at))
        const { bytesRead } = await file.read(block, 0, block.length, at)
        if (bytesRead === 0) return
        at += bytesRead
        yield block.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw asFileError(error, name, 'read')
  }
}
