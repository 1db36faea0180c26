import { readFile } from 'node:fs/promises'
import { isGone } from './folder.ts'

/** What an agency states beside a file, as JSON: `{"rows": 1000, "bytes": 178000, "sha256": "..."}`, each optional. */
export interface Manifest {
  readonly rows: number | null
  readonly bytes: number | null
  readonly sha256: string | null
}

/** The manifest at `path`; null when there is none; 'unreadable' when it is no such JSON (it may be half written). */
export async function readManifest(path: string): Promise<Manifest | 'unreadable' | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
  let stated: unknown
  try {
    stated = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return 'unreadable'
  }
  if (typeof stated !== 'object' || stated === null) return 'unreadable'
  const { rows, bytes, sha256 } = stated as Record<string, unknown>
  if (!isCount(rows) || !isCount(bytes) || !(sha256 === undefined || (typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256))))
    return 'unreadable'
  // without size or digest it would prove nothing about the file
  if (bytes === undefined && sha256 === undefined) return 'unreadable'
  return { rows: rows ?? null, bytes: bytes ?? null, sha256: sha256?.toLowerCase() ?? null }
}

function isCount(value: unknown): value is number | undefined {
  return value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)
}
