import { readdir } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Rooms whose modules declare errors. */
const rooms = [
  'core',
  'schemas',
  'transforms',
  'sql',
  'files',
  'crypto',
  'connectors',
  'databases',
  'catalog',
  'project',
  'activities',
  'workflows',
  'server',
  'worker',
  'local',
  'cli',
]

/** Loads every module of guiji, so that every error is declared. Only the command's own entry does anything when loaded. */
export async function loadEveryModule(): Promise<void> {
  const own = fileURLToPath(import.meta.url)
  const extension = extname(own)
  const root = dirname(dirname(dirname(own)))
  for (const room of rooms) {
    const names = await readdir(join(root, room), { recursive: true }).catch(() => [])
    for (const name of names.sort()) {
      if (extname(name) !== extension || name.endsWith('.d.ts') || (room === 'cli' && name === `main${extension}`)) continue
      await import(pathToFileURL(join(root, room, name)).href)
    }
  }
}
