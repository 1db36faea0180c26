import { existsSync, readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ModuleSet, Registries } from '../catalog/catalog.ts'
import type { Connector } from '../core/connector.ts'
import { defineErrors } from '../core/errors.ts'
import type { SemanticType, Step } from '../core/field.ts'
import { nearestName } from '../schemas/nearest-name.ts'
import { bundleModule } from './bundle-module.ts'

const errors = defineErrors({
  MODULE_DUPLICATE: {
    recovery: 'abort',
    message: { zh: '名称 {name} 有两个文件：{path} 和 {other}', en: 'two files are called {name}: {path} and {other}' },
    remedy: { zh: '给项目中的那个文件改名；自带的不能被替换。', en: 'Rename the project’s file; what guiji brings is never replaced.' },
  },
  MODULE_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有 {kind}/{name}', en: 'there is no {kind}/{name}' },
    remedy: { zh: '检查名称；它就是文件名。', en: 'Check the name; it is a file’s name.' },
  },
  MODULE_UNLOADABLE: {
    recovery: 'abort',
    message: { zh: '{path} 无法加载：{found}', en: '{path} cannot be loaded: {found}' },
    remedy: {
      zh: '检查它所用的包是否已在项目中安装（npm install）。',
      en: 'Check that the packages it uses are installed in the project (npm install).',
    },
  },
  MODULE_SHAPE: {
    recovery: 'abort',
    message: { zh: '{path} 的默认导出不是由 {define} 得到的', en: 'the default export of {path} was not made by {define}' },
    remedy: { zh: '写成 export default {define}({ … })。', en: 'Write export default {define}({ … }).' },
  },
})

/** A module and where it comes from. */
export interface ModuleOrigin {
  readonly name: string
  readonly path: string
  /** False for what guiji brings. */
  readonly isOwn: boolean
}
export interface OriginSet<T> extends ModuleSet<T> {
  readonly origins: readonly ModuleOrigin[]
}
export interface ProjectRegistries extends Registries {
  readonly connectors: OriginSet<Connector>
  readonly types: OriginSet<SemanticType>
  readonly steps: OriginSet<Step>
}

interface Kind {
  readonly folder: string
  readonly define: string
  /** Members that every module of the kind has. */
  readonly members: readonly string[]
}
const kinds = {
  connectors: { folder: 'connectors', define: 'defineConnector', members: ['settings', 'source', 'capabilities', 'open'] },
  types: { folder: 'transforms/types', define: 'defineType', members: ['options', 'codes', 'column', 'schema', 'create'] },
  steps: { folder: 'transforms/steps', define: 'defineStep', members: ['options', 'codes', 'create'] },
} as const satisfies { readonly [name: string]: Kind }

/** Folders of a project that hold its own code. */
export const ownFolders: readonly string[] = Object.values(kinds).map(({ folder }) => folder)

/**
 * What guiji and a project bring, by file name; `_` files are private. Folders are listed now, a module is loaded when
 * it is first used. Throws MODULE_DUPLICATE.
 */
export function createRegistries(root: string): ProjectRegistries {
  return {
    connectors: createSet<Connector>(kinds.connectors, root),
    types: createSet<SemanticType>(kinds.types, root),
    steps: createSet<Step>(kinds.steps, root),
  }
}

/** Types and steps that a dataset's fields name, loaded, as the row compiler wants them. */
export async function loadTransforms(
  registries: Registries,
  fields: readonly { readonly type: string; readonly steps: readonly { readonly step: string }[] }[],
): Promise<{ type(name: string): SemanticType; step(name: string): Step }> {
  const types = await loadAll(registries.types, new Set(fields.map(({ type }) => type)))
  const steps = await loadAll(registries.steps, new Set(fields.flatMap((field) => field.steps.map(({ step }) => step))))
  const get =
    <T>(loaded: ReadonlyMap<string, T>, kind: Kind) =>
    (name: string) => {
      const found = loaded.get(name)
      if (found === undefined) throw unknown(kind, name, [...loaded.keys()])
      return found
    }
  return { type: get(types, kinds.types), step: get(steps, kinds.steps) }
}

async function loadAll<T>(set: ModuleSet<T>, names: ReadonlySet<string>): Promise<Map<string, T>> {
  const loaded = new Map<string, T>()
  for (const name of names) loaded.set(name, await set.load(name))
  return loaded
}

function createSet<T>(kind: Kind, root: string): OriginSet<T> {
  const builtIn = fileURLToPath(new URL(`../${kind.folder}/`, import.meta.url))
  const own = join(root, ...kind.folder.split('/'))
  const origins = new Map<string, ModuleOrigin>()
  for (const origin of list(builtIn, extname(import.meta.url), false)) origins.set(origin.name, origin)
  // guiji's own folder may be the project that is open, as when it is built
  for (const origin of builtIn === own + sep ? [] : list(own, '.ts', true)) {
    const other = origins.get(origin.name)
    if (other !== undefined) throw errors('MODULE_DUPLICATE', { name: origin.name, path: origin.path, other: other.path })
    origins.set(origin.name, origin)
  }
  const loading = new Map<string, Promise<T>>()
  const names = [...origins.keys()].sort()
  return {
    names,
    origins: names.flatMap((name) => origins.get(name) ?? []),
    load(name) {
      const origin = origins.get(name)
      if (origin === undefined) return Promise.reject(unknown(kind, name, names))
      const started = loading.get(name) ?? load<T>(origin, kind, root)
      loading.set(name, started)
      return started
    },
  }
}

function list(folder: string, extension: string, isOwn: boolean): ModuleOrigin[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => extname(name) === extension && !name.startsWith('_') && !name.endsWith('.d.ts'))
  return names.map((name) => ({ name: name.slice(0, -extension.length), path: join(folder, name), isOwn }))
}

async function load<T>({ path, isOwn }: ModuleOrigin, kind: Kind, root: string): Promise<T> {
  const shown = isOwn ? relative(root, path) : path
  const file = isOwn ? await bundleModule(root, path) : path
  const module = await (import(pathToFileURL(file).href) as Promise<{ readonly default?: unknown }>).catch((error: unknown) => {
    throw errors('MODULE_UNLOADABLE', { path: shown, found: error instanceof Error ? error.message : String(error) }, error)
  })
  const made = module.default
  const hasShape = typeof made === 'object' && made !== null && kind.members.every((member) => member in made)
  if (!hasShape) throw errors('MODULE_SHAPE', { path: shown, define: kind.define })
  return made as T
}

function unknown(kind: Kind, name: string, names: readonly string[]) {
  return errors('MODULE_UNKNOWN', { kind: kind.folder, name, meant: nearestName(name, names) ?? '' })
}
