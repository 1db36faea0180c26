import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { defineErrors } from '../core/errors.ts'
import { isAlive } from './processes.ts'

const errors = defineErrors({
  LOCAL_BUSY: {
    recovery: 'retry',
    message: { zh: '进程 {pid} 正占用 {file}', en: 'process {pid} holds {file}' },
    remedy: {
      zh: '等它结束后再试；若该进程已不存在，删除此文件',
      en: 'try again when it has ended; if there is no such process, delete the file',
    },
  },
})

/** A lock's file is made before its holder is written into it; for that long an empty one is not taken for abandoned. */
const unwrittenMs = 2000

/** Runs `body` while this process alone holds the lock file; one left by a process that is gone is taken over. Throws LOCAL_BUSY. */
export async function withLock<T>(file: string, waitMs: number, body: () => Promise<T>): Promise<T> {
  const end = Date.now() + waitMs
  while (!(await take(file))) {
    const holder = await holderOf(file)
    if (holder !== null && !isAlive(holder)) await clear(file, holder)
    else if (Date.now() >= end) throw errors('LOCAL_BUSY', { pid: holder ?? 0, file })
    else await new Promise((resolve) => setTimeout(resolve, 100))
  }
  try {
    return await body()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function holderOf(file: string): Promise<number | null> {
  try {
    const pid = Number(await readFile(file, 'utf8'))
    if (Number.isSafeInteger(pid) && pid > 0) return pid
    return Date.now() - (await stat(file)).mtimeMs > unwrittenMs ? -1 : null
  } catch {
    return null
  }
}

/** Removes an abandoned lock by a rename, which only one of several askers can do; a living one caught by mistake is put back. */
async function clear(file: string, holder: number): Promise<void> {
  const aside = `${file}.${String(process.pid)}`
  try {
    await rename(file, aside)
    if ((await holderOf(aside)) !== holder) await link(aside, file)
  } catch {
    // another asker was first
  }
  await rm(aside, { force: true })
}
