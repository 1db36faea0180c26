import { defineErrors, GuijiError } from '../core/errors.ts'
import type { Json } from '../core/values.ts'
import { isRecord } from '../schemas/fill-defaults.ts'
import { nearestName } from '../schemas/nearest-name.ts'
import type { Problem } from '../schemas/problem.ts'
import type { Connection, Dataset, Library, Registries, Service } from './catalog.ts'
import { compileDataset } from './compile-dataset.ts'
import { compileLibrary } from './compile-library.ts'
import { compileService } from './compile-service.ts'
import { libraryTable, serviceId } from './ids.ts'
import { feedsOf, loadModules } from './load-modules.ts'
import { freeze, sorted } from './open-catalog.ts'
import { createProjectFiles, type ProjectFiles } from './project-files.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'

const errors = defineErrors({
  CONFIG_INVALID: {
    recovery: 'abort',
    message: { zh: '配置有 {count} 处错误，首处在 {where}', en: '{count} problems in the configuration, the first in {where}' },
    remedy: { zh: '用 guiji validate 查看全部。', en: 'See all of them with guiji validate.' },
  },
  ASSET_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有 {asset}', en: 'there is no {asset}' },
    remedy: {
      zh: '检查名称；数据资源如 police.resident-register，库如 base.population，服务如 service.old_age_allowance。',
      en: 'Check the name; a dataset is called like police.resident-register, a library like base.population, a service like service.old_age_allowance.',
    },
  },
  CONNECTION_MISSING: {
    recovery: 'abort',
    message: { zh: '没有连接 {connection}', en: 'there is no connection {connection}' },
    remedy: { zh: '检查名称；连接文件放在 connections/ 下。', en: 'Check the name; connections have their files in connections/.' },
  },
})

export type Asset = Dataset | Library | Service

/** One asset with the files that it needs and no others, so that a project of a thousand datasets costs no more than a small one. */
export async function readAsset(
  root: string,
  id: string,
  registries: Registries,
): Promise<{ readonly asset: Asset | null; readonly problems: readonly Problem[] }> {
  const files = createProjectFiles(root)
  if (libraryTable(id) !== null && files.open('library', id) !== null) return readLibrary(files, id, registries)
  const service = files.ids('service').find((name) => serviceId(name) === id)
  const isDataset = service === undefined && files.open('dataset', id) !== null
  if (service === undefined && !isDataset) throw unknownAsset(files, id)
  const wanted = service === undefined ? datasetsWanted(files, [id]) : { datasets: [], libraries: [], services: [service], connections: [] }
  const around = createSurroundings(files, await loadModules(files, wanted, registries))
  const check = around.check(service === undefined ? 'dataset' : 'service', service ?? id)
  if (check === null) throw unknownAsset(files, id)
  const asset = service === undefined ? compileDataset(id, check, around) : compileService(service, check, around.modules, files)
  return finished(asset, around)
}

/** A dataset alone. Throws ASSET_UNKNOWN. */
export async function readDataset(
  root: string,
  id: string,
  registries: Registries,
): Promise<{ readonly dataset: Dataset | null; readonly problems: readonly Problem[] }> {
  const { asset, problems } = await readAsset(root, id, registries)
  if (asset !== null && asset.kind !== 'dataset') throw errors('ASSET_UNKNOWN', { asset: id })
  return { dataset: asset, problems }
}

/** The asset, or CONFIG_INVALID with the first of its problems; ASSET_UNKNOWN when no file has it. */
export async function requireAsset(root: string, id: string, registries: Registries): Promise<Asset> {
  const { asset, problems } = await readAsset(root, id, registries)
  const wrong = problems.filter(({ level }) => level === 'error')
  if (asset === null || wrong.length > 0) throw configError(wrong)
  return asset
}

/** A connection with its settings checked. Throws CONNECTION_MISSING, CONFIG_INVALID. */
export async function requireConnection(root: string, id: string, registries: Registries): Promise<Connection> {
  const files = createProjectFiles(root)
  if (files.open('connection', id) === null) throw errors('CONNECTION_MISSING', { connection: id })
  const around = createSurroundings(
    files,
    await loadModules(files, { datasets: [], libraries: [], services: [], connections: [id] }, registries),
  )
  const connection = around.connection(id)
  if (connection === null) throw configError(around.problems())
  return freeze(connection)
}

/** Problems as the one error that stops a command; only for a list that is not empty. */
export function configError(problems: readonly Problem[]): GuijiError {
  const [first] = problems
  const where = first === undefined ? '' : `${first.path}${first.at === '' ? '' : ` ${first.at}`}`
  const error = errors('CONFIG_INVALID', { count: problems.length, where })
  if (first === undefined) return error
  const { expected, found, remedy } = first
  // in the texts rather than in the details, which have no language
  const message = {
    zh: `${error.text.zh}：应为${spaced(expected.zh)}，实为${spaced(found.zh)}`,
    en: `${error.text.en}: expected ${expected.en}, found ${found.en}`,
  }
  const advice = { zh: `${remedy.zh}${error.remedy.zh}`, en: `${remedy.en} ${error.remedy.en}` }
  return new GuijiError(error.code, { recovery: error.recovery, message, remedy: advice }, error.details)
}

/** Chinese and Latin letters are set apart. */
function spaced(text: string): string {
  return /^[\x21-\x7e]/.test(text) ? ` ${text}` : text
}

async function readLibrary(files: ProjectFiles, id: string, registries: Registries) {
  const text = files.open('library', id)?.text([])
  const named = isRecord(text) ? [...texts(text['rows']), ...fromsOf(text['fields'])] : []
  const datasets = [...new Set(named.map((written) => written.replace(/#.*$/, '')))].filter(
    (dataset) => files.open('dataset', dataset) !== null,
  )
  const wanted = datasetsWanted(files, datasets)
  const around = createSurroundings(
    files,
    await loadModules(files, { ...wanted, libraries: [...new Set([id, ...wanted.libraries])] }, registries),
  )
  const compiled = new Map<string, Dataset>()
  for (const dataset of datasets) {
    const check = around.check('dataset', dataset)
    const made = check === null ? null : compileDataset(dataset, check, around)
    if (made !== null) compiled.set(dataset, made)
  }
  const draft = around.library(id)
  const check = around.check('library', id)
  return finished(draft === null || check === null ? null : compileLibrary(draft, check, compiled, files), around)
}

function datasetsWanted(files: ProjectFiles, datasets: readonly string[]) {
  return { datasets, libraries: [...new Set(datasets.flatMap((id) => feedsOf(files, id)))], services: [], connections: [] }
}

function finished(asset: Asset | null, around: Surroundings) {
  const lists = asset?.kind === 'dataset' ? Object.keys(asset.spec.lists).flatMap((name) => around.files.list(name)?.problems ?? []) : []
  return { asset: freeze(asset), problems: sorted([...around.problems(), ...lists]) }
}

function unknownAsset(files: ProjectFiles, id: string): GuijiError {
  const known = [...files.ids('dataset'), ...files.ids('library'), ...files.ids('service').map(serviceId)]
  return errors('ASSET_UNKNOWN', { asset: id, meant: nearestName(id, known) ?? '' })
}

function texts(value: Json | undefined): readonly string[] {
  const items: readonly (Json | undefined)[] = Array.isArray(value) ? (value as readonly Json[]) : [value]
  return items.filter((item) => typeof item === 'string')
}

function fromsOf(fields: Json | undefined): readonly string[] {
  return isRecord(fields) ? Object.values(fields).flatMap((field) => (isRecord(field) ? texts(field['from']) : [])) : []
}
