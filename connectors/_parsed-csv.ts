import type { Options } from 'csv-parse/sync'
import { rawCharacters, type Dialect, type RejectedRow, type SplitText } from './_csv-dialect.ts'
import type { Row } from '../core/values.ts'

/** Splits whole lines of any dialect with csv-parse; the same result as `splitPlain`, at a quarter of its speed. */
export async function createParser(dialect: Dialect): Promise<(text: string, width: number, last: boolean) => SplitText> {
  const { parse } = await import('csv-parse/sync')
  return (text, width, last) => {
    const bytes = Buffer.from(text, 'utf8')
    const rows: Row[] = []
    const lines: number[] = []
    const rejects: RejectedRow[] = []
    let consumedBytes = 0
    let feeds = 0
    let torn = false
    const options: Options<string[], string[]> = {
      delimiter: dialect.delimiter,
      quote: dialect.quote === '' ? false : dialect.quote,
      escape: dialect.escape === '' ? null : dialect.escape,
      comment: dialect.comment === '' ? null : dialect.comment,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record(cells, { bytes: end }) {
        const raw = bytes.toString('utf8', consumedBytes, end)
        // lines passed over (blank ones, comments) stand before the row in the same bytes
        const skipped = leadingLines(raw, dialect.comment)
        const unended = end === bytes.length && !raw.endsWith('\n')
        if (unended && cells.length < width) {
          torn = true
          return null
        }
        if (width > 0 && cells.length !== width) {
          const shown = raw.slice(skipped.characters).replace(/\r?\n$/, '')
          rejects.push({ line: feeds + skipped.lines, raw: shown.slice(0, rawCharacters), code: 'COLUMN_COUNT' })
        } else {
          rows.push(cells.map((cell) => (cell === '' ? null : cell)))
          lines.push(feeds + skipped.lines)
        }
        feeds += countFeeds(raw)
        consumedBytes = end
        return null
      },
    }
    try {
      parse(bytes, options)
      if (!torn) {
        feeds += countFeeds(bytes.toString('utf8', consumedBytes))
        consumedBytes = bytes.length
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error
      torn = last
    }
    // lines passed over before a row that is not whole are done with
    const rest = bytes.toString('utf8', consumedBytes)
    const skipped = leadingLines(rest, dialect.comment)
    feeds += skipped.lines
    const consumed = text.length - rest.length + skipped.characters
    return { rows, lines, rejects, consumed, feeds, torn }
  }
}

function leadingLines(raw: string, comment: string): { lines: number; characters: number } {
  let lines = 0
  let characters = 0
  for (;;) {
    const feed = raw.indexOf('\n', characters)
    if (feed < 0) return { lines, characters }
    const line = raw.slice(characters, feed)
    if (line !== '' && line !== '\r' && !(comment !== '' && line.startsWith(comment))) return { lines, characters }
    lines++
    characters = feed + 1
  }
}

function countFeeds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
