import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { createEncodingCheck, readByteOrderMark, type Encoding } from './encoding.ts'
import { asFileError, fileErrors } from './file-errors.ts'

/** What one pass over a file gives. */
export interface FileFacts {
  /** Bytes at opening: reading goes no further. */
  readonly length: number
  /** SHA-256 of those bytes, hexadecimal. */
  readonly digest: string
  readonly encoding: Encoding
  /** Bytes of the byte order mark. */
  readonly markBytes: number
  /** Whether size and time were the same before and after. */
  readonly steady: boolean
}

const blockBytes = 1024 * 1024

/**
 * Length, digest and encoding of a file in one streaming pass: byte order mark, then strict UTF-8 over the whole. Where
 * that fails, in the first block for nearly every such file, the pass begins again with strict GB18030. A declared
 * encoding is held to alone. Throws FILE_UNDECODABLE, FILE_WIDE_ENCODING, FILE_GONE, FILE_FORBIDDEN.
 */
export async function inspectFile(path: string, name: string, declared: Encoding | 'auto', signal: AbortSignal): Promise<FileFacts> {
  try {
    const file = await open(path, 'r')
    try {
      const before = await file.stat()
      const mark = await readMark(file, name)
      const tried: readonly Encoding[] = mark !== null ? [mark.encoding] : declared === 'auto' ? ['utf-8', 'gb18030'] : [declared]
      let offset = 0
      for (const encoding of tried) {
        const found = await readThrough(file, before.size, mark?.bytes ?? 0, encoding, signal)
        offset = Math.max(offset, found.offset)
        if (found.digest === null) continue
        const after = await file.stat()
        const steady = found.offset === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs
        return { length: found.offset, digest: found.digest, encoding, markBytes: mark?.bytes ?? 0, steady }
      }
      throw fileErrors('FILE_UNDECODABLE', { file: name, tried: tried.join(', '), offset })
    } finally {
      await file.close()
    }
  } catch (error) {
    throw asFileError(error, name, 'read')
  }
}

async function readMark(file: FileHandle, name: string): Promise<{ readonly encoding: Encoding; readonly bytes: number } | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  const mark = readByteOrderMark(buffer.subarray(0, bytesRead))
  if (mark?.encoding === 'utf-16' || mark?.encoding === 'utf-32')
    throw fileErrors('FILE_WIDE_ENCODING', { file: name, encoding: mark.encoding.toUpperCase() })
  return mark === null ? null : { encoding: mark.encoding, bytes: mark.bytes }
}

/** The digest is null where the bytes are not of the encoding; `offset` is how far they were, by blocks. */
async function readThrough(file: FileHandle, size: number, markBytes: number, encoding: Encoding, signal: AbortSignal) {
  const hash = createHash('sha256')
  const check = createEncodingCheck(encoding)
  const blocks = [0, 1].map(() => Buffer.allocUnsafe(Math.max(4, Math.min(blockBytes, size))))
  let turn = 0
  const read = (at: number) => {
    const block = blocks[turn++ % 2] as Buffer
    const reading = file.read(block, 0, Math.min(block.length, size - at), at)
    // whoever stops reading does not ask for it
    reading.catch(() => undefined)
    return reading
  }
  let offset = 0
  for (let next = size > 0 ? read(0) : null; next !== null;) {
    signal.throwIfAborted()
    const { bytesRead, buffer } = await next
    if (bytesRead === 0) break
    // while these bytes are worked on
    next = offset + bytesRead < size ? read(offset + bytesRead) : null
    const bytes = buffer.subarray(0, bytesRead)
    hash.update(bytes)
    if (!check.write(offset === 0 ? bytes.subarray(markBytes) : bytes)) return { offset, digest: null }
    offset += bytesRead
  }
  return { offset, digest: check.end() === null ? null : hash.digest('hex') }
}
