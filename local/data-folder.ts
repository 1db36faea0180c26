import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canReach, type Account } from './account.ts'

/** Servers' files of projects that PostgreSQL's account can't walk down to, such as those in root's home. */
export const sharedFolder = '/var/lib/guiji'

/** Where a project's server keeps its data: in the project's `.guiji`, if the account can reach it. */
export async function dataFolder(folder: string, account: Account | null): Promise<string> {
  if (account === null || (await canReach(folder, account))) return folder
  const outside = join(sharedFolder, createHash('sha256').update(folder).digest('hex').slice(0, 12))
  await mkdir(outside, { recursive: true })
  for (const made of [sharedFolder, outside]) await chmod(made, 0o755)
  await writeFile(join(outside, 'project'), folder)
  await removeAbandoned()
  return outside
}

/** Data whose project was deleted goes with it. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(sharedFolder)) {
    const project = await readFile(join(sharedFolder, name, 'project'), 'utf8').catch(() => null)
    if (project === null || (await isThere(project)) || (await isThere(join(sharedFolder, name, 'postgres', 'postmaster.pid')))) continue
    await rm(join(sharedFolder, name), { recursive: true, force: true })
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}
