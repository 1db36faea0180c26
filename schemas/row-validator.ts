import { _, Ajv, type ErrorObject, type KeywordCxt, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Clean, Codes } from '../core/values.ts'

export interface RowColumn {
  readonly name: string
  readonly nullable: boolean
  /** What the column's semantic type says of its clean text. */
  readonly schema: { readonly type: 'string'; readonly [keyword: string]: unknown }
}
/** Null for a valid row, else every column that is wrong, once. */
export type RowValidator = (row: readonly Clean[]) => readonly { readonly column: string; readonly code: string }[] | null

/** Reasons that a row validator gives. */
export const rowCodes = {
  VALUE_MISSING: { zh: '必填项没有值', en: 'a required value is missing' },
  VALUE_FORM: { zh: '清洗后的值不合其类型的格式', en: 'the clean value has not the form of its type' },
  VALUE_LENGTH: { zh: '值太长或太短', en: 'the value is too long or too short' },
  VALUE_CODE: { zh: '不在代码表中', en: 'not in its list of codes' },
  ROW_LENGTH: { zh: '列数不符', en: 'the number of columns is wrong' },
} as const satisfies Codes
type RowCode = keyof typeof rowCodes

/** A last guard before landing: the clean row against its columns' schemas, in tuple form, compiled once per dataset. */
export function compileRowValidator(columns: readonly RowColumn[]): RowValidator {
  const schema = tuple(columns)
  const isSurelyValid = compileQuick(schema)
  // nearly every row is valid, so only the first doubtful one pays for the form that lists all errors
  let listing: ValidateFunction | null = null
  return (row) => {
    if (isSurelyValid(row)) return null
    listing ??= compile(new Ajv({ ...settings, allErrors: true }), schema)
    return listing(row) ? null : summarise(listing.errors ?? [], columns)
  }
}

function tuple(columns: readonly RowColumn[]) {
  const items = columns.map(({ schema, nullable }) => (nullable ? orNull(schema) : schema))
  return { type: 'array', items, minItems: columns.length, maxItems: columns.length, additionalItems: false }
}

function orNull(schema: RowColumn['schema']) {
  const listed = schema['enum']
  if ('const' in schema) return { enum: [schema['const'], null] }
  return Array.isArray(listed) ? { ...schema, nullable: true, enum: [...(listed as unknown[]), null] } : { ...schema, nullable: true }
}

const settings = { strict: true, messages: false } as const

function compile(ajv: Ajv, schema: object): ValidateFunction {
  formats.default(ajv)
  return ajv.compile(schema)
}

/**
 * A form that may refuse a valid row but accepts no wrong one: it takes lengths in UTF-16 units, of which a character
 * has one or two, since counting the characters of every text took a tenth of a row's whole way.
 */
function compileQuick(schema: object): ValidateFunction {
  const ajv = new Ajv(settings)
  const lengths = {
    maxLength: ({ data, schemaCode }: KeywordCxt) => _`${data}.length > ${schemaCode}`,
    minLength: ({ data, schemaCode }: KeywordCxt) => _`${data}.length < 2 * ${schemaCode} - 1`,
  }
  for (const [keyword, isDoubtful] of Object.entries(lengths)) {
    const code = (context: KeywordCxt) => {
      context.fail(isDoubtful(context))
    }
    ajv.removeKeyword(keyword).addKeyword({ keyword, type: 'string', schemaType: 'number', code })
  }
  return compile(ajv, schema)
}

function summarise(errors: readonly ErrorObject[], columns: readonly RowColumn[]) {
  const byColumn = new Map<string, RowCode>()
  for (const { instancePath, keyword, params } of errors) {
    const column = columns[Number(instancePath.slice(1))]
    const name = instancePath === '' || column === undefined ? '' : column.name
    if (!byColumn.has(name)) byColumn.set(name, name === '' ? 'ROW_LENGTH' : codeOf(keyword, params as { type?: string }))
  }
  return [...byColumn].map(([column, code]) => ({ column, code }))
}

function codeOf(keyword: string, params: { readonly type?: string }): RowCode {
  if (keyword === 'type' && params.type === 'string') return 'VALUE_MISSING'
  if (keyword === 'enum' || keyword === 'const') return 'VALUE_CODE'
  return keyword === 'maxLength' || keyword === 'minLength' ? 'VALUE_LENGTH' : 'VALUE_FORM'
}
