import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Catalog, Connection } from '../catalog/catalog.ts'
import { checkFile } from '../catalog/check-file.ts'
import { openCatalog } from '../catalog/open-catalog.ts'
import { configError, requireAsset, requireConnection, type Asset } from '../catalog/read-asset.ts'
import { readYaml } from '../catalog/read-yaml.ts'
import { Secret, type Infer, type ObjectSchema } from '../core/config.ts'
import type { ConnectionSpec } from '../core/spec.ts'
import { projectFile } from '../schemas/project-file.ts'
import { readReference } from '../schemas/references.ts'
import { findProjectRoot } from './find-root.ts'
import { createLog, type LogLevel, type ProjectLog } from './log.ts'
import { createRegistries, type ProjectRegistries } from './registries.ts'
import { resolveReference, resolveSettings } from './secrets.ts'

export type Environment = { readonly [name: string]: string | undefined }
export interface ProjectOptions {
  readonly env: Environment
  /** The language of what is said to people; errors and problems always have both. */
  readonly lang?: 'zh' | 'en'
  /** Where log lines go; guiji.yaml's file or standard error when absent. */
  readonly log?: ProjectLog
}

/** guiji.yaml, with its defaults. */
export interface ProjectConfig {
  readonly name: string
  readonly region: string
  readonly temporal: { readonly address: string | null; readonly namespace: string; readonly taskQueue: string }
  readonly log: { readonly level: LogLevel; readonly file: string | null }
}

/** A project, opened: its settings and registries, and ways to read its files. Nothing is connected to, no secret is read. */
export interface Project {
  readonly root: string
  readonly lang: 'zh' | 'en'
  readonly env: Environment
  readonly config: ProjectConfig
  readonly registries: ProjectRegistries
  readonly log: ProjectLog
  /** The target database: guiji.yaml's `database`, else GUIJI_DATABASE_URL; null means a local one. Throws SECRET_MISSING. */
  databaseUrl(): Secret | null
  /** The key that quarantined rows are sealed with: guiji.yaml's `quarantine.key`, else GUIJI_QUARANTINE_KEY; null: none. Throws SECRET_MISSING. */
  quarantineKey(): Secret | null
  /** Everything, checked; read anew each time. */
  catalog(): Promise<Catalog>
  /** One asset with only the files that it needs. Throws ASSET_UNKNOWN, CONFIG_INVALID. */
  asset(id: string): Promise<Asset>
  /** Throws CONNECTION_MISSING, CONFIG_INVALID. */
  connection(id: string): Promise<Connection>
  /** A connection's settings with secrets looked up, for its connector's `open`. Throws SECRET_MISSING, CONFIG_INVALID. */
  settings<const S extends ObjectSchema>(schema: S, connection: ConnectionSpec): Infer<S>
}

/** Opens the project in `from` or above it. Throws PROJECT_NOT_FOUND, CONFIG_INVALID, MODULE_DUPLICATE. */
export function openProject(from: string, { env, lang = 'en', log }: ProjectOptions): Project {
  const root = findProjectRoot(from)
  const { config, database, quarantineKey } = readProjectFile(root)
  const registries = createRegistries(root)
  const { level, file } = config.log
  const secretOf = (written: string | null, item: string, variable: string) => {
    const reference = readReference(written)
    if (reference !== null) return new Secret(resolveReference(reference, item, { env, root, where: 'guiji.yaml' }))
    const value = env[variable]
    return value === undefined || value === '' ? null : new Secret(value)
  }
  return {
    root,
    lang,
    env,
    config,
    registries,
    log: log ?? createLog({ level, ...(file === null ? {} : { to: resolve(root, file) }) }),
    databaseUrl: () => secretOf(database, 'database', 'GUIJI_DATABASE_URL'),
    quarantineKey: () => secretOf(quarantineKey, 'quarantine.key', 'GUIJI_QUARANTINE_KEY'),
    catalog: () => openCatalog(root, registries),
    asset: (id) => requireAsset(root, id, registries),
    connection: (id) => requireConnection(root, id, registries),
    settings: (schema, connection) =>
      resolveSettings(schema, connection.settings, { env, root, where: `connections/${connection.id}.yaml` }),
  }
}

interface ProjectFileRead {
  readonly config: ProjectConfig
  /** References, as written. */
  readonly database: string | null
  readonly quarantineKey: string | null
}

function readProjectFile(root: string): ProjectFileRead {
  const check = checkFile(readYaml('guiji.yaml', readFileSync(join(root, 'guiji.yaml'))))
  const value = check.problems.length > 0 ? null : check.validatedJson([], projectFile)
  if (value === null) throw configError(check.problems)
  // as written: its secret is still a reference
  const written = value as unknown as Omit<Infer<typeof projectFile>, 'database' | 'quarantine'> & {
    readonly database?: string
    readonly quarantine?: { readonly key?: string }
  }
  const { name, region, temporal, log, database, quarantine } = written
  const config: ProjectConfig = {
    name,
    region,
    temporal: {
      address: temporal?.address ?? null,
      namespace: temporal?.namespace ?? 'default',
      taskQueue: temporal?.task_queue ?? 'guiji',
    },
    log: { level: log?.level ?? 'info', file: log?.file ?? null },
  }
  return { config: Object.freeze(config), database: database ?? null, quarantineKey: quarantine?.key ?? null }
}
