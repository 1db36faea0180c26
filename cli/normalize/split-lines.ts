import { isUtf8 } from 'node:buffer'

export type LineProblem = { readonly problem: 'UNDECODABLE' | 'LINE_TOO_LONG' }
/** A line without its end, or why there is none. */
export type Line = string | LineProblem

const lineFeed = 0x0a
const carriageReturn = 0x0d
const undecodable: LineProblem = { problem: 'UNDECODABLE' }
const tooLong: LineProblem = { problem: 'LINE_TOO_LONG' }

/**
 * Lines of UTF-8, as many at a time as have arrived; ends are LF or CRLF, a BOM at the very beginning is left out. A line that is
 * no UTF-8 does not spoil the others. No more is held than a piece of the input and the longest line.
 * @param maxBytes a longer line is told instead of held
 */
export async function* splitLines(input: AsyncIterable<Uint8Array | string>, maxBytes = 1 << 26): AsyncGenerator<readonly Line[]> {
  const held = new HeldLine(maxBytes)
  let isFirst = true
  const withoutBom = (lines: Line[]) => {
    const [first] = lines
    if (isFirst && typeof first === 'string' && first.startsWith('\ufeff')) lines[0] = first.slice(1)
    if (first !== undefined) isFirst = false
    return lines
  }
  for await (const piece of input) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    const last = bytes.lastIndexOf(lineFeed)
    if (last < 0) {
      held.add(bytes)
      continue
    }
    const lines: Line[] = []
    let from = 0
    if (!held.isEmpty) {
      from = bytes.indexOf(lineFeed) + 1
      held.add(bytes.subarray(0, from - 1))
      lines.push(held.take())
    }
    if (from <= last) for (const line of readLines(bytes.subarray(from, last))) lines.push(line)
    held.add(bytes.subarray(last + 1))
    yield withoutBom(lines)
  }
  if (!held.isEmpty) yield withoutBom([held.take()])
}

/** The beginning of a line whose end has not arrived. */
class HeldLine {
  readonly #maxBytes: number
  #pieces: Buffer[] = []
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length
    if (this.#bytes > this.#maxBytes) this.#pieces = []
    else if (piece.length > 0) this.#pieces.push(piece)
  }

  take(): Line {
    const line = this.#bytes > this.#maxBytes ? tooLong : readLine(Buffer.concat(this.#pieces))
    this.#pieces = []
    this.#bytes = 0
    return line
  }
}

/** Many lines are decoded at once, one by one only where some of them is no UTF-8. */
function readLines(bytes: Buffer): Line[] {
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\n').map(withoutReturn)
  const lines: Line[] = []
  for (let from = 0; from <= bytes.length;) {
    const found = bytes.indexOf(lineFeed, from)
    const end = found < 0 ? bytes.length : found
    lines.push(readLine(bytes.subarray(from, end)))
    from = end + 1
  }
  return lines
}

function readLine(bytes: Buffer): Line {
  return isUtf8(bytes) ? withoutReturn(bytes.toString('utf8')) : undecodable
}

function withoutReturn(line: string): string {
  return line.charCodeAt(line.length - 1) === carriageReturn ? line.slice(0, -1) : line
}
