import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { asFileError, fileErrors } from './file-errors.ts'

/** A file as a plan froze it. */
export interface FrozenFile {
  readonly name: string
  readonly length: number
  readonly digest: string
}

/** Small, so that between blocks the database's answers are heard. */
const blockBytes = 128 * 1024

/**
 * The bytes of a frozen file from `offset` on, in blocks. The digest is computed over the whole file on the way and
 * held against the plan's before the last block is given, so a reader that has everything has what was planned.
 * Throws FILE_CHANGED, FILE_GONE, FILE_FORBIDDEN.
 */
export async function* readFrozen(
  path: string,
  frozen: FrozenFile,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const changed = (expected: string | number, found: string | number) =>
        fileErrors('FILE_CHANGED', { file: frozen.name, expected: String(expected), found: String(found) })
      if (size !== frozen.length) throw changed(`${frozen.length} bytes`, `${size} bytes`)
      const hash = createHash('sha256')
      for (let at = 0; at < frozen.length;) {
        signal.throwIfAborted()
        // bytes before the offset are read for the digest alone, in blocks of their own
        const end = at < offset ? offset : frozen.length
        const block = Buffer.allocUnsafe(Math.min(blockBytes, end - at))
        const { bytesRead } = await file.read(block, 0, block.length, at)
        if (bytesRead === 0) throw changed(`${frozen.length} bytes`, `${at} bytes`)
        const bytes = block.subarray(0, bytesRead)
        hash.update(bytes)
        at += bytesRead
        if (at === frozen.length) {
          const digest = hash.digest('hex')
          if (digest !== frozen.digest) throw changed(`sha256 ${frozen.digest.slice(0, 12)}`, `sha256 ${digest.slice(0, 12)}`)
        }
        if (at > offset) yield bytes
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw asFileError(error, frozen.name, 'read')
  }
}
