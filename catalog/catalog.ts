import type { AssetKind } from '../core/activities.ts'
import type { Cadence, Update } from '../core/cadence.ts'
import type { Connector, Mode } from '../core/connector.ts'
import type { SemanticType, Step } from '../core/field.ts'
import type { ConnectionSpec, DatasetSpec, LibrarySpec, ServiceSpec } from '../core/spec.ts'
import type { Problem } from '../schemas/problem.ts'

/** The modules of one kind: their names are known at once, each is loaded when it is used. */
export interface ModuleSet<T> {
  readonly names: readonly string[]
  /** Throws when the module cannot be loaded, or no module has that name. */
  load(name: string): Promise<T>
}
export interface Registries {
  readonly connectors: ModuleSet<Connector>
  readonly types: ModuleSet<SemanticType>
  readonly steps: ModuleSet<Step>
}

export type Records<T> = { readonly [id: string]: T }

export interface Agency {
  readonly id: string
  readonly file: string
  readonly name: string
  readonly uscc: string
  readonly administrators: readonly string[]
  readonly reviewers: readonly string[]
}
export interface Connection extends ConnectionSpec {
  readonly file: string
  readonly name: string | null
  /** The superior unit that built the system (Article 11). */
  readonly owner: string | null
}
/** The nine elements of Article 21, and the secrecy review of Articles 2 and 48. */
export interface CatalogEntry {
  readonly name: string
  readonly format: string
  readonly sharing: 'unrestricted' | 'restricted' | 'none'
  readonly basis: string | null
  readonly scope: { readonly agencies: readonly string[]; readonly condition: string | null }
  readonly update: Update
  readonly due: string | null
  readonly modes: readonly ('interface' | 'download' | 'page')[]
  readonly provider: string
  readonly open: boolean
  readonly secrecy: { readonly reviewer: string; readonly date: string }
}
export interface Dataset {
  readonly kind: 'dataset'
  readonly id: string
  readonly file: string
  readonly entry: CatalogEntry
  readonly cadence: Cadence
  readonly spec: DatasetSpec
}
export interface Library {
  readonly kind: 'library'
  readonly id: string
  readonly file: string
  readonly update: Update
  readonly cadence: Cadence
  readonly spec: LibrarySpec
}
export interface Service {
  readonly kind: 'service'
  readonly id: string
  readonly file: string
  readonly update: Update
  readonly cadence: Cadence
  readonly spec: ServiceSpec
}
/** A code list: rows of [code, label, ...other labels]. */
export interface CodeList {
  readonly name: string
  readonly file: string
  readonly rows: readonly (readonly string[])[]
}
export interface AssetSchedule {
  readonly asset: string
  readonly kind: AssetKind
  readonly name: string
  /** The dataset's agency, the service's recipient; empty for a library. */
  readonly agency: string
  readonly update: Update
  readonly cadence: Cadence
}

/** A project's files, checked, as plain frozen data. What has an error stands only in `problems`. */
export interface Catalog {
  readonly root: string
  readonly agencies: Records<Agency>
  readonly connections: Records<Connection>
  readonly datasets: Records<Dataset>
  readonly libraries: Records<Library>
  readonly services: Records<Service>
  readonly lists: Records<CodeList>
  readonly schedules: readonly AssetSchedule[]
  readonly problems: readonly Problem[]
}

/** The connector's first mode; where a source holds changes only, its first one that does not take what is there for the whole. */
export function defaultMode(modes: readonly Mode[], holds: 'all' | 'changes' | undefined): Mode | undefined {
  return (holds === 'changes' ? modes.find((mode) => mode !== 'snapshot') : undefined) ?? modes[0]
}

/** What a snapshot brings by default is all, what comes by cursor or feed is changes. */
export function defaultHolds(mode: Mode): 'all' | 'changes' {
  return mode === 'snapshot' ? 'all' : 'changes'
}
