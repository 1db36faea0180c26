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
 * The bytes of a frozen file from `offset` on, in blocks, each of which holds until the next is asked for. The digest is computed over the whole file on the way and
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
      const blocks = [0, 1].map(() => Buffer.allocUnsafeSlow(Math.min(blockBytes, frozen.length)))
      let turn = 0
      const read = (at: number) => {
        // bytes before the offset are read for the digest alone, in blocks of their own
        const end = at < offset ? offset : frozen.length
        const block = blocks[turn++ % 2] as Buffer
        const reading = file.read(block, 0, Math.min(block.length, end - at), at)
        // whoever stops reading does not ask for it
        reading.catch(() => undefined)
        return reading
      }
      let next = frozen.length > 0 ? read(0) : null
      for (let at = 0; next !== null;) {
        signal.throwIfAborted()
        const { bytesRead, buffer } = await next
        if (bytesRead === 0) throw changed(`${frozen.length} bytes`, `${at} bytes`)
        const bytes = buffer.subarray(0, bytesRead)
        at += bytesRead
        // while these bytes are worked on
        next = at < frozen.length ? read(at) : null
        hash.update(bytes)
        if (next === null) {
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
