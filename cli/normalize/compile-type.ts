import type { SemanticType } from '../../core/field.ts'
import { defineErrors } from '../../core/errors.ts'
import type { Codes, Json } from '../../core/values.ts'
import type { ProjectFiles } from '../../catalog/project-files.ts'
import type { createNormalizer } from '../../transforms/normalize.ts'
import type { Frame } from '../frame.ts'
import { openTypes, requireType } from '../types/open-types.ts'
import { checkOptions, readOptions } from './read-options.ts'
import type { Shape } from './read-json-line.ts'

const errors = defineErrors({
  USAGE_LIST_UNKNOWN: {
    recovery: 'abort',
    message: { zh: '没有代码表 {found}', en: 'there is no code list {found}' },
    remedy: {
      zh: '代码表在项目的 lists/ 中；在项目内运行，或用 --project 指明项目。',
      en: "Lists stand in a project's lists/; run it inside of the project, or name one with --project.",
    },
  },
})

export interface CompiledType extends Shape {
  readonly normalize: ReturnType<typeof createNormalizer>
  readonly codes: Codes
}

/**
 * A type as a dataset's file names it, `code:villages` included, with options `key=value`, as a function of single values.
 * Throws USAGE_TYPE_UNKNOWN, USAGE_TYPE_OPTION, USAGE_LIST_UNKNOWN, CONFIG_INVALID for a list that cannot be read.
 */
export async function compileType(frame: Frame, written: string, given: readonly string[]): Promise<CompiledType> {
  const [{ splitType, listsNamed }, { createNormalizer }, { compileContext }] = await Promise.all([
    import('../../catalog/load-modules.ts'),
    import('../../transforms/normalize.ts'),
    import('../../activities/compile-context.ts'),
  ])
  const known = await openTypes(frame)
  const { type: name, list } = splitType(written)
  const type = await requireType(known, name)
  const options = await checkOptions(name, type.options, {
    ...companionNames(type),
    ...readOptions(type.options, given),
    ...(list === null ? {} : { list }),
  })
  const lists: { [name: string]: readonly (readonly string[])[] } = {}
  const brought = type.lists ?? []
  for (const named of listsNamed(options)) if (!brought.includes(named)) lists[named] = await readRows(known.files, named, brought)
  const context = compileContext({ env: frame.terminal.env, now: () => new Date().toISOString(), lists })
  return {
    normalize: createNormalizer(type, options, context),
    codes: type.codes,
    companions: type.companions?.length ?? 0,
    isStructured: type.column(options as never).sql === 'jsonb',
  }
}

/** Options that must name a companion's column: here companions stand beside the value itself, in the type's order. */
function companionNames({ companions = [], options }: SemanticType): { readonly [name: string]: Json } {
  return Object.fromEntries(companions.filter((name) => options.required?.includes(name)).map((name) => [name, name]))
}

async function readRows(files: ProjectFiles | null, name: string, brought: readonly string[]): Promise<readonly (readonly string[])[]> {
  const read = files?.list(name) ?? null
  if (read === null) {
    const { nearestName } = await import('../../schemas/nearest-name.ts')
    throw errors('USAGE_LIST_UNKNOWN', { found: name, meant: nearestName(name, [...brought, ...(files?.listNames() ?? [])]) })
  }
  if (read.list !== null) return read.list.rows
  const { configError } = await import('../../catalog/read-asset.ts')
  throw configError(read.problems.filter(({ level }) => level === 'error'))
}
