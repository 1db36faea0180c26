import type { Example, SemanticType, Step } from '../../core/field.ts'
import type { ObjectSchema } from '../../core/config.ts'
import type { Codes } from '../../core/values.ts'
import { say, type Language } from '../language.ts'
import { describeType, writtenValue, type ShownExample, type TypeDescription } from '../types/describe-type.ts'
import { code, markdownTable, page } from './markdown.ts'
import { schemaTable } from './schema-table.ts'

const words = {
  types: { zh: '语义类型', en: 'Semantic types' },
  steps: { zh: '步骤', en: 'Steps' },
  generated: { zh: '由 `guiji docs` 从代码生成。', en: 'Generated from the code by `guiji docs`.' },
  shared: { zh: '常见原因码', en: 'Frequent reasons' },
  sharedHere: { zh: '常见原因码：', en: 'Frequent reasons: ' },
  options: { zh: '选项', en: 'Options' },
  column: { zh: '列类型：', en: 'Column: ' },
  beside: { zh: '另存一列：', en: 'Kept beside it: ' },
  companions: { zh: '伴随列由选项指明：', en: 'Companion columns, named by options: ' },
  facts: { zh: '派生事实：', en: 'Facts: ' },
  masked: { zh: '脱敏：', en: 'Masked: ' },
  authorised: { zh: '授权页面', en: 'authorised page' },
  public: { zh: '公开', en: 'public' },
  identity: {
    zh: '证件或机构标识：结果带有键（证件类型、签发国、号码）。',
    en: 'Identity document: its result has a key (type, issuing country, number).',
  },
  many: { zh: '用 `inputs` 读多列。', en: 'Reads several columns, by `inputs`.' },
  reasons: { zh: '原因码', en: 'Reasons' },
  meaning: { zh: '含义', en: 'meaning' },
  code: { zh: '代码', en: 'code' },
  examples: { zh: '示例', en: 'Examples' },
  from: { zh: '来源', en: 'source' },
  to: { zh: '结果', en: 'result' },
  reject: { zh: '拒收', en: 'rejected' },
  warning: { zh: '警告', en: 'warning' },
} as const

export type Named<T> = readonly (readonly [name: string, definition: T])[]

/** One page with all semantic types: what each is, its column, facts and masks, its options, reasons, examples. */
export function typesPage(types: Named<SemanticType>, language: Language): string {
  const described = types.map(([name, type]) => describeType(name, type))
  return fieldsPage(
    say(words.types, language),
    described.map((type) => ({ ...type, notes: typeNotes(type, language) })),
    language,
  )
}

/** One page with all steps. */
export function stepsPage(steps: Named<Step>, language: Language): string {
  return fieldsPage(
    say(words.steps, language),
    steps.map(([name, step]) => ({ ...step, name, notes: step.inputs === 'many' ? [say(words.many, language)] : [] })),
    language,
  )
}

function typeNotes({ column, beside, companions, facts, shown, identity }: TypeDescription, language: Language): string[] {
  const note = (word: keyof typeof words, parts: readonly string[]) =>
    parts.length === 0 ? [] : [say(words[word], language) + parts.join(language === 'zh' ? '、' : ', ')]
  return [
    ...(identity ? [say(words.identity, language)] : []),
    ...note('column', column === null ? [] : [code(column)]),
    ...note(
      'beside',
      Object.entries(beside).map(([suffix, sql]) => `${code(`_${suffix}`)} (${sql})`),
    ),
    ...note('companions', companions.map(code)),
    ...note(
      'facts',
      Object.entries(facts).map(([name, { type, value }]) => `${code(name)} (${type})${value === null ? '' : ` ${code(value)}`}`),
    ),
    ...note(
      'masked',
      shown === null
        ? []
        : [
            `${code(shown.value)} → ${code(shown.authorised)} (${say(words.authorised, language)})`,
            `${code(shown.public)} (${say(words.public, language)})`,
          ],
    ),
  ]
}

interface Described {
  readonly name: string
  readonly summary: { readonly zh: string; readonly en: string }
  readonly options: ObjectSchema
  readonly codes: Codes
  readonly examples: readonly (Example<ObjectSchema, Codes> & Partial<ShownExample>)[]
  readonly notes: readonly string[]
}

function fieldsPage(title: string, all: readonly Described[], language: Language): string {
  const shared = sharedCodes(all)
  return page(
    `# ${title}`,
    say(words.generated, language),
    ...(Object.keys(shared).length > 0 ? [`## ${say(words.shared, language)}`, codesTable(shared, language)] : []),
    ...all.map((it) => section(it, shared, language)),
  )
}

/** Codes that mean the same in this many places stand once, at the top of the page. */
const frequent = 4

function sharedCodes(all: readonly Described[]): Codes {
  const uses = new Map<string, number>()
  const meanings = new Map(all.flatMap(({ codes }) => Object.entries(codes)))
  for (const { codes } of all)
    for (const [name, { zh, en }] of Object.entries(codes)) {
      const known = meanings.get(name)
      if (known?.zh === zh && known.en === en) uses.set(name, (uses.get(name) ?? 0) + 1)
    }
  return Object.fromEntries([...meanings].filter(([name]) => (uses.get(name) ?? 0) >= frequent))
}

function section(it: Described, shared: Codes, language: Language): string {
  const isShared = ([name, { zh, en }]: [string, Codes[string]]) => shared[name]?.zh === zh && shared[name].en === en
  const codes = Object.entries(it.codes)
  const own = Object.fromEntries(codes.filter((entry) => !isShared(entry)))
  const others = codes.filter(isShared).map(([name]) => code(name))
  const notes = [
    ...it.notes,
    ...(others.length > 0 ? [say(words.sharedHere, language) + others.join(language === 'zh' ? '、' : ', ')] : []),
  ]
  return page(
    `## ${code(it.name)}`,
    say(it.summary, language),
    notes.map((note) => `- ${note}`).join('\n'),
    ...(Object.keys(it.options.properties).length > 0 ? [`### ${say(words.options, language)}`, schemaTable(it.options, language)] : []),
    ...(Object.keys(own).length > 0 ? [`### ${say(words.reasons, language)}`, codesTable(own, language)] : []),
    ...(it.examples.length > 0 ? [`### ${say(words.examples, language)}`, examplesTable(it.examples, language)] : []),
  ).trimEnd()
}

function codesTable(codes: Codes, language: Language): string {
  const rows = Object.entries(codes).map(([name, text]) => [code(name), say(text, language)])
  return markdownTable([say(words.code, language), say(words.meaning, language)], rows)
}

function examplesTable(examples: Described['examples'], language: Language): string {
  const hasOptions = examples.some(({ options }) => options !== undefined)
  const rows = examples.map((example) => {
    const warnings = (example.warnings ?? []).map((name) => ` ${say(words.warning, language)} ${code(name)}`).join('')
    const result =
      'reject' in example
        ? `${say(words.reject, language)} ${code(example.reject)}${example.suggestion === undefined ? '' : ` → ${code(example.suggestion)}`}`
        : code(writtenValue(example.out)) + (example.fixed === undefined ? '' : ` ${code(example.fixed)}`) + warnings
    const options = example.options === undefined ? '' : code(JSON.stringify(example.options))
    return [code(writtenValue(example.in)), ...(hasOptions ? [options] : []), result]
  })
  return markdownTable([say(words.from, language), ...(hasOptions ? [say(words.options, language)] : []), say(words.to, language)], rows)
}
