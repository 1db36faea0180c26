import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FaultServer } from './_server.ts'

/** A small file system under a server's new tables. */
export interface SmallDisk {
  readonly tablespace: string
  /** Leaves so many KiB. */
  fill(leftKib: number): void
  free(): void
  close(): void
}

/** null where this account may not mount. */
export async function openDisk(server: FaultServer): Promise<SmallDisk | null> {
  if (process.getuid?.() !== 0) return null
  const folder = mkdtempSync(join(tmpdir(), 'guiji-disk-'))
  const { uid = 0, gid = 0 } = server.account ?? {}
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=8m,uid=${uid},gid=${gid},mode=0700`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
  await server.administer(`create tablespace small location '${folder}'`)
  const filler = join(folder, 'filler')
  const free = () => {
    rmSync(filler, { force: true })
  }
  return {
    tablespace: 'small',
    free,
    fill(leftKib) {
      free()
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftKib * 1024)))
    },
    close() {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}
