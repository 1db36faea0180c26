import type { Expression } from '../core/expression.ts'
import type { SemanticType } from '../core/field.ts'
import type { RuleSpec } from '../core/spec.ts'
import type { Json, Text } from '../core/values.ts'
import { checkSchema } from '../schemas/dataset-file.ts'
import { isRecord } from '../schemas/fill-defaults.ts'
import { same, shown, type At } from '../schemas/problem.ts'
import type { FileCheck } from './check-file.ts'
import type { TypedField } from './compile-field.ts'
import { readExpression } from './read-expression.ts'

const kinds = ['agree', 'in_order', 'together', 'one_of', 'expression'] as const
const oneKind: Text = { zh: `${kinds.join('、')} 中恰好一个`, en: `exactly one of ${kinds.join(', ')}` }

/** A dataset's `checks` (Articles 27 and 41: compared and fed back, never corrected here). */
export function compileRules(check: FileCheck, fields: readonly TypedField[], written: readonly string[]): RuleSpec[] {
  const list = check.file.text(['checks'])
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    check.refuse('CONFIG_VALUE', ['checks'], { zh: '列表', en: 'a list' }, shown(list), {
      zh: '每条检核以“- ”开头。',
      en: 'Begin each check with `- `.',
    })
    return []
  }
  return (list as readonly Json[]).flatMap((_, index) => {
    const rule = compileRule(['checks', index], check, fields, written)
    return rule === null ? [] : [rule]
  })
}

function compileRule(at: At, check: FileCheck, fields: readonly TypedField[], written: readonly string[]): RuleSpec | null {
  const value = check.validated(at, checkSchema, ['when', 'expression'])
  if (value === null) return null
  const isField = (name: string, place: At) => check.isKnown('FIELD_UNKNOWN', place, name, written, { zh: '信息项', en: 'field' })
  const areFields = (kind: string, names: readonly string[]) =>
    names.map((name, index) => isField(name, [...at, kind, index])).every(Boolean)
  const raw = check.file.text(at)
  const named = isRecord(raw) ? kinds.filter((kind) => Object.hasOwn(raw, kind)) : []
  const [kind] = named
  if (kind === undefined || named.length > 1) {
    check.refuse('CHECK_KIND', at, oneKind, kind === undefined ? shown(undefined) : same(named.join(', ')), {
      zh: '一条检核写一种规则；when 只能与 expression 同写。',
      en: 'Write one rule per check; `when` only goes with `expression`.',
    })
    return null
  }
  const { level } = value
  if (kind === 'expression') {
    const expression = conditional(at, check, isField)
    if (expression === null || !comparesNumbers(expression, at, check, fields)) return null
    return { rule: 'expression', expression, level }
  }
  if (check.file.has([...at, 'when'])) {
    check.refuse('CHECK_KIND', [...at, 'when'], { zh: '只与 expression 同写', en: 'only beside `expression`' }, same(`when + ${kind}`), {
      zh: '改写成 expression。',
      en: 'Write it as an expression.',
    })
    return null
  }
  const names = value[kind] ?? []
  if (!areFields(kind, names)) return null
  if (kind === 'agree') {
    const [first = '', second = ''] = names
    return canAgree(first, second, at, check, fields) ? { rule: 'agree', fields: [first, second], level } : null
  }
  return { rule: ({ in_order: 'in-order', together: 'together', one_of: 'one-of' } as const)[kind], fields: names, level }
}

/** `when` says for which rows the expression must hold. */
function conditional(at: At, check: FileCheck, isField: (name: string, at: At) => boolean): Expression | null {
  const read = (name: string) => readExpression(check.file.text([...at, name]), [...at, name], check, isField)
  const expression = read('expression')
  if (!check.file.has([...at, 'when'])) return expression
  const when = read('when')
  return when === null || expression === null ? null : { any: [{ not: when }, expression] }
}

/** Numeric fields compare as numbers, so what they are held against must be one. */
function comparesNumbers(expression: Expression, at: At, check: FileCheck, fields: readonly TypedField[]): boolean {
  const numeric = new Set(fields.filter(({ column: { sql } }) => sql === 'numeric' || sql === 'bigint').map(({ name }) => name))
  const wrong = comparisons(expression).find(([field, value]) => numeric.has(field) && !/^[+-]?\d+(?:\.\d+)?$/.test(value))
  if (wrong === undefined) return true
  check.refuse('EXPRESSION', at, { zh: '数字', en: 'a number' }, same(wrong.join(', ')), {
    zh: '数字项只能与数字比较。',
    en: 'Compare a numeric field with a number.',
  })
  return false
}

/** Every field with every value that it is compared with. */
function comparisons(expression: Expression): readonly (readonly [field: string, value: string])[] {
  if ('equals' in expression) return expression.equals[1] === null ? [] : [[expression.equals[0], expression.equals[1]]]
  if ('in' in expression) return expression.in[1].map((value) => [expression.in[0], value] as const)
  if ('less' in expression) return [expression.less]
  if ('present' in expression) return []
  if ('not' in expression) return comparisons(expression.not)
  return ('all' in expression ? expression.all : expression.any).flatMap(comparisons)
}

/** Two fields can be compared when their types are the same, or one type reads the other from its value. */
function canAgree(first: string, second: string, at: At, check: FileCheck, fields: readonly TypedField[]): boolean {
  const one = fields.find(({ name }) => name === first)
  const other = fields.find(({ name }) => name === second)
  if (one === undefined || other === undefined) return false // told where the field is wrong
  if (one.typeName === other.typeName || reads(one.type, other.typeName) || reads(other.type, one.typeName)) return true
  check.refuse(
    'CHECK_KIND',
    [...at, 'agree'],
    { zh: '类型相同，或一个能由另一个推出的两个信息项', en: 'two fields of one type, or one that can be read from the other' },
    same(`${first} (${one.typeName}), ${second} (${other.typeName})`),
    { zh: '换成可比较的信息项，如 [birth_date, id_number]。', en: 'Name fields that can be compared, such as [birth_date, id_number].' },
  )
  return false
}

function reads(type: SemanticType, other: string): boolean {
  return Object.values(type.facts ?? {}).some((fact) => fact.type === other)
}
