import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for files of an agency, `drop/` below a fresh root. */
export interface DropFolder {
  readonly root: string
  put(name: string, content: string | Uint8Array): Promise<void>
  /** A manifest beside a file that has been put, true unless told otherwise. */
  state(name: string, stated?: { rows?: number; bytes?: number; sha256?: string }): Promise<void>
  /** Every file below `drop/`, with its content's digest. */
  contents(): Promise<{ readonly [path: string]: string }>
  close(): Promise<void>
}

export async function dropFolder(): Promise<DropFolder> {
  const root = await mkdtemp(join(tmpdir(), 'guiji-drop-'))
  const drop = join(root, 'drop')
  await mkdir(drop)
  const digest = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  return {
    root,
    async put(name, content) {
      const path = join(drop, name)
      await writeFile(path, content)
      // old enough to be taken for settled
      await utimes(path, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
    },
    async state(name, stated = {}) {
      const path = join(drop, name)
      const bytes = (await readFile(path)).length
      await writeFile(`${path}.manifest`, JSON.stringify({ bytes, sha256: await digest(path), ...stated }))
    },
    async contents() {
      const paths = (await readdir(drop, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      const found = await Promise.all(
        paths.map(async (entry) => {
          const path = join(entry.parentPath, entry.name)
          return [path.slice(drop.length + 1), await digest(path)] as const
        }),
      )
      return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
    },
    close: () => rm(root, { recursive: true, force: true }),
  }
}
