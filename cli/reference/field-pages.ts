import type { Example, SemanticType, Step } from '../../core/field.ts'
import type { ObjectSchema } from '../../core/config.ts'
import type { Codes, Row, Value } from '../../core/values.ts'
import { say, type Language } from '../language.ts'
import { code, markdownTable, page } from './markdown.ts'
import { schemaTable } from './schema-table.ts'

const words = {
  types: { zh: '语义类型', en: 'Semantic types' },
  steps: { zh: '步骤', en: 'Steps' },
  generated: { zh: '由 `guiji docs` 从代码生成。', en: 'Generated from the code by `guiji docs`.' },
  options: { zh: '选项', en: 'Options' },
  column: { zh: '列类型：', en: 'Column: ' },
  beside: { zh: '另存一列：', en: 'Kept beside it: ' },
  facts: { zh: '派生事实：', en: 'Facts: ' },
  many: { zh: '用 `inputs` 读多列。', en: 'Reads several columns, by `inputs`.' },
  reasons: { zh: '原因码', en: 'Reasons' },
  meaning: { zh: '含义', en: 'meaning' },
  code: { zh: '代码', en: 'code' },
  examples: { zh: '示例', en: 'Examples' },
  from: { zh: '来源', en: 'source' },
  to: { zh: '结果', en: 'result' },
  reject: { zh: '拒收', en: 'rejected' },
} as const

export type Named<T> = readonly (readonly [name: string, definition: T])[]

/** One page with all semantic types: what each is, its options, reasons, examples. */
export function typesPage(types: Named<SemanticType>, language: Language): string {
  const parts = types.map(([name, type]) =>
    described(name, type, language, [
      `${say(words.column, language)}${columnText(type)}`,
      type.beside === undefined
        ? ''
        : say(words.beside, language) +
          Object.keys(type.beside)
            .map((suffix) => code(`_${suffix}`))
            .join(', '),
      type.facts === undefined
        ? ''
        : say(words.facts, language) +
          Object.entries(type.facts)
            .map(([fact, { type: of }]) => `${code(fact)} (${of})`)
            .join(', '),
    ]),
  )
  return page(`# ${say(words.types, language)}`, say(words.generated, language), ...parts)
}

/** One page with all steps. */
export function stepsPage(steps: Named<Step>, language: Language): string {
  const parts = steps.map(([name, step]) => described(name, step, language, [step.inputs === 'many' ? say(words.many, language) : '']))
  return page(`# ${say(words.steps, language)}`, say(words.generated, language), ...parts)
}

interface Described {
  readonly summary: { readonly zh: string; readonly en: string }
  readonly options: ObjectSchema
  readonly codes: Codes
  readonly examples: readonly Example<ObjectSchema, Codes>[]
}

function described(name: string, it: Described, language: Language, notes: readonly string[]): string {
  const reasons = Object.entries(it.codes).map(([reason, text]) => [code(reason), say(text, language)])
  return page(
    `## ${code(name)}`,
    say(it.summary, language),
    ...notes,
    ...(Object.keys(it.options.properties).length > 0 ? [`### ${say(words.options, language)}`, schemaTable(it.options, language)] : []),
    ...(reasons.length > 0
      ? [`### ${say(words.reasons, language)}`, markdownTable([say(words.code, language), say(words.meaning, language)], reasons)]
      : []),
    ...(it.examples.length > 0 ? [`### ${say(words.examples, language)}`, examplesTable(it.examples, language)] : []),
  ).trimEnd()
}

function examplesTable(examples: readonly Example<ObjectSchema, Codes>[], language: Language): string {
  const rows = examples.map((example) => {
    const result =
      'reject' in example
        ? `${say(words.reject, language)} ${code(example.reject)}${example.suggestion === undefined ? '' : ` → ${code(example.suggestion)}`}`
        : code(show(example.out)) + (example.fixed === undefined ? '' : ` ${code(example.fixed)}`)
    return [code(show(example.in)), example.options === undefined ? '' : code(JSON.stringify(example.options)), result]
  })
  return markdownTable([say(words.from, language), say(words.options, language), say(words.to, language)], rows)
}

/** What a page cannot show or a file cannot keep: controls, invisible marks, halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

function show(value: Value | Row): string {
  if (typeof value === 'string') return value === '' ? '""' : value.replace(unseen, escaped)
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  return 'tag' in value ? `${value.tag}(${value.text})` : value.map(show).join(', ')
}

/** The column of the type with its default options; a type whose options are needed names them itself. */
function columnText(type: SemanticType): string {
  try {
    const column = type.column(defaults(type.options))
    return column.sql === 'numeric' ? code(`numeric(${column.precision},${column.scale})`) : code(column.sql)
  } catch {
    return ''
  }
}

function defaults(schema: ObjectSchema): { readonly [name: string]: never } {
  const entries = Object.entries(schema.properties).flatMap(([name, property]) => ('default' in property ? [[name, property.default]] : []))
  return Object.fromEntries(entries) as { readonly [name: string]: never }
}
