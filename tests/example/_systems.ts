import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { generateSystems, type Truth } from '../../examples/chongzhou/systems-generator/index.ts'

export const example = fileURLToPath(new URL('../../examples/chongzhou', import.meta.url))

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder, removed after the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-example-'))
  made.push(folder)
  return folder
}

/** Sample systems in a folder of their own, removed after the tests. */
export async function makeSystems(rows: number, seed: number): Promise<{ readonly out: string; readonly truth: Truth }> {
  const out = temporaryFolder()
  return { out, truth: await generateSystems({ rows, seed, out }) }
}
