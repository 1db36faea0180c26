import { join } from 'node:path'
import type { Piece } from '../core/connector.ts'
import type { Row } from '../core/values.ts'
import { claimFile, claimOf } from '../files/claim.ts'
import type { Folder } from '../files/folder.ts'
import { readManifest } from '../files/manifest.ts'
import { readFrozen } from '../files/read-frozen.ts'
import { createTextWindow } from '../files/text-window.ts'
import { csvErrors, maxRowBytes, type CsvPosition, type CsvSettings, type CsvSplit } from './_csv-config.ts'
import { isPlain, type Dialect, type SplitText } from './_csv-dialect.ts'
import { createParser } from './_parsed-csv.ts'
import { splitPlain } from './_plain-csv.ts'

export type Splitter = (text: string, width: number, last: boolean) => SplitText

export async function createSplitter(dialect: Dialect): Promise<Splitter> {
  if (!isPlain(dialect)) return createParser(dialect)
  const { delimiter, quote } = dialect
  return (text, width, last) => splitPlain(text, delimiter, quote, width, last)
}

/**
 * A file's rows in pieces from a position on. The last piece is given only after the whole file's digest has been
 * found equal to the plan's. Throws FILE_CHANGED, FILE_GONE, CSV_TORN, ROW_TOO_LONG.
 */
export async function* readCsv(
  folder: Folder,
  settings: CsvSettings,
  split: CsvSplit,
  from: CsvPosition | null,
  pieceBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Piece<CsvPosition>, void, undefined> {
  const start = from?.at === 'row' ? from : { at: 'row' as const, ...split.body, row: 0 }
  if (from !== null && start.offset >= split.length) return
  const { name } = split
  const path = settings.archive === 'move' ? await claim(folder, settings, split) : join(folder.path, split.path)
  const splitText = await createSplitter(split.dialect)
  const blocks = readFrozen(path, split, start.offset, signal)
  try {
    const window = createTextWindow(blocks, {
      name,
      encoding: split.encoding,
      offset: start.offset,
      viewBytes: pieceBytes,
      maxBytes: maxRowBytes,
    })
    let { row, line } = start
    let given = start.offset
    for (;;) {
      signal.throwIfAborted()
      const view = await window.view()
      if (view === null) break
      const found = splitText(view.text, split.width, view.last)
      if (found.torn) throw csvErrors('CSV_TORN', { file: name, line: line + found.feeds + 1 })
      if (found.consumed === 0) {
        window.widen()
        continue
      }
      const before = window.offset
      window.advance(found.consumed)
      const base = line + 1
      const lineOf = placeOf(base, found.lines)
      row += found.rows.length + found.rejects.length
      line += found.feeds
      given = window.offset
      yield {
        rows: found.rows,
        position: { at: 'row', offset: given, row, line },
        bytes: given - before,
        locate: (index) => `${name}:${lineOf(index)}`,
        line: lineOf,
        ...(found.rejects.length === 0 ? {} : { rejects: found.rejects.map((reject) => rejected(name, base, reject)) }),
      }
    }
    // a header alone: one piece without rows says that the file was read to its end
    if (given === start.offset) yield emptyPiece({ at: 'row', offset: split.length, row, line }, name)
  } finally {
    await blocks.return()
  }
}

/** Where rows begin. It outlives its piece by a batch, so it keeps no list where one row follows the other, as nearly always. */
function placeOf(base: number, lines: readonly number[]): (row: number) => number {
  const [first = 0] = lines
  return (lines.at(-1) ?? 0) - first === lines.length - 1 ? counted(base + first) : listed(base, lines)
}

function counted(start: number): (row: number) => number {
  return (row) => start + row
}

function listed(base: number, lines: readonly number[]): (row: number) => number {
  return (row) => base + (lines[row] ?? 0)
}

function rejected(name: string, base: number, reject: SplitText['rejects'][number]) {
  return { at: `${name}:${base + reject.line}`, raw: reject.raw, reasons: [{ code: reject.code }] }
}

function emptyPiece(position: CsvPosition, name: string): Piece<CsvPosition> {
  const rows: readonly Row[] = []
  return { rows, position, bytes: 0, locate: () => name }
}

/** The manifest follows its file, unless a new one for another content has come meanwhile. */
async function claim(folder: Folder, settings: CsvSettings, split: CsvSplit): Promise<string> {
  const mine = claimOf(split.plan)
  const path = await claimFile(folder, split.path, mine, split.name)
  if (settings.manifest !== 'none') {
    for (const beside of new Set([split.path, split.name])) {
      const manifest = await readManifest(join(folder.path, beside + settings.manifest))
      if (manifest === null || manifest === 'unreadable') continue
      if ((manifest.sha256 ?? split.digest) !== split.digest || (manifest.bytes ?? split.length) !== split.length) continue
      await claimFile(folder, beside + settings.manifest, mine, split.name + settings.manifest)
    }
  }
  return path
}
