import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, EngineOptions } from '../activities/engine.ts'
import type { Database } from '../databases/database.ts'
import type { ProjectLog } from '../project/log.ts'
import type { Project } from '../project/open-project.ts'
import type { Frame } from './frame.ts'
import { packageVersion } from './package-version.ts'

/** The project, with a log of its own in `.guiji/`: standard error belongs to the person. Throws PROJECT_NOT_FOUND, CONFIG_INVALID. */
export async function openProjectFor(frame: Frame, root = frame.root): Promise<Project> {
  const [{ openProject }, log] = await Promise.all([import('../project/open-project.ts'), commandLog(root)])
  return openProject(root, { env: frame.terminal.env, lang: frame.language, log })
}

async function commandLog(root: string): Promise<ProjectLog> {
  const [{ findProjectRoot }, { createLog }] = await Promise.all([import('../project/find-root.ts'), import('../project/log.ts')])
  const folder = join(findProjectRoot(root), '.guiji')
  await mkdir(folder, { recursive: true })
  return createLog({ level: 'info', to: join(folder, 'guiji.log') })
}

/** Something that was opened together with what it needs. */
export interface Opened<T> {
  readonly it: T
  close(): Promise<void>
}

/** The target database's address: what guiji.yaml or the environment say, else the project's own PostgreSQL, started if need be. */
export async function targetDatabase(project: Project): Promise<Opened<string>> {
  const configured = project.databaseUrl()
  if (configured !== null) return { it: configured.reveal(), close: () => Promise.resolve() }
  const { startLocalPostgres } = await import('../local/postgres.ts')
  const local = await startLocalPostgres({ root: project.root, log: project.log })
  return { it: local.url, close: () => local.stop() }
}

/** The target database with its control tables. Throws DATABASE_UNREACHABLE, DATABASE_LOGIN. */
export async function openControl(project: Project): Promise<Opened<Database>> {
  const opened = await openUnprepared(project)
  try {
    const { prepareDatabase } = await import('../databases/prepare.ts')
    await prepareDatabase(opened.it)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** The target database as it is, without asking for control tables. */
export async function openUnprepared(project: Project): Promise<Opened<Database>> {
  const target = await targetDatabase(project)
  try {
    const [{ openDatabase }, { createVault }] = await Promise.all([import('../databases/database.ts'), import('../crypto/vault.ts')])
    const vault = createVault(() => project.quarantineKey())
    const about = { build: packageVersion(), maxConnections: 4, applicationName: 'guiji cli' }
    const database = await openDatabase({ url: target.it, ...about, vault })
    const close = async () => {
      await database.close()
      await target.close()
    }
    return { it: database, close }
  } catch (error) {
    await target.close()
    throw error
  }
}

/** Everything that activities need. Throws what `openEngine` throws. */
export async function openEngineFor(project: Project, more: Partial<EngineOptions> = {}): Promise<Opened<Engine>> {
  const target = await targetDatabase(project)
  try {
    const { openEngine } = await import('../activities/engine.ts')
    const { root, env, lang, log } = project
    const engine = await openEngine({ root, env, lang, log, databaseUrl: target.it, build: packageVersion(), ...more })
    const close = async () => {
      await engine.close()
      await target.close()
    }
    return { it: engine, close }
  } catch (error) {
    await target.close()
    throw error
  }
}

/** Opens, works, closes, whatever happens. */
export async function using<T, R>(opening: Promise<Opened<T>>, work: (it: T) => Promise<R>): Promise<R> {
  const opened = await opening
  try {
    return await work(opened.it)
  } finally {
    await opened.close()
  }
}
