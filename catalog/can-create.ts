import { GuijiError } from '../core/errors.ts'
import type { CompileContext, SemanticType, Step } from '../core/field.ts'
import { maskPersonalNumbers } from '../core/personal-numbers.ts'
import type { Json, Text } from '../core/values.ts'
import { same, type At } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'
import { listsNamed } from './load-modules.ts'
import type { ProjectFiles } from './project-files.ts'

interface Made {
  readonly module: SemanticType | Step
  readonly name: string
  /** Held against the module's schema, defaults filled in. */
  readonly options: { readonly [key: string]: Json }
  readonly at: At
}

/**
 * Whether a type or step takes options that its schema allows: a pattern that cannot be read, two options that exclude each
 * other. It is made as a run makes it, over the project's lists, and thrown away; false, with a problem, when it throws.
 */
export function canCreate({ module, name, options, at }: Made, files: ProjectFiles, check: FileCheck): boolean {
  const isTold = (list: string) => files.listNames().includes(list) && files.list(list)?.list === null
  if (listsNamed(options).some(isTold)) return true // told where the list is wrong
  try {
    module.create(options as never, contextOf(files))
    return true
  } catch (error) {
    const known = error instanceof GuijiError ? error : null
    const option = known?.details['option']
    const key = typeof option === 'string' ? (/^\w+/.exec(option)?.[0] ?? '') : ''
    check.refuse(
      known?.code ?? 'CONFIG_VALUE',
      Object.hasOwn(options, key) ? [...at, key] : at,
      { zh: `${name} 能用的选项`, en: `options that ${name} can use` },
      known === null ? same(error instanceof Error ? error.name : typeof error) : masked(known.text),
      known?.remedy ?? { zh: `检查选项，或修正 ${name} 的 create。`, en: `Check the options, or mend ${name}'s create.` },
    )
    return false
  }
}

/** The project's lists as a run gives them. No key and no clock: what they are is no fault of a file. */
function contextOf(files: ProjectFiles): CompileContext {
  const rowsOf = (name: string) => files.list(name)?.list?.rows ?? []
  return {
    lookup: (name) => new Map(rowsOf(name).map(([code = '', label = '']) => [code, label])),
    codes: (name) =>
      new Map(rowsOf(name).flatMap(([code = '', ...labels]) => [code, ...labels].map((label): [string, string] => [label, code]))),
    hash: () => '',
    today: '2000-01-01',
  }
}

function masked({ zh, en }: Text): Text {
  return { zh: maskPersonalNumbers(zh), en: maskPersonalNumbers(en) }
}
