import type { ConfigSchema, ObjectSchema } from '../../core/config.ts'
import { say, type Language } from '../language.ts'
import { code, markdownTable } from './markdown.ts'

const words = {
  name: { zh: '键', en: 'key' },
  value: { zh: '值', en: 'value' },
  standard: { zh: '默认', en: 'default' },
  meaning: { zh: '含义', en: 'meaning' },
  required: { zh: '必填', en: 'required' },
  secret: { zh: '机密，写作引用', en: 'secret, written as a reference' },
  listOf: { zh: '列表：', en: 'list of ' },
  mapOf: { zh: '映射：名称 → ', en: 'map of name to ' },
  or: { zh: ' 或 ', en: ' or ' },
  none: { zh: '没有选项。', en: 'No options.' },
} as const

type Mark = (text: string) => string

/** The keys of a configuration object as a table: value, default or required, meaning; nested keys with dots. */
export function schemaTable(schema: ObjectSchema, language: Language): string {
  const rows = schemaRows(schema, '', language, code)
  if (rows.length === 0) return say(words.none, language)
  return markdownTable(
    [words.name, words.value, words.standard, words.meaning].map((word) => say(word, language)),
    rows,
  )
}

/** Key, value, default or need, meaning of each option. `mark` sets names and values apart from words. */
export function schemaRows(schema: ObjectSchema, prefix: string, language: Language, mark: Mark): string[][] {
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}`
    if ('const' in property) return [[mark(path), mark(property.const), '', '']]
    const standard = 'default' in property && property.default !== undefined ? mark(String(property.default)) : ''
    const need = schema.required?.includes(name) === true ? say(words.required, language) : standard
    const row = [mark(path), valueText(property, language, mark), need, inLanguage(property.description ?? '', language)]
    return [row, ...nestedRows(property, path, language, mark)]
  })
}

function nestedRows(schema: ConfigSchema, path: string, language: Language, mark: Mark): string[][] {
  if ('oneOf' in schema) return schema.oneOf.flatMap((branch) => schemaRows(branch, `${path}.`, language, mark))
  if ('properties' in schema) return schemaRows(schema, `${path}.`, language, mark)
  if ('items' in schema) return nestedRows(schema.items, `${path}[]`, language, mark)
  if ('additionalProperties' in schema && typeof schema.additionalProperties === 'object') {
    return nestedRows(schema.additionalProperties, `${path}.*`, language, mark)
  }
  return []
}

function valueText(schema: ConfigSchema, language: Language, mark: Mark): string {
  if ('oneOf' in schema) return 'object'
  if ('anyOf' in schema) return schema.anyOf.map((branch) => valueText(branch, language, mark)).join(say(words.or, language))
  if ('items' in schema) return `${say(words.listOf, language)}${valueText(schema.items, language, mark)}`
  if ('writeOnly' in schema) return say(words.secret, language)
  if ('enum' in schema && schema.enum !== undefined) return schema.enum.map(mark).join(say(words.or, language))
  if ('pattern' in schema && schema.pattern !== undefined) return `string ${mark(schema.pattern)}`
  if ('format' in schema && schema.format !== undefined) return schema.format
  if ('additionalProperties' in schema && typeof schema.additionalProperties === 'object') {
    return `${say(words.mapOf, language)}${valueText(schema.additionalProperties, language, mark)}`
  }
  return 'type' in schema ? schema.type : ''
}

/** A description in both languages, `中文 / English`, gives its half; one in a single language stays whole. */
function inLanguage(description: string, language: Language): string {
  const [, zh, en] = /^(.*\p{Script=Han}.*) \/ (\P{Script=Han}+)$/u.exec(description) ?? []
  return (language === 'zh' ? zh : en) ?? description
}
