import type { AssetKind } from '../core/activities.ts'
import { Secret } from '../core/config.ts'
import type { PlatformReader } from '../core/connector.ts'
import { defineErrors } from '../core/errors.ts'
import type { AssetSpec } from '../core/spec.ts'
import type { Database } from '../databases/database.ts'
import { createVault, readSealKey } from '../crypto/vault.ts'
import { openDatabase } from '../databases/database.ts'
import type { TemporalHolder } from '../databases/leases.ts'
import { prepareDatabase } from '../databases/prepare.ts'
import type { ProcessHolder } from '../databases/process-holder.ts'
import { columnsOf, readTable } from '../databases/read-asset.ts'
import { openProject, type Project } from '../project/open-project.ts'
import type { ProjectLog } from '../project/log.ts'

const errors = defineErrors({
  DATABASE_NOT_CONFIGURED: {
    recovery: 'abort',
    message: { zh: '没有配置目标数据库', en: 'no target database is configured' },
    remedy: {
      zh: '在 guiji.yaml 中写 database: ${env:GUIJI_DATABASE_URL} 并设置该变量，或先运行 guiji demo/dev 启用本机数据库',
      en: 'write database: ${env:GUIJI_DATABASE_URL} in guiji.yaml and set the variable, or start a local one with guiji demo or guiji dev',
    },
  },
  LEASE_HOLDER_UNKNOWN: {
    recovery: 'retry',
    message: {
      zh: '租约由 Temporal 的运行 {workflow} 持有，而本进程没有连接 Temporal',
      en: 'the lease is held by the Temporal run {workflow}, and this process has no connection to Temporal',
    },
    remedy: { zh: '设置 TEMPORAL_ADDRESS 后再试，或等该运行结束', en: 'set TEMPORAL_ADDRESS and try again, or wait for that run to end' },
  },
})

export interface AssetAbout {
  readonly kind: AssetKind
  readonly name: string
  readonly agency: string
  readonly spec: AssetSpec
}
/** What activities work with: a project and its target database, opened once per process. */
export interface Engine {
  readonly project: Project
  readonly database: Database
  readonly platform: PlatformReader
  /** The Temporal cluster that this process works for, recorded with leases; empty in process. */
  readonly cluster: string
  /** Lease sessions of this process's own runs, by run id. */
  readonly processHolders: Map<string, Promise<ProcessHolder>>
  /** Ends a run's lease session, if it has one here. */
  dropProcessHolder(runId: string): Promise<void>
  /** The one clock: an instant in ISO 8601. */
  now(): string
  /** Throws ASSET_UNKNOWN, CONFIG_INVALID. */
  asset(id: string): Promise<AssetAbout>
  isTemporalRunClosed(holder: TemporalHolder): Promise<boolean>
  close(): Promise<void>
}
export interface EngineOptions {
  readonly root: string
  readonly env: { readonly [name: string]: string | undefined }
  readonly lang?: 'zh' | 'en'
  readonly log?: ProjectLog
  /** Instead of what guiji.yaml or GUIJI_DATABASE_URL say. */
  readonly databaseUrl?: string
  readonly build?: string
  readonly cluster?: string
  readonly maxConnections?: number
  readonly now?: () => string
  readonly isTemporalRunClosed?: (holder: TemporalHolder) => Promise<boolean>
}

/** Opens a project and its database, control tables included. Throws DATABASE_NOT_CONFIGURED, DATABASE_UNREACHABLE, QUARANTINE_KEY_INVALID. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { root, env, lang, log, databaseUrl } = options
  const project = openProject(root, { env, ...(lang === undefined ? {} : { lang }), ...(log === undefined ? {} : { log }) })
  const url = databaseUrl === undefined ? project.databaseUrl() : new Secret(databaseUrl)
  if (url === null) throw errors('DATABASE_NOT_CONFIGURED')
  // a key that is missing or none is told now, not at the first bad row
  const key = project.quarantineKey()
  if (key !== null) readSealKey(key)
  const database = await openDatabase({
    url,
    vault: createVault(() => key),
    build: options.build ?? 'development',
    ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
  })
  const processHolders = new Map<string, Promise<ProcessHolder>>()
  const engine: Engine = {
    project,
    database,
    platform: createPlatformReader(project, database),
    cluster: options.cluster ?? '',
    processHolders,
    async dropProcessHolder(runId) {
      const holder = processHolders.get(runId)
      processHolders.delete(runId)
      await (await holder?.catch(() => null))?.close()
    },
    now: options.now ?? (() => new Date().toISOString()),
    async asset(id) {
      const asset = await project.asset(id)
      const agency = asset.kind === 'dataset' ? asset.spec.agency : asset.kind === 'service' ? asset.spec.recipient : ''
      return { kind: asset.kind, name: asset.spec.name, agency, spec: asset.spec }
    },
    isTemporalRunClosed:
      options.isTemporalRunClosed ??
      ((holder) => Promise.reject(errors('LEASE_HOLDER_UNKNOWN', { workflow: `${holder.workflowId} ${holder.runId}` }))),
    async close() {
      for (const holder of processHolders.values()) await (await holder.catch(() => null))?.close()
      await database.close()
    },
  }
  try {
    await prepareDatabase(database)
  } catch (error) {
    await engine.close()
    throw error
  }
  return engine
}

/** Libraries and services, read for connectors that hand them on. */
function createPlatformReader(project: Project, database: Database): PlatformReader {
  const tableOf = async (asset: string) => (await project.asset(asset)).spec.table
  return {
    columns: async (asset) => columnsOf(await tableOf(asset)),
    async *read(asset, after, signal) {
      yield* readTable(database, await tableOf(asset), after, signal)
    },
  }
}
