import type { ConfigSchema, ObjectSchema } from '../../core/config.ts'
import { defineErrors } from '../../core/errors.ts'
import type { CompileContext, SemanticType } from '../../core/field.ts'
import type { Json, Row, Value } from '../../core/values.ts'
import { createNormalizer, type Normalized } from '../normalize.ts'

const errors = defineErrors({
  NORMALIZE_NEEDS: {
    recovery: 'abort',
    message: { zh: '这个类型需要 {setting}，而没有给出', en: 'this type needs {setting}, which is not given' },
    remedy: { zh: '在 normalize 的第三个参数中给出 {setting}', en: "give {setting} in normalize's third argument" },
  },
  NORMALIZE_OPTION: {
    recovery: 'abort',
    message: { zh: '这个类型没有选项 {option}，可用：{known}', en: 'this type has no option {option}; it has {known}' },
    remedy: { zh: '改正选项名', en: "correct the option's name" },
  },
})

/** What a single value is read with; only types that ask for a list, a table or a hash need it given. */
export interface NormalizeSettings extends Partial<Omit<CompileContext, 'today'>> {
  /** `YYYY-MM-DD`: no birth date may lie behind it. */
  readonly today: string
  /** The type's options, by name; the others have their defaults. */
  readonly options?: { readonly [name: string]: Json }
  /** Values of the companion columns, in the order in which the type names them. */
  readonly companions?: Row
}

/**
 * One value through a semantic type. For many values compile it once by `createNormalizer`.
 * @throws NORMALIZE_NEEDS, NORMALIZE_OPTION; nothing for any value
 */
export function normalize(type: SemanticType, value: Value, settings: NormalizeSettings): Normalized {
  const { today, options = {}, companions = [] } = settings
  const needs = (setting: string) => (): never => {
    throw errors('NORMALIZE_NEEDS', { setting })
  }
  const context: CompileContext = {
    today,
    lookup: settings.lookup ?? needs('lookup'),
    codes: settings.codes ?? needs('codes'),
    hash: settings.hash ?? needs('hash'),
  }
  return createNormalizer(type, withDefaults(type.options, options), context)(value, companions)
}

/**
 * Options with the defaults that a type declares; values are not checked.
 * @throws NORMALIZE_OPTION for a name that the type does not know
 */
export function withDefaults(schema: ObjectSchema, options: { readonly [name: string]: Json }): Json {
  const filled: { [name: string]: Json } = {}
  for (const [name, property] of Object.entries(schema.properties) as [string, ConfigSchema][])
    if ('default' in property && property.default !== undefined) filled[name] = property.default
  const known = Object.keys(schema.properties)
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) throw errors('NORMALIZE_OPTION', { option: name, known: known.join(', ') })
    filled[name] = value
  }
  return filled
}
