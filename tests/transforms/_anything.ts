import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { ObjectSchema } from '../../core/config.ts'
import type { SemanticType } from '../../core/field.ts'
import type { Json, Row, Value } from '../../core/values.ts'
import { steps, types, withDefaults } from './_registry.ts'

/** What every type and step has an example of, taken apart: the likeliest words of odd values. */
const examples = [...types.values(), ...steps.values()].flatMap((definition) => definition.examples.map((example) => example.in)).flat()
const exampleTexts = [...new Set(examples.flatMap((value) => (typeof value === 'string' ? [value] : isTagged(value) ? [value.text] : [])))]
function isTagged(value: unknown): value is { readonly text: string } {
  return typeof value === 'object' && value !== null && 'text' in value
}

const pieces = fc.constantFrom(
  ...'0123456789Xxlo-/.,:;()（）年月日万元亿美人民币 \t\n\\\0\ud800\u200b\u3000·•张三省市区县号@{}"\'=+eE%'.split(''),
  '𠮷',
  '1.5E+10',
  '51018419020304906X',
  '138',
  '2016',
  '\ue000',
  '\udc00',
)
const splice = (text: string, at: number, piece: string) =>
  text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1))

/** Any text: of any code units, of the pieces that values are made of, examples and small changes of them. */
export const texts: Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
  { weight: 3, arbitrary: fc.array(pieces, { maxLength: 16 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.constantFrom(...exampleTexts) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...exampleTexts), fc.nat({ max: 64 }), pieces).map((parts) => splice(...parts)) },
  {
    weight: 1,
    arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
  },
)

/** Any value that a connector may hand over. */
export const values: Arbitrary<Value> = fc.oneof(
  { weight: 12, arbitrary: texts },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }) },
  {
    weight: 3,
    arbitrary: fc.record({ tag: fc.constantFrom('number', 'date', 'local-time', 'zoned-time', 'undecodable'), text: texts } as const),
  },
  { weight: 2, arbitrary: fc.double().map((number) => ({ tag: 'number' as const, text: String(number) })) },
)

/** Values of the columns that a type's options name beside its own: anything, and what its examples have there. */
export function companionsOf({ companions = [], examples: own }: SemanticType): Arbitrary<Row> {
  const known = own.flatMap((example) => (Array.isArray(example.in) && example.in.length > 1 ? [(example.in as Row).slice(1)] : []))
  const any = fc.array(values, { minLength: companions.length, maxLength: companions.length })
  return known.length === 0 ? any : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: any })
}

interface Described {
  readonly options: ObjectSchema
  readonly examples: readonly { readonly options?: unknown }[]
}
/** The options of each of a definition's examples, whole, each once; `none` where no options at all are enough as well. */
export function optionSetsOf(
  { options, examples: own }: Described,
  none: 'with none' | 'examples only',
): readonly { [name: string]: Json }[] {
  const given = own.map((example) => (example.options ?? {}) as { [name: string]: Json })
  const whole = [...(none === 'with none' ? [{}] : []), ...given].map((set) => withDefaults(options, set))
  const complete = whole.filter((set) => (options.required ?? []).every((name) => name in set))
  return [...new Map(complete.map((set) => [JSON.stringify(set), set])).values()]
}
