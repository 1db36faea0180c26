import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ProjectFiles } from '../../catalog/project-files.ts'
import { defineErrors } from '../../core/errors.ts'
import type { SemanticType } from '../../core/field.ts'
import { maskPersonalNumbers } from '../../core/personal-numbers.ts'
import type { OriginSet } from '../../project/registries.ts'
import type { Frame } from '../frame.ts'
import { packageRoot } from '../package-root.ts'

const errors = defineErrors({
  USAGE_TYPE_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有语义类型 {found}', en: 'there is no semantic type {found}' },
    remedy: { zh: '用 guiji types 查看全部类型。', en: 'See guiji types for all of them.' },
  },
})

export interface KnownTypes {
  readonly types: OriginSet<SemanticType>
  /** The project whose lists a type may name; null outside of one. */
  readonly files: ProjectFiles | null
}

/**
 * Semantic types of guiji, and of the project where there is one; its guiji.yaml is not read, so that types can be tried before
 * it is right. Throws PROJECT_NOT_FOUND for a project that was asked for, MODULE_DUPLICATE.
 */
export async function openTypes(frame: Frame): Promise<KnownTypes> {
  const [{ createRegistries }, { findProjectRoot }] = await Promise.all([
    import('../../project/registries.ts'),
    import('../../project/find-root.ts'),
  ])
  const root = frame.isRootNamed ? findProjectRoot(frame.root) : frame.root
  // Outside of a project guiji's own pages stand in for one: a folder that holds no code.
  if (!existsSync(join(root, 'guiji.yaml'))) return { types: createRegistries(join(packageRoot(), 'docs')).types, files: null }
  const { createProjectFiles } = await import('../../catalog/project-files.ts')
  return { types: createRegistries(root).types, files: createProjectFiles(root) }
}

/** The type of that name. Throws USAGE_TYPE_UNKNOWN, and what is wrong with a type of the project's own. */
export async function requireType({ types }: KnownTypes, name: string): Promise<SemanticType> {
  if (types.names.includes(name)) return types.load(name)
  const { nearestName } = await import('../../schemas/nearest-name.ts')
  // A value that was written in the type's place stays out of the message.
  throw errors('USAGE_TYPE_UNKNOWN', { found: maskPersonalNumbers(name), meant: nearestName(name, types.names) })
}
