import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Arguments whose values are names of files: a project's, for a type guiji's too. */
export const completedArguments = ['asset', 'dataset', 'connection', 'type'] as const
export type CompletedArgument = (typeof completedArguments)[number]

/** Ids of a project by its file names alone: no file is opened, so completion stays fast and works in a broken project. */
export async function completeIds(kind: CompletedArgument, root: string): Promise<string[]> {
  if (kind === 'connection') return yamlNames(join(root, 'connections'))
  if (kind === 'type') return typeNames(root)
  const agencies = await names(join(root, 'catalog'))
  const datasets = await Promise.all(
    agencies.map(async (agency) => (await yamlNames(join(root, 'catalog', agency))).map((name) => `${agency}.${name}`)),
  )
  if (kind === 'dataset') return datasets.flat().sort()
  const libraries = await yamlNames(join(root, 'libraries'))
  const services = (await yamlNames(join(root, 'services'))).map((name) => `service.${name.replaceAll('-', '_')}`)
  return [...datasets.flat(), ...libraries, ...services].sort()
}

const builtInTypes = fileURLToPath(new URL('../../transforms/types', import.meta.url))

async function typeNames(root: string): Promise<string[]> {
  const files = [...(await names(builtInTypes)), ...(await names(join(root, 'transforms', 'types')))]
  return [...new Set(files.flatMap((name) => /^(?!_)([^.]+)\.[jt]s$/.exec(name)?.[1] ?? []))].sort()
}

async function yamlNames(folder: string): Promise<string[]> {
  return (await names(folder)).flatMap((name) => /^(.+)\.ya?ml$/.exec(name)?.[1] ?? []).sort()
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}
