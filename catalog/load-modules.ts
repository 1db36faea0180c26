import type { Connector } from '../core/connector.ts'
import { GuijiError } from '../core/errors.ts'
import type { SemanticType, Step } from '../core/field.ts'
import type { Json } from '../core/values.ts'
import { isRecord } from '../schemas/fill-defaults.ts'
import type { At } from '../schemas/problem.ts'
import type { ModuleSet, Registries } from './catalog.ts'
import type { FileCheck } from './check-file.ts'
import type { ProjectFiles } from './project-files.ts'

/** The modules that some files name, loaded, so that everything after is plain computation. */
export interface Modules {
  readonly connectors: Loaded<Connector>
  readonly types: Loaded<SemanticType>
  readonly steps: Loaded<Step>
}
export interface Loaded<T> {
  readonly names: readonly string[]
  readonly modules: ReadonlyMap<string, T>
  readonly broken: ReadonlyMap<string, GuijiError>
}
/** What to look at: all files, or one dataset with what it needs. */
export interface Wanted {
  readonly datasets: readonly string[]
  readonly libraries: readonly string[]
  readonly services: readonly string[]
  readonly connections: readonly string[]
}

export async function loadModules(files: ProjectFiles, wanted: Wanted, registries: Registries): Promise<Modules> {
  const connectors = new Set<string>()
  const types = new Set<string>()
  const steps = new Set<string>()
  const addText = (set: Set<string>, value: Json | undefined) => {
    if (typeof value === 'string') set.add(value)
  }
  const addFields = (fields: Json | undefined) => {
    if (!isRecord(fields)) return
    for (const field of Object.values(fields)) {
      if (!isRecord(field)) continue
      if (typeof field['type'] === 'string') types.add(splitType(field['type']).type)
      const written = field['steps']
      for (const step of Array.isArray(written) ? (written as readonly Json[]) : [])
        addText(steps, isRecord(step) ? Object.keys(step)[0] : step)
    }
  }
  const connections = new Set(wanted.connections)
  for (const id of wanted.datasets) {
    const file = files.open('dataset', id)
    addFields(file?.text(['fields']))
    addText(connections, file?.text(['source', 'connection']))
  }
  for (const id of connections) addText(connectors, files.open('connection', id)?.text(['connector']))
  for (const id of wanted.libraries) addFields(files.open('library', id)?.text(['fields']))
  for (const id of wanted.services) addFields(files.open('service', id)?.text(['fields']))
  return {
    connectors: await load(registries.connectors, connectors),
    types: await load(registries.types, types),
    steps: await load(registries.steps, steps),
  }
}

/** Libraries that a dataset's file says it feeds. */
export function feedsOf(files: ProjectFiles, dataset: string): readonly string[] {
  const written = files.open('dataset', dataset)?.text(['feeds'])
  if (typeof written === 'string') return [written]
  return Array.isArray(written) ? (written as readonly Json[]).filter((id) => typeof id === 'string') : []
}

/** `code:nations` -> the type `code` with the list `nations`. */
export function splitType(written: string): { readonly type: string; readonly list: string | null } {
  const colon = written.indexOf(':')
  return colon < 0 ? { type: written, list: null } : { type: written.slice(0, colon), list: written.slice(colon + 1) }
}

const kinds = {
  connectors: { code: 'CONNECTOR_UNKNOWN', words: { zh: '连接器', en: 'connector' } },
  types: { code: 'TYPE_UNKNOWN', words: { zh: '语义类型', en: 'semantic type' } },
  steps: { code: 'STEP_UNKNOWN', words: { zh: '转换步骤', en: 'step' } },
} as const

/** The module of a name; null, with a problem, when there is none or it cannot be loaded. */
export function moduleOf<K extends keyof Modules>(
  modules: Modules,
  kind: K,
  name: string,
  at: At,
  check: FileCheck,
): (Modules[K]['modules'] extends ReadonlyMap<string, infer T> ? T : never) | null {
  const loaded: Loaded<unknown> = modules[kind]
  const { code, words } = kinds[kind]
  if (!check.isKnown(code, at, name, loaded.names, words)) return null
  const error = loaded.broken.get(name)
  if (error !== undefined) {
    check.refuse(error.code, at, { zh: `可用的${words.zh}`, en: `a ${words.en} that works` }, error.text, error.remedy)
    return null
  }
  return (loaded.modules.get(name) ?? null) as never
}

async function load<T>(set: ModuleSet<T>, names: ReadonlySet<string>): Promise<Loaded<T>> {
  const modules = new Map<string, T>()
  const broken = new Map<string, GuijiError>()
  for (const name of names) {
    if (!set.names.includes(name)) continue
    try {
      modules.set(name, await set.load(name))
    } catch (error) {
      if (!(error instanceof GuijiError)) throw error
      broken.set(name, error)
    }
  }
  return { names: set.names, modules, broken }
}

/** Options by which types and steps name the project's lists. */
const listOptions = ['list', 'table']

/** The project's lists that a type's or step's options name. */
export function listsNamed(options: Json): readonly string[] {
  if (!isRecord(options)) return []
  return listOptions.map((option) => options[option]).filter((name) => typeof name === 'string')
}

/** Whether every list that the options name is there: in the project, or among those that a type brings itself. */
export function knowsLists(options: Json, files: ProjectFiles, at: At, check: FileCheck, own: readonly string[] = []): boolean {
  const words = { zh: '代码表', en: 'code list' }
  const known = [...files.listNames(), ...own]
  return listsNamed(options).every((list) => check.isKnown('LIST_UNKNOWN', at, list, known, words))
}
