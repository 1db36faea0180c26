import type { ConfigSchema, ObjectSchema } from '../../core/config.ts'
import { defineErrors, GuijiError } from '../../core/errors.ts'
import type { Json } from '../../core/values.ts'
import { pointer } from '../../schemas/problem.ts'

const errors = defineErrors({
  USAGE_OPTION_FORM: {
    recovery: 'abort',
    message: { zh: '--option 应写作 键=值', en: '--option takes key=value' },
    remedy: { zh: '例如 --option scale=0。', en: 'For example --option scale=0.' },
  },
  USAGE_TYPE_OPTION: {
    recovery: 'abort',
    message: { zh: '语义类型 {type} 的选项有误', en: 'options of the semantic type {type} are wrong' },
    remedy: { zh: '用 guiji types {type} 查看它的选项。', en: 'See guiji types {type} for its options.' },
  },
})

type Values = { readonly [name: string]: Json }

/** `key=value` as the type's options, which the schema decides how to read; a key of a list is given once for each item. Throws USAGE_OPTION_FORM. */
export function readOptions(schema: ObjectSchema, given: readonly string[]): Values {
  const texts = new Map<string, string[]>()
  for (const written of given) {
    const [, key = '', text = ''] = /^([^=]+)=(.*)$/s.exec(written) ?? []
    if (key === '') throw errors('USAGE_OPTION_FORM', { expected: 'key=value' })
    texts.set(key, [...(texts.get(key) ?? []), text])
  }
  return Object.fromEntries([...texts].map(([key, values]) => [key, readValue(schema.properties[key], values)]))
}

/** Text that does not fit is left for the schema to refuse. */
function readValue(schema: ConfigSchema | { const: string } | undefined, texts: readonly string[]): Json {
  const [text = ''] = texts
  // Only the shell's user knows whether `[` begins a list, so it does.
  const json = texts.length === 1 && /^[[{]/.test(text) ? parse(text) : undefined
  const takes = (type: string) =>
    schema !== undefined &&
    ('anyOf' in schema ? schema.anyOf.some((branch) => branch.type === type) : 'type' in schema && schema.type === type)
  if (json !== undefined && (takes('array') || takes('object'))) return json
  if (texts.length > 1 || (takes('array') && !takes('string'))) return texts
  if (takes('boolean') && /^(?:true|false)$/.test(text)) return text === 'true'
  if ((takes('integer') || takes('number')) && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return Number(text)
  return text
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Options held against the type's schema as those of a field are, defaults filled in. Throws USAGE_TYPE_OPTION. */
export async function checkOptions(type: string, schema: ObjectSchema, options: Values): Promise<Values> {
  const { validateConfig } = await import('../../schemas/validate-config.ts')
  const { value, problems } = validateConfig(schema, options, 'resolved')
  if (problems.length === 0) return value as Values
  const error = errors('USAGE_TYPE_OPTION', { type })
  const told = (language: 'zh' | 'en') =>
    problems.map(({ at, expected, found, remedy }) =>
      language === 'zh'
        ? `${pointer(at)}：应为${expected.zh}；实为${found.zh}。${remedy.zh}`
        : `${pointer(at)}: expected ${expected.en}, found ${found.en}. ${remedy.en}`,
    )
  // In the text rather than in the details, which have no language.
  const message = { zh: `${error.text.zh}：${told('zh').join(' ')}`, en: `${error.text.en}: ${told('en').join(' ')}` }
  throw new GuijiError(error.code, { recovery: error.recovery, message, remedy: error.remedy }, { type })
}
