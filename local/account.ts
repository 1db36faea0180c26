import { execFile } from 'node:child_process'
import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Who a server runs as, where it refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** null where this process is not root. PostgreSQL refuses root, so the system's `postgres` is used, and made where it is missing. */
export async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const known = await lookUp()
  if (known !== null) return known
  await run('groupadd', ['--system', 'postgres']).catch(() => undefined)
  await run('useradd', ['--system', '--no-create-home', '--gid', 'postgres', 'postgres'])
  const made = await lookUp()
  if (made === null) throw new Error('no account for PostgreSQL could be made')
  return made
}

async function lookUp(): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)))
    return uid === undefined || gid === undefined ? null : { uid, gid }
  } catch {
    return null
  }
}

/** Whether the account may walk down to the folder: a home or temporary folder of root's often forbids it. */
export async function canReach(folder: string, account: Account): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at)
    const needed = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & needed) === 0) return false
    if (at === dirname(at)) return true
  }
}
