import { createHash, type Hash } from 'node:crypto'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { encodeGb18030 } from 'guiji/files'

/** Whole lines of a file, written in blocks; what waits to be written is never more than one block. */
export interface Output {
  /** Appends text that ends with a line end. Gives a promise now and then, to be waited for. */
  write(text: string): Promise<void> | null
  /** Bytes and SHA-256 (hexadecimal) of all that was written. */
  close(): Promise<{ readonly bytes: number; readonly sha256: string }>
}

const blockCharacters = 256 * 1024

/** Makes the file's folder where it is missing, and the file anew. */
export async function openOutput(path: string, encoding: 'utf-8' | 'utf-8-bom' | 'gb18030' = 'utf-8'): Promise<Output> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'w')
  const encode = encoding === 'gb18030' ? encodeGb18030 : (text: string) => Buffer.from(text, 'utf8')
  return createOutput(file, encode, encoding === 'utf-8-bom' ? '\ufeff' : '')
}

function createOutput(file: FileHandle, encode: (text: string) => Uint8Array, mark: string): Output {
  const hash: Hash = createHash('sha256')
  let waiting: string[] = [mark]
  let characters = 0
  let bytes = 0
  const flush = async () => {
    const block = encode(waiting.join(''))
    waiting = []
    characters = 0
    bytes += block.length
    hash.update(block)
    await file.writeFile(block)
  }
  return {
    write(text) {
      waiting.push(text)
      characters += text.length
      return characters < blockCharacters ? null : flush()
    },
    async close() {
      try {
        await flush()
      } finally {
        await file.close()
      }
      return { bytes, sha256: hash.digest('hex') }
    },
  }
}

const special = /[",\r\n]/

/** A CSV record (RFC 4180) with CRLF; null is an empty cell. */
export function csvLine(cells: readonly (string | null)[]): string {
  let line = ''
  for (const [at, cell] of cells.entries()) {
    if (at > 0) line += ','
    if (cell !== null) line += special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  }
  return `${line}\r\n`
}

/** How many lines of a file a record takes. */
export function linesIn(record: string): number {
  let lines = 0
  for (let at = record.indexOf('\n'); at >= 0; at = record.indexOf('\n', at + 1)) lines++
  return lines
}

const escaped: { readonly [character: string]: string } = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A row in PostgreSQL's COPY text format. */
export function copyLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '\\N' : cell.replace(/[\\\t\n\r]/g, (character) => escaped[character] ?? ''))).join('\t')}\n`
}
