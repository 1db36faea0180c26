import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** What a project's files are; data that comes and goes is none of it. */
const sources = ['guiji.yaml', 'agencies', 'connections', 'catalog', 'libraries', 'services', 'lists', 'connectors', 'transforms']
/** By looking, since watching whole trees loses changes on some systems: a thousand files take some milliseconds. */
const pauseMs = 700

/** Calls back, one call at a time, once a project's files have changed and then rested; settles when `signal` aborts. */
export async function followChanges(root: string, signal: AbortSignal, changed: () => Promise<void>): Promise<void> {
  let handled = await stateOf(root)
  let before = handled
  while (!signal.aborted) {
    await delay(pauseMs, undefined, { signal }).catch(() => undefined)
    const now = await stateOf(root)
    // Editors write a file several times over.
    const rests = now === before
    before = now
    if (!rests || now === handled || signal.aborted) continue
    handled = now
    await changed()
  }
}

async function stateOf(root: string): Promise<string> {
  const lines: string[] = []
  for (const source of sources) await addState(join(root, source), lines)
  return lines.join('\n')
}

async function addState(path: string, lines: string[]): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found === null) return
  if (!found.isDirectory()) {
    lines.push(`${path} ${found.mtimeMs} ${found.size}`)
    return
  }
  for (const name of (await readdir(path).catch(() => [])).sort()) if (!name.startsWith('.')) await addState(join(path, name), lines)
}
