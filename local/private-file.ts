import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Json } from '../core/values.ts'

/** Replaces a file as a whole; only its owner may read it. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const fresh = `${file}.${String(process.pid)}.new`
  await writeFile(fresh, text, { mode: 0o600 })
  await rename(fresh, file)
}

export async function writePrivateJson(file: string, value: Json): Promise<void> {
  await writePrivate(file, `${JSON.stringify(value, null, 2)}\n`)
}

/** What `writePrivateJson` wrote; null when there is none or it can't be read as JSON. */
export async function readJson(file: string): Promise<{ readonly [name: string]: Json } | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { readonly [name: string]: Json }
  } catch {
    return null
  }
}
