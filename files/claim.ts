import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asFileError } from './file-errors.ts'
import { isGone, statFile, type Folder } from './folder.ts'

const claimedFolder = '.claimed'
const archivedFolder = '.archived'

/** A claim is a plan's own folder, so that no other plan takes its files and a retry finds them. */
export interface Claim {
  /** Relative to the dataset's folder. */
  readonly path: string
  readonly asset: string
  readonly generation: number
}

/** Where the files of plan `<asset>@<generation>` are kept while it is open. */
export function claimOf(plan: string): Claim {
  const at = plan.lastIndexOf('@')
  const asset = at < 0 ? plan : plan.slice(0, at)
  return { path: join(claimedFolder, safeName(plan)), asset, generation: at < 0 ? 0 : Number(plan.slice(at + 1)) || 0 }
}

/** Claims that earlier plans of the same asset have left behind, the latest first. */
export async function findClaims(folder: Folder, plan: string): Promise<readonly Claim[]> {
  const mine = claimOf(plan)
  const prefix = `${safeName(mine.asset)}@`
  let names: string[]
  try {
    names = await readdir(join(folder.path, claimedFolder))
  } catch (error) {
    if (isGone(error)) return []
    throw asFileError(error, claimedFolder, 'list')
  }
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => ({ path: join(claimedFolder, name), asset: mine.asset, generation: Number(name.slice(prefix.length)) }))
    .filter(({ generation }) => generation !== mine.generation)
    .sort((a, b) => b.generation - a.generation)
}

/**
 * Moves a file (a path relative to the folder) into the claim by a rename and gives its path there; a file that is
 * there already stays. Throws FILE_GONE when it is at neither place.
 */
export async function claimFile(folder: Folder, from: string, claim: Claim, name: string): Promise<string> {
  const to = join(folder.path, claim.path, name)
  try {
    if (await exists(to)) return to
    await mkdir(dirname(to), { recursive: true })
    await rename(join(folder.path, from), to)
    return to
  } catch (error) {
    // another attempt may have moved it between the two looks
    if (isGone(error) && (await exists(to))) return to
    throw asFileError(error, name, 'move')
  }
}

/** Moves a claim's files to `.archived/<plan>/`; what has been moved already stays moved. */
export async function archiveClaim(folder: Folder, claim: Claim, wanted: (name: string) => boolean = () => true): Promise<void> {
  const from = join(folder.path, claim.path)
  const to = join(folder.path, archivedFolder, claim.path.slice(claimedFolder.length + 1))
  try {
    const names = await readdir(from)
    const moving = names.filter(wanted)
    if (moving.length > 0) await mkdir(to, { recursive: true })
    for (const name of moving) await rename(join(from, name), join(to, name))
    if (moving.length === names.length) await rm(from, { recursive: true })
  } catch (error) {
    if (!isGone(error)) throw asFileError(error, claim.path, 'move')
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await statFile(path)) !== null
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

/** Letters, digits and `. _ - @` stay; everything else becomes `%` and its code, so that two plans never share a folder. */
function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9._@-]/g, (character) => `%${(character.codePointAt(0) ?? 0).toString(16)}`).replace(/^\./, '%2e')
}
