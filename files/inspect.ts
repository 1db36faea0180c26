import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
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
 * Length, digest and encoding of a file in one streaming pass: byte order mark, then strict UTF-8 over the whole, then
 * strict GB18030. A declared encoding is held to alone.
 * Throws FILE_UNDECODABLE, FILE_WIDE_ENCODING, FILE_GONE, FILE_FORBIDDEN.
 */
export async function inspectFile(path: string, name: string, declared: Encoding | 'auto', signal: AbortSignal): Promise<FileFacts> {
  try {
    const file = await open(path, 'r')
    try {
      const before = await file.stat()
      const hash = createHash('sha256')
      const block = Buffer.allocUnsafe(Math.max(4, Math.min(blockBytes, before.size)))
      let check = createEncodingCheck(declared)
      let tried = declared === 'auto' ? 'utf-8, gb18030' : declared
      let markBytes = 0
      let offset = 0
      while (offset < before.size) {
        signal.throwIfAborted()
        const { bytesRead } = await file.read(block, 0, Math.min(block.length, before.size - offset), offset)
        if (bytesRead === 0) break
        const bytes = block.subarray(0, bytesRead)
        hash.update(bytes)
        if (offset === 0) {
          const mark = readByteOrderMark(bytes)
          if (mark?.encoding === 'utf-16' || mark?.encoding === 'utf-32')
            throw fileErrors('FILE_WIDE_ENCODING', { file: name, encoding: mark.encoding.toUpperCase() })
          if (mark !== null) {
            markBytes = mark.bytes
            tried = mark.encoding
            check = createEncodingCheck(mark.encoding)
          }
        }
        if (!check.write(offset === 0 ? bytes.subarray(markBytes) : bytes))
          throw fileErrors('FILE_UNDECODABLE', { file: name, tried, offset })
        offset += bytesRead
      }
      const encoding = check.end()
      if (encoding === null) throw fileErrors('FILE_UNDECODABLE', { file: name, tried, offset })
      const after = await file.stat()
      const steady = offset === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs
      return { length: offset, digest: hash.digest('hex'), encoding, markBytes, steady }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw asFileError(error, name, 'read')
  }
}
