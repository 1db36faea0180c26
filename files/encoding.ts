import { isAscii, isUtf8, transcode } from 'node:buffer'
import { TextDecoder } from 'node:util'

/** What text files may be written in. GB18030 reads GBK and GB2312 too. */
export type Encoding = 'utf-8' | 'gb18030'
export interface ByteOrderMark {
  readonly encoding: Encoding | 'utf-16' | 'utf-32'
  readonly bytes: number
}

const marks: readonly { readonly encoding: ByteOrderMark['encoding']; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'gb18030', bytes: [0x84, 0x31, 0x95, 0x33] },
  { encoding: 'utf-32', bytes: [0xff, 0xfe, 0x00, 0x00] }, // before UTF-16, whose mark begins it
  { encoding: 'utf-32', bytes: [0x00, 0x00, 0xfe, 0xff] },
  { encoding: 'utf-16', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16', bytes: [0xfe, 0xff] },
]

/** The byte order mark that a file begins with, or null. `head` holds its first four bytes, or all of a shorter file. */
export function readByteOrderMark(head: Uint8Array): ByteOrderMark | null {
  const mark = marks.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))
  return mark === undefined ? null : { encoding: mark.encoding, bytes: mark.bytes.length }
}

/** A strict decoder. Each call must get whole characters; a byte order mark inside is kept as text. Throws TypeError. */
export function createDecoder(encoding: Encoding): (bytes: Uint8Array) => string {
  if (encoding === 'utf-8') return decodeUtf8
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  // `stream` takes the faster path; whole characters leave nothing behind in it
  return (bytes) => decoder.decode(bytes, { stream: true })
}

/** By way of UTF-16, since that takes half the time of a decoder. */
function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new TypeError('not UTF-8')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return isAscii(bytes) ? buffer.toString('latin1') : transcode(buffer, 'utf8', 'utf16le').toString('utf16le')
}

/**
 * Holds a byte stream against the encodings, strictly and never by guessing: UTF-8 if all of it is, else GB18030 if
 * all of it is. Detectors are not used: they call short GBK text Big5 or Shift_JIS.
 */
export interface EncodingCheck {
  /** False as soon as no encoding is left. */
  write(chunk: Uint8Array): boolean
  end(): Encoding | null
}
export function createEncodingCheck(declared: Encoding | 'auto'): EncodingCheck {
  const utf8 = createUtf8Check()
  let utf8Holds = declared !== 'gb18030'
  let gb18030Holds = declared !== 'utf-8'
  let gb18030: TextDecoder | null = null
  const holdGb18030 = (chunk: Uint8Array, stream: boolean) => {
    // until the first byte beyond ASCII both encodings are in the same state, so the slower one need not start
    if (gb18030 === null && isAscii(chunk)) return true
    gb18030 ??= new TextDecoder('gb18030', { fatal: true })
    try {
      gb18030.decode(chunk, { stream })
      return true
    } catch {
      return false
    }
  }
  return {
    write(chunk) {
      if (utf8Holds) utf8Holds = utf8.write(chunk)
      if (gb18030Holds) gb18030Holds = holdGb18030(chunk, true)
      return utf8Holds || gb18030Holds
    },
    end() {
      if (utf8Holds && utf8.end()) return 'utf-8'
      return gb18030Holds && holdGb18030(new Uint8Array(), false) ? 'gb18030' : null
    },
  }
}

function createUtf8Check(): { write(chunk: Uint8Array): boolean; end(): boolean } {
  let carry = new Uint8Array()
  return {
    write(chunk) {
      const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk])
      const whole = bytes.length - unfinishedBytes(bytes)
      carry = Uint8Array.from(bytes.subarray(whole)) // a copy: the caller uses its block again
      return isUtf8(bytes.subarray(0, whole))
    },
    end: () => carry.length === 0,
  }
}

/** How many bytes at the end begin a UTF-8 character that goes on beyond them: 0 to 3. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}
