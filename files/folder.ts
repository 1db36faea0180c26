import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { asFileError, fileErrors } from './file-errors.ts'

/** A regular file of a folder. `stamp` differs whenever the file was written, replaced or renamed. */
export interface FolderFile {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly modifiedMs: number
  readonly stamp: string
}
export interface Folder {
  /** Real path, below the root. */
  readonly path: string
  /** As configured, for people. */
  readonly label: string
}

/**
 * A folder below `root`, every symbolic link resolved.
 * Throws PATH_OUTSIDE_ROOT when it lies elsewhere, FOLDER_MISSING when it is not there.
 */
export async function openFolder(root: string, folder: string): Promise<Folder> {
  const base = resolve(root)
  const wanted = resolve(base, folder)
  // told from what is written before the disk is asked, so that nothing outside is even looked at
  if (!isWithin(base, wanted)) throw fileErrors('PATH_OUTSIDE_ROOT', { path: folder })
  let path: string
  try {
    path = await realpath(wanted)
    if (!(await stat(path)).isDirectory()) throw fileErrors('FOLDER_MISSING', { folder })
  } catch (error) {
    const known = asFileError(error, folder, 'open')
    throw known === error || !isGone(error) ? known : fileErrors('FOLDER_MISSING', { folder })
  }
  if (!isWithin(await realpath(base), path)) throw fileErrors('PATH_OUTSIDE_ROOT', { path: folder })
  return { path, label: folder }
}

/**
 * The folder's regular files, by name; hidden ones (leading dot) and folders are passed over. `outside` names the
 * symbolic links that leave `root`: they are never read.
 */
export async function listFiles(
  root: string,
  folder: Folder,
): Promise<{ readonly files: readonly FolderFile[]; readonly outside: readonly string[] }> {
  const base = await realpath(root)
  const files: FolderFile[] = []
  const outside: string[] = []
  let entries
  try {
    entries = await readdir(folder.path, { withFileTypes: true })
  } catch (error) {
    throw asFileError(error, folder.label, 'list')
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.') || (!entry.isFile() && !entry.isSymbolicLink())) continue
    const path = resolve(folder.path, entry.name)
    try {
      if (entry.isSymbolicLink() && !isWithin(base, await realpath(path))) {
        outside.push(entry.name)
        continue
      }
      const facts = await statFile(path)
      if (facts !== null) files.push({ name: entry.name, path, ...facts })
    } catch (error) {
      // gone between listing and looking: it has simply not been there
      if (!isGone(error)) throw asFileError(error, entry.name, 'look at')
    }
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { files, outside: outside.sort() }
}

/** Size and times of a regular file, null for anything else. */
export async function statFile(path: string): Promise<Pick<FolderFile, 'size' | 'modifiedMs' | 'stamp'> | null> {
  const facts = await stat(path)
  if (!facts.isFile()) return null
  return {
    size: facts.size,
    modifiedMs: facts.mtimeMs,
    stamp: `${facts.size}:${facts.mtimeMs}:${facts.ctimeMs}:${facts.ino}`,
  }
}

function isWithin(base: string, path: string): boolean {
  const way = relative(base, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
