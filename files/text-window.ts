import { createDecoder, type Encoding } from './encoding.ts'
import { fileErrors } from './file-errors.ts'

/** Text from the current offset on. It ends with a line feed, or at the end of the file (`last`). */
export interface TextView {
  readonly text: string
  readonly last: boolean
}
/**
 * A window that moves over a text file row by row, knowing the byte offset of every line. Line feeds are the same byte
 * in UTF-8 and GB18030 and never part of another character, so lines are found in the bytes.
 */
export interface TextWindow {
  /** Byte offset of the window's first character. */
  readonly offset: number
  /** Null at the end of the file. Throws FILE_UNDECODABLE, ROW_TOO_LONG. */
  view(): Promise<TextView | null>
  /** Moves on by `characters` of the last view: all of them, or up to a place just after a line feed. */
  advance(characters: number): void
  /** The next view is twice as long: no row ended in this one. Throws ROW_TOO_LONG. */
  widen(): void
}
export interface WindowOptions {
  readonly name: string
  readonly encoding: Encoding
  /** Byte offset of the first block; the start of a line. */
  readonly offset: number
  /** Usual size of a view in bytes. */
  readonly viewBytes: number
  /** A row longer than this is refused, so that a quote that is never closed can't fill memory. */
  readonly maxBytes: number
}

const lineFeed = 0x0a

export function createTextWindow(blocks: AsyncIterator<Buffer>, options: WindowOptions): TextWindow {
  const decode = createDecoder(options.encoding)
  // one room for all blocks: memory for each of them would be let go only now and then
  let buffer: Buffer = Buffer.alloc(0)
  let start = 0 // of the window, in the buffer
  let end = 0 // of what was read, in the buffer
  let cut = 0 // end of the last view, in the buffer
  let text = ''
  let ended = false
  let wanted = options.viewBytes
  let offset = options.offset
  const widen = () => {
    if (wanted >= options.maxBytes) throw fileErrors('ROW_TOO_LONG', { file: options.name, offset, limit: options.maxBytes })
    wanted = Math.min(wanted * 2, options.maxBytes)
  }
  const isShort = () => !ended && end - start < wanted
  const fill = async () => {
    while (isShort()) {
      const next = await blocks.next()
      if (next.done === true) ended = true
      else append(next.value)
    }
  }
  const append = (block: Buffer) => {
    const needed = end - start + block.length
    const room = needed > buffer.length ? Buffer.allocUnsafeSlow(2 * needed) : buffer
    buffer.copy(room, 0, start, end)
    block.copy(room, end - start)
    buffer = room
    start = 0
    end = needed
  }
  return {
    get offset() {
      return offset
    },
    async view() {
      for (;;) {
        await fill()
        if (start === end) return null
        const last = ended && end - start <= wanted
        cut = last ? end : buffer.lastIndexOf(lineFeed, start + wanted - 1) + 1
        if (cut > start) {
          try {
            text = decode(buffer.subarray(start, cut))
          } catch {
            throw fileErrors('FILE_UNDECODABLE', { file: options.name, tried: options.encoding, offset })
          }
          return { text, last }
        }
        widen()
      }
    },
    advance(characters) {
      let to = cut
      if (characters < text.length) {
        // the place stands as many line feeds before the view's end, in characters and in bytes alike
        let feeds = 1
        for (let at = text.indexOf('\n', characters); at >= 0; at = text.indexOf('\n', at + 1)) feeds++
        let at = cut
        while (feeds-- > 0) at = buffer.lastIndexOf(lineFeed, at - 1)
        to = characters === 0 ? start : at + 1
      }
      offset += to - start
      start = to
      text = ''
      wanted = options.viewBytes
    },
    widen,
  }
}
