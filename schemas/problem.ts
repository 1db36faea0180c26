import type { Text } from '../core/values.ts'

/** Names of keys and places in lists, from the top of a file: `['fields', 'name', 'type']`. */
export type At = readonly (string | number)[]

/** What is wrong in a configuration value, told so that a clerk can mend it. It never quotes a secret. */
export interface ConfigProblem {
  readonly code: string
  readonly at: At
  readonly expected: Text
  readonly found: Text
  readonly remedy: Text
}

/** A configuration problem with its file. */
export interface Problem {
  readonly code: string
  /** Only errors stop a run. */
  readonly level: 'error' | 'warning'
  /** `catalog/police/resident-register.yaml:12`; relative to the project, without a line where none is known. */
  readonly path: string
  /** `fields.name.type`; empty when the whole file is meant. */
  readonly at: string
  readonly expected: Text
  readonly found: Text
  readonly remedy: Text
}

/** A text that is the same in both languages: a name, a number, a piece of a file. */
export function same(text: string): Text {
  return { zh: text, en: text }
}

/** `fields.name.steps[2]` */
export function pointer(at: At): string {
  return at.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

/** A value as a message may show it: short, on one line, long numbers hidden, since they may be somebody's. */
export function shown(value: unknown): Text {
  if (value === undefined) return { zh: '没有填写', en: 'nothing' }
  if (value === null || value === '') return { zh: '空值', en: 'an empty value' }
  if (Array.isArray(value)) return { zh: `列表(${value.length} 项)`, en: `a list of ${value.length}` }
  if (typeof value === 'object') return { zh: '一组键值', en: 'keys and values' }
  const text = String(value as string | number | boolean)
    .replace(/\s+/g, ' ')
    .replace(/\d{15,}[Xx]?/g, (digits) => `…(${digits.length})`)
  const points = [...text]
  return same(points.length > 60 ? `${points.slice(0, 60).join('')}…` : text)
}

/** One problem as one block of lines in one language. */
export function renderProblem(problem: Problem, language: 'zh' | 'en'): string {
  const labels = language === 'zh' ? ['应为', '实为', '处理'] : ['expected', 'found', 'remedy']
  const head = `${problem.path}${problem.at === '' ? '' : ` ${problem.at}`} [${problem.code}]`
  const parts = [problem.expected, problem.found, problem.remedy].map((text, index) => `  ${labels[index] ?? ''}: ${text[language]}`)
  return [head, ...parts].join('\n')
}
