import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const repository = join(import.meta.dirname, '../..')

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}
export interface Installed {
  /** A folder outside the repository with guiji in its node_modules. */
  readonly folder: string
  /** The tarball's files, relative to the package. */
  readonly files: readonly string[]
  /** Brings a development package, as `npm install --save-dev` would. */
  add(name: string): Promise<void>
  guiji(args: readonly string[], env?: { readonly [name: string]: string }): Promise<Finished>
  remove(): Promise<void>
}

/**
 * The packed package, installed without the network: unpacked where npm would put it, beside links to exactly those of
 * the repository's packages that an installation brings. Development packages are missing, as they are for a user.
 */
export async function installPacked(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-installed-'))
  const modules = join(folder, 'node_modules')
  const own = join(modules, 'guiji')
  await mkdir(own, { recursive: true })
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: repository })
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  await run('tar', ['-xzf', join(folder, tarball), '-C', own, '--strip-components=1'])
  const link = async (name: string) => {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(repository, 'node_modules', name), join(modules, name))
  }
  for (const name of await productionPackages()) await link(name)
  const command = await linkCommand(modules, own)
  return {
    folder,
    files: await filesOf(own),
    add: link,
    guiji: (args, env = {}) => finished(command, args, { cwd: folder, env: { ...plainEnvironment(), ...env } }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Top-level packages that an installation without development packages has, by the lock file. */
async function productionPackages(): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  return Object.entries(lock.packages).flatMap(([path, { dev }]) => {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
    // packages for other systems stand in the lock file too
    return name !== undefined && dev !== true && existsSync(join(repository, path)) ? [name] : []
  })
}

async function linkCommand(modules: string, own: string): Promise<string> {
  const { bin } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as { bin: { guiji: string } }
  const command = join(modules, '.bin/guiji')
  await mkdir(dirname(command), { recursive: true })
  await symlink(join('../guiji', bin.guiji), command)
  // npm does the same when it installs
  await chmod(join(own, bin.guiji), 0o755)
  return command
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
}

/** Without what vitest and npm put into the environment. */
function plainEnvironment(): { [name: string]: string } {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, NO_COLOR: '1', LC_ALL: 'C.UTF-8' }
}

export async function finished(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: { readonly [name: string]: string } },
): Promise<Finished> {
  try {
    return { code: 0, ...(await run(program, [...args], { maxBuffer: 1 << 26, ...options })) }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw error
    return { code, stdout, stderr }
  }
}
