import type { Cell } from '../../core/field.ts'
import type { ConfigSchema } from '../../core/config.ts'
import type { Value } from '../../core/values.ts'
import { plainText } from './read-text.ts'
import { foldWidth, withoutInvisible } from './tidy-code.ts'

/** The option by which a field replaces its type's list. */
export const noneOption = {
  type: 'array',
  items: { type: 'string' },
  description: '视为空的写法，代替默认的列表 / tokens read as null, in place of the default list',
} as const satisfies ConfigSchema

/** Written for "nothing here" in real registers; compared exactly, after trimming, in either width. */
export const usualTokens: readonly string[] = [
  '无',
  '空',
  '/',
  '-',
  '－',
  '—',
  '——',
  'NULL',
  'null',
  'Null',
  'N/A',
  '不详',
  '未知',
  '暂无',
  '0000-00-00',
  '待补',
]
/** For names: `Null` may be one. */
export const nameTokens: readonly string[] = usualTokens.filter((token) => token !== 'Null')

export interface NoneTokens {
  readonly tokens: ReadonlySet<string>
  readonly longest: number
}

export function noneTokens(own: readonly string[] | undefined, usual: readonly string[] = usualTokens): NoneTokens {
  const tokens = own ?? usual
  return { tokens: new Set(tokens), longest: Math.max(0, ...tokens.map((token) => token.length)) }
}

/** Whether tidy text is one of the tokens, told without counting it. */
export function isToken(text: string, { tokens, longest }: NoneTokens): boolean {
  return text.length <= longest && tokens.has(text)
}

/** Whether text is empty (absent) or a listed token (counted as NULL_TOKEN). */
export function isNoneText(text: string, none: NoneTokens, cell: Cell<'NULL_TOKEN'>): boolean {
  // A cell of long text is never trimmed here only to be looked up.
  if (text.length > none.longest + 16) return false
  const trimmed = withoutInvisible(text).trim()
  if (trimmed === '') return true
  if (trimmed.length > none.longest || !(none.tokens.has(trimmed) || none.tokens.has(foldWidth(trimmed)))) return false
  cell.fixed('NULL_TOKEN', text, '')
  return true
}

/** The same for any value; null is none. */
export function isNone(value: Value, none: NoneTokens, cell: Cell<'NULL_TOKEN'>): boolean {
  if (value === null) return true
  const text = plainText(value)
  return text !== null && isNoneText(text, none, cell)
}
