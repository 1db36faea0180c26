import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { same, type Problem } from '../schemas/problem.ts'
import type { CodeList } from './catalog.ts'
import { isSlug, libraryTable, slugWords } from './ids.ts'
import { readList } from './read-list.ts'
import { readYaml, type ConfigFile } from './read-yaml.ts'

/** A project's configuration files, each read at most once. A name from a file only ever picks one of the files that are there. */
export interface ProjectFiles {
  readonly root: string
  ids(kind: FileKind): readonly string[]
  /** Null when no such file is there. */
  open(kind: FileKind, id: string): ConfigFile | null
  listNames(): readonly string[]
  list(name: string): { readonly list: CodeList | null; readonly problems: readonly Problem[] } | null
  /** Files that lie in a configuration folder and would be read by nobody. */
  strays(): readonly Problem[]
}
export type FileKind = 'agency' | 'connection' | 'dataset' | 'library' | 'service'

const folders = { agency: 'agencies', connection: 'connections', dataset: 'catalog', library: 'libraries', service: 'services' } as const
const isId: { readonly [K in FileKind]: (stem: string) => boolean } = {
  agency: isSlug,
  connection: isSlug,
  dataset: isSlug,
  library: (stem) => libraryTable(stem) !== null,
  service: isSlug,
}

export function createProjectFiles(root: string): ProjectFiles {
  const listings = new Map<string, readonly string[]>()
  const files = new Map<string, ConfigFile>()
  const lists = new Map<string, { list: CodeList | null; problems: readonly Problem[] }>()
  const listing = (folder: string): readonly string[] => {
    const known = listings.get(folder) ?? listFolder(root, folder)
    listings.set(folder, known)
    return known
  }
  const stems = (folder: string, suffix: string, accepts: (stem: string) => boolean) =>
    listing(folder)
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .filter(accepts)
  const agencyFolders = () => listing('catalog').filter((name) => name.endsWith('/') && isSlug(name.slice(0, -1)))
  const known = new Map<FileKind, readonly string[]>()
  const ids = (kind: FileKind): readonly string[] => {
    const listed = known.get(kind) ?? list(kind)
    known.set(kind, listed)
    return listed
  }
  const list = (kind: FileKind): readonly string[] => {
    if (kind !== 'dataset') return stems(folders[kind], '.yaml', isId[kind])
    return agencyFolders().flatMap((folder) =>
      stems(`catalog/${folder.slice(0, -1)}`, '.yaml', isSlug).map((stem) => folder.slice(0, -1) + '.' + stem),
    )
  }
  const pathOf = (kind: FileKind, id: string): string | null => {
    if (kind !== 'dataset') return stems(folders[kind], '.yaml', isId[kind]).includes(id) ? `${folders[kind]}/${id}.yaml` : null
    const [agency = '', stem = '', ...rest] = id.split('.')
    if (rest.length > 0 || !agencyFolders().includes(`${agency}/`)) return null
    return stems(`catalog/${agency}`, '.yaml', isSlug).includes(stem) ? `catalog/${agency}/${stem}.yaml` : null
  }
  return {
    root,
    ids,
    open(kind, id) {
      const path = pathOf(kind, id)
      if (path === null) return null
      const file = files.get(path) ?? readYaml(path, readFileSync(join(root, path)))
      files.set(path, file)
      return file
    },
    listNames: () => stems('lists', '.csv', isSlug),
    list(name) {
      if (!stems('lists', '.csv', isSlug).includes(name)) return null
      const path = `lists/${name}.csv`
      const read = lists.get(name) ?? readList(name, path, readFileSync(join(root, path)))
      lists.set(name, read)
      return read
    },
    strays: () => strays(listing, agencyFolders()),
  }
}

/** Names in a folder, sorted, folders with a `/` at their end; hidden ones left out. */
function listFolder(root: string, folder: string): readonly string[] {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'))
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
}

function strays(listing: (folder: string) => readonly string[], agencyFolders: readonly string[]): Problem[] {
  const problems: Problem[] = []
  const inspect = (folder: string, suffix: string, accepts: (stem: string) => boolean, words: { zh: string; en: string }) => {
    for (const name of listing(folder)) {
      const path = `${folder}/${name}`
      if (/\.(yml|yaml)$/i.test(name) && !name.endsWith('.yaml')) problems.push(stray(path, same(`${name.replace(/\.\w+$/, '')}.yaml`)))
      else if (name.endsWith('/')) problems.push(stray(path, { zh: '文件，不再分子文件夹', en: 'files, no further folders' }))
      else if (name.endsWith(suffix) && !accepts(name.slice(0, -suffix.length))) problems.push(stray(path, words))
    }
  }
  inspect('agencies', '.yaml', isSlug, slugWords)
  inspect('connections', '.yaml', isSlug, slugWords)
  inspect('services', '.yaml', isSlug, slugWords)
  inspect('lists', '.csv', isSlug, slugWords)
  inspect('libraries', '.yaml', isId.library, {
    zh: 'base.<名称>.yaml 或 business.<名称>.yaml，名称为小写字母、数字和下划线',
    en: 'base.<name>.yaml or business.<name>.yaml, the name in lower-case letters, digits and underscores',
  })
  for (const name of listing('catalog')) {
    if (!name.endsWith('/')) {
      if (/\.ya?ml$/i.test(name))
        problems.push(stray(`catalog/${name}`, { zh: 'catalog/<部门>/<名称>.yaml', en: 'catalog/<agency>/<name>.yaml' }))
    } else if (!agencyFolders.includes(name)) problems.push(stray(`catalog/${name}`, slugWords))
    else inspect(`catalog/${name.slice(0, -1)}`, '.yaml', isSlug, slugWords)
  }
  return problems
}

function stray(path: string, expected: { zh: string; en: string }): Problem {
  return {
    code: 'FILE_NAME',
    level: 'error',
    path,
    at: '',
    expected,
    found: same(path.slice(path.lastIndexOf('/', path.length - 2) + 1)),
    remedy: { zh: '改名或移走；名称就是编号。', en: 'Rename it or move it away; the name is its id.' },
  }
}
