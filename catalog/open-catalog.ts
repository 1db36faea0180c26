import { same, type Problem } from '../schemas/problem.ts'
import type { Agency, AssetSchedule, Catalog, CodeList, Connection, Dataset, Library, Records, Registries, Service } from './catalog.ts'
import { compileDataset } from './compile-dataset.ts'
import { compileLibrary } from './compile-library.ts'
import { compileService } from './compile-service.ts'
import { findCycle } from './lineage.ts'
import { loadModules } from './load-modules.ts'
import { createProjectFiles } from './project-files.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'

/**
 * All of a project's configuration, checked and frozen. Never throws for what a file says: everything that is wrong is
 * listed in `problems`, by file and line, and left out of the rest.
 */
export async function openCatalog(root: string, registries: Registries): Promise<Catalog> {
  const files = createProjectFiles(root)
  const wanted = {
    datasets: files.ids('dataset'),
    libraries: files.ids('library'),
    services: files.ids('service'),
    connections: files.ids('connection'),
  }
  const modules = await loadModules(files, wanted, registries)
  const around = createSurroundings(files, modules)
  const agencies = each(files.ids('agency'), (id): Agency | null => around.agency(id))
  const connections = each(wanted.connections, (id): Connection | null => around.connection(id))
  const datasets = each(wanted.datasets, (id) => compileWith(around, 'dataset', id, (check) => compileDataset(id, check, around)))
  const libraries = each(wanted.libraries, (id) => {
    const draft = around.library(id)
    return draft === null ? null : compileWith(around, 'library', id, (check) => compileLibrary(draft, check, datasets, files))
  })
  const services = each(wanted.services, (id) => compileWith(around, 'service', id, (check) => compileService(id, check, modules, files)))
  refuseSharedTables([...datasets.values()], around)
  const lists = each(files.listNames(), (name): CodeList | null => files.list(name)?.list ?? null)
  const listProblems = files.listNames().flatMap((name) => files.list(name)?.problems ?? [])
  const catalog = {
    root,
    agencies: record(agencies),
    connections: record(connections),
    datasets: record(datasets),
    libraries: record(libraries),
    services: record(new Map([...services.values()].map((service) => [service.id, service]))),
    lists: record(lists),
    schedules: [...datasets.values(), ...libraries.values(), ...services.values()].map(scheduleOf),
  }
  const cycle = findCycle(catalog)
  if (cycle !== null) refuseCycle(cycle, datasets, around)
  const problems = [...files.strays(), ...around.problems(), ...listProblems]
  return freeze({ ...catalog, problems: sorted(problems) })
}

function each<T>(ids: readonly string[], make: (id: string) => T | null): Map<string, T> {
  const made = new Map<string, T>()
  for (const id of ids) {
    const value = make(id)
    if (value !== null) made.set(id, value)
  }
  return made
}

function compileWith<T>(
  around: Surroundings,
  kind: 'dataset' | 'library' | 'service',
  id: string,
  compile: (check: NonNullable<ReturnType<Surroundings['check']>>) => T | null,
): T | null {
  const check = around.check(kind, id)
  return check === null ? null : compile(check)
}

/** Without a prototype, so that an asset called `constructor` is only there when it is there. */
function record<T>(entries: ReadonlyMap<string, T>): Records<T> {
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries))
}

function scheduleOf(asset: Dataset | Library | Service): AssetSchedule {
  const agency = asset.kind === 'dataset' ? asset.spec.agency : asset.kind === 'service' ? asset.spec.recipient : ''
  const update = asset.kind === 'dataset' ? asset.entry.update : asset.update
  return { asset: asset.id, kind: asset.kind, name: asset.spec.name, agency, update, cadence: asset.cadence }
}

/** `a-b.c` and another id could come to one table name, were the rule for ids ever widened. */
function refuseSharedTables(datasets: readonly Dataset[], around: Surroundings): void {
  const owners = new Map<string, string>()
  for (const { id, spec } of datasets) {
    const other = owners.get(spec.table.name)
    if (other !== undefined) {
      around
        .check('dataset', id)
        ?.refuse('TABLE_SHARED', [], { zh: '自己的表', en: 'a table of its own' }, same(`${spec.table.name}: ${other}`), {
          zh: '改名其中一个文件。',
          en: 'Rename one of the two files.',
        })
    }
    owners.set(spec.table.name, id)
  }
}

function refuseCycle(cycle: readonly string[], datasets: ReadonlyMap<string, Dataset>, around: Surroundings): void {
  const dataset = cycle.find((id) => datasets.has(id))
  const check = dataset === undefined ? null : around.check('dataset', dataset)
  check?.refuse(
    'LINEAGE_CYCLE',
    ['source'],
    { zh: '不以自己的下游为来源', en: 'a source that does not lie downstream' },
    same([...cycle, cycle[0]].join(' -> ')),
    {
      zh: '换一个来源。',
      en: 'Choose another source.',
    },
  )
}

/** By file, then by line. */
export function sorted(problems: readonly Problem[]): readonly Problem[] {
  const parts = (path: string): readonly [string, number] => {
    const [, file = path, line = '0'] = /^(.*):(\d+)$/.exec(path) ?? []
    return [file, Number(line)]
  }
  return [...problems].sort((a, b) => {
    const [fileA, lineA] = parts(a.path)
    const [fileB, lineB] = parts(b.path)
    return fileA === fileB ? lineA - lineB : fileA < fileB ? -1 : 1
  })
}

/** Frozen to the bottom. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
