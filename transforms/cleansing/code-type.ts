import { defineType } from '../../core/field.ts'
import type { Example, SemanticType } from '../../core/field.ts'
import type { ObjectSchema } from '../../core/config.ts'
import type { Text } from '../../core/values.ts'
import { codeFieldCodes, codesByLabel, codeWidth, createCodeField } from './code-list.ts'
import { noneOption, noneTokens } from './none-tokens.ts'

const options = { type: 'object', additionalProperties: false, properties: { none: noneOption } } as const satisfies ObjectSchema

export interface CodeTypeParts {
  readonly summary: Text
  /** Rows of code, label, other labels; asked for when a field is compiled. */
  readonly rows: () => readonly (readonly string[])[]
  readonly examples: readonly Example<typeof options, typeof codeFieldCodes>[]
}

/** A semantic type whose values are the codes of one list of a standard. */
export function defineCodeType({ summary, rows, examples }: CodeTypeParts): SemanticType {
  return defineType({
    summary,
    options,
    codes: codeFieldCodes,
    examples,
    plain: true,
    column: () => ({ sql: 'text' }),
    schema: () => ({ type: 'string', enum: rows().map(([code = '']) => code) }),
    mask: (code) => code,
    create: ({ none }) => createCodeField({ codes: codesByLabel(rows()), none: noneTokens(none), width: codeWidth(rows()) }),
  })
}
