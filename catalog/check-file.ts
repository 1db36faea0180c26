import type { Infer, ObjectSchema } from '../core/config.ts'
import type { Json, Text } from '../core/values.ts'
import { nearestName } from '../schemas/nearest-name.ts'
import { pointer, same, type At, type ConfigProblem, type Problem } from '../schemas/problem.ts'
import { validateConfig } from '../schemas/validate-config.ts'
import type { ConfigFile } from './read-yaml.ts'

/** One file while it is checked: everything that is wrong in it is gathered with its line. */
export interface FileCheck {
  readonly file: ConfigFile
  readonly problems: readonly Problem[]
  refuse(code: string, at: At, expected: Text, found: Text, remedy: Text): void
  /** A name that must be one of those known; false, with a problem, when it is not. `what` is the kind of thing. */
  isKnown(code: string, at: At, name: string, known: readonly string[], what: Text): boolean
  /** A part of the file, held against its schema, defaults filled in; null, with its problems, when it does not fit. */
  validated<const S extends ObjectSchema>(at: At, schema: S, without?: readonly string[]): Infer<S> | null
  /** The same for a schema that is known only at run time: a connector's, a type's. */
  validatedJson(at: At, schema: ObjectSchema, without?: readonly string[]): { readonly [key: string]: Json } | null
  /** Holds a value that was put together from a part of the file. */
  accepts(at: At, schema: ObjectSchema, value: Json): { readonly [key: string]: Json } | null
}

export function checkFile(file: ConfigFile): FileCheck {
  const problems: Problem[] = [...file.problems]
  const report = ({ at, ...rest }: ConfigProblem) => {
    problems.push({ ...rest, level: 'error', path: file.place(at), at: pointer(at) })
  }
  const accepts: FileCheck['accepts'] = (at, schema, value) => {
    const result = validateConfig(schema, value)
    for (const problem of result.problems) report({ ...problem, at: [...at, ...problem.at] })
    return result.problems.length > 0 ? null : (result.value as { readonly [key: string]: Json })
  }
  const validatedJson: FileCheck['validatedJson'] = (at, schema, without) => accepts(at, schema, file.value(at, schema, without) ?? {})
  return {
    file,
    problems,
    refuse: (code, at, expected, found, remedy) => {
      report({ code, at, expected, found, remedy })
    },
    isKnown(code, at, name, known, what) {
      if (known.includes(name)) return true
      const meant = nearestName(name, known)
      const few = known.length > 0 && known.length <= 12
      const expected = few
        ? { zh: `${what.zh}之一：${known.join('、')}`, en: `one of ${known.join(', ')}` }
        : known.length === 0
          ? { zh: `${what.zh}(现在一个也没有)`, en: `an existing ${what.en} (there is none yet)` }
          : { zh: `已有的${what.zh}`, en: `an existing ${what.en}` }
      const remedy =
        meant === null
          ? { zh: `检查名称，或先建立这个${what.zh}。`, en: `Check the name, or make this ${what.en} first.` }
          : { zh: `是否想写 ${meant}？`, en: `Did you mean ${meant}?` }
      report({ code, at, expected, found: same(name), remedy })
      return false
    },
    validated: <const S extends ObjectSchema>(at: At, schema: S, without?: readonly string[]) =>
      validatedJson(at, schema, without) as Infer<S> | null,
    validatedJson,
    accepts,
  }
}

/** `a` or `[a, b]` as a list. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
