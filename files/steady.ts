import { setTimeout as delay } from 'node:timers/promises'
import { isGone, statFile, type FolderFile } from './folder.ts'

/**
 * The paths of those files that are still being written. A file whose last change lies `seconds` back is steady; for
 * younger ones, and where the share's clock runs ahead, this waits `seconds` once and looks again.
 */
export async function findGrowing(
  files: readonly FolderFile[],
  seconds: number,
  nowMs: number,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const young = files.filter(({ modifiedMs }) => !(nowMs - modifiedMs >= seconds * 1000))
  const growing = new Set<string>()
  if (young.length === 0 || seconds === 0) return growing
  await delay(seconds * 1000, undefined, { signal })
  for (const file of young) {
    try {
      const later = await statFile(file.path)
      if (later === null || later.size !== file.size || later.modifiedMs !== file.modifiedMs) growing.add(file.path)
    } catch (error) {
      if (!isGone(error)) throw error
      growing.add(file.path)
    }
  }
  return growing
}
