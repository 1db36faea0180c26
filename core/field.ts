import type { Infer, ObjectSchema } from './config.ts'
import type { IdentityResult } from './identity.ts'
import type { Clean, Codes, Row, Text, Value } from './values.ts'

export interface Cell<Code extends string = string> {
  reject(code: Code, suggestion?: string): null
  warn(code: Code): void
  /** The texts before and after are for whoever shows a single value; counts do without them. */
  fixed(code: Code, before?: string, after?: string): void
  /** Keeps a value in the column `<field>_<suffix>`: the original 15 digits, an amount's currency. */
  beside(suffix: string, text: string): void
}
export type Field = (source: Row, cell: Cell) => Clean // compiled: steps, then the semantic type
type Code<M> = keyof M & string
export type Example<O, M> = { readonly options?: NoInfer<Partial<Infer<O>>>; readonly in: Value | Row } & (
  { readonly out: Value; readonly fixed?: Code<NoInfer<M>> } | { readonly reject: Code<NoInfer<M>>; readonly suggestion?: string }
)
interface Described<O extends ObjectSchema, M extends Codes> {
  readonly summary: Text
  readonly options: O
  readonly codes: M
  readonly examples: readonly Example<O, M>[]
}
/** Everything slow is fetched before the first row. */
export interface CompileContext {
  lookup(name: string): ReadonlyMap<string, string>
  codes(list: string): ReadonlyMap<string, string>
  hash(text: string): string
  readonly today: string
}

export type StepDefinition<O extends ObjectSchema, M extends Codes> = Described<O, M> &
  (
    | { readonly inputs?: 'one'; create(options: Infer<O>, context: CompileContext): (value: Value, cell: Cell<Code<M>>) => Value }
    | { readonly inputs: 'many'; create(options: Infer<O>, context: CompileContext): (values: Row, cell: Cell<Code<M>>) => Value }
  )

/** Who reads a masked value: an authorised page, or everybody. */
export type Audience = 'authorised' | 'public'
export interface TypeDefinition<O extends ObjectSchema, M extends Codes> extends Described<O, M> {
  readonly facts?: { readonly [name: string]: { readonly type: string; read(clean: string): Clean } } // birth-date, sex, ...
  readonly beside?: { readonly [suffix: string]: ColumnSpec }
  readonly companions?: readonly string[] // options that name other source columns (a document type)
  readonly lists?: readonly string[] // names of code lists that the type brings itself; others are the project's
  readonly plain?: boolean // its clean text has no backslash and no control character
  column(options: Infer<O>): ColumnSpec
  schema(options: Infer<O>): { readonly type: 'string'; readonly [keyword: string]: unknown }
  /** For display and logs; `public` shows less than an authorised page does. */
  mask(clean: string, audience?: Audience): string
  /** The whole result of an identity document, for whoever wants more of it than the field's value. */
  identify?(options: Infer<O>, context: CompileContext): (value: Value, companions: Row) => IdentityResult
  create(options: Infer<O>, context: CompileContext): (value: Value, cell: Cell<Code<M>>, companions: Row) => Clean
}
/**
 * What a column holds, and the clean text of its values: date `YYYY-MM-DD` or `infinity`; timestamp `YYYY-MM-DD HH:MM:SS` with up to
 * six digits of a second; timestamptz the same with `Z` or an offset such as `+08:00`; boolean `true` or `false`; bigint and numeric
 * decimal digits, `-` before them; bytea `\x` and hexadecimal digits. A row with any other text goes to the quarantine.
 */
export type ColumnSpec =
  | { readonly sql: 'text' | 'date' | 'timestamp' | 'timestamptz' | 'boolean' | 'bigint' | 'jsonb' | 'bytea' }
  | { readonly sql: 'numeric'; readonly precision: number; readonly scale: number }

export type Step = StepDefinition<ObjectSchema, Codes>
export type SemanticType = TypeDefinition<ObjectSchema, Codes>
export function defineStep<const O extends ObjectSchema, const M extends Codes>(d: StepDefinition<O, M>): Step {
  return Object.freeze(d) as unknown as Step
}
export function defineType<const O extends ObjectSchema, const M extends Codes>(d: TypeDefinition<O, M>): SemanticType {
  return Object.freeze(d) as unknown as SemanticType
}
