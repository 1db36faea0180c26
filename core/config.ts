type Note = { description?: string }
export type ScalarSchema = Note &
  (
    | { type: 'string'; writeOnly: true }
    | { type: 'string'; enum?: readonly string[]; default?: string; pattern?: string; format?: string }
    | { type: 'integer' | 'number'; default?: number; minimum?: number; maximum?: number }
    | { type: 'boolean'; default?: boolean }
  )
export type ConfigSchema =
  | ScalarSchema
  | ObjectSchema
  | MapSchema
  | (Note &
      (
        | { type: 'array'; items: ConfigSchema; minItems?: number; maxItems?: number }
        | { oneOf: readonly ObjectSchema[] }
        | { anyOf: readonly (ScalarSchema | { type: 'array'; items: ScalarSchema })[] }
      ))
export type MapSchema = Note & { type: 'object'; additionalProperties: ConfigSchema }
export type ObjectSchema = Note & {
  type: 'object'
  additionalProperties?: false
  required?: readonly string[]
  properties: { readonly [name: string]: ConfigSchema | { const: string } }
}
export type Infer<S> = S extends { const: infer C }
  ? C
  : S extends { oneOf: readonly (infer B)[] }
    ? B extends unknown
      ? Infer<B>
      : never
    : S extends { anyOf: readonly (infer B)[] }
      ? B extends unknown
        ? Infer<B>
        : never
      : S extends { writeOnly: true }
        ? Secret
        : S extends { enum: readonly (infer E)[] }
          ? E
          : S extends { type: 'string' }
            ? string
            : S extends { type: 'integer' | 'number' }
              ? number
              : S extends { type: 'boolean' }
                ? boolean
                : S extends { items: infer I }
                  ? readonly Infer<I>[]
                  : S extends { properties: infer P }
                    ? Flat<Fields<P, S extends { required: readonly (infer R)[] } ? R : never>>
                    : S extends { additionalProperties: infer V }
                      ? { readonly [key: string]: Infer<V> }
                      : never
type Present<P, R> = { [K in keyof P]: P[K] extends { default: unknown } | { const: unknown } ? K : K extends R ? K : never }[keyof P]
type Fields<P, R> = { readonly [K in Present<P, R>]: Infer<P[K]> } & { readonly [K in Exclude<keyof P, Present<P, R>>]?: Infer<P[K]> }
type Flat<T> = { [K in keyof T]: T[K] } & {}
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toJSON(): string {
    return '[secret]'
  }
  toString(): string {
    return '[secret]'
  }
}
