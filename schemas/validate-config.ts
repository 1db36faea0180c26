import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { ObjectSchema } from '../core/config.ts'
import type { Json } from '../core/values.ts'
import { describeErrors } from './describe-errors.ts'
import { fillDefaults } from './fill-defaults.ts'
import type { ConfigProblem } from './problem.ts'
import { readReference } from './references.ts'
import { toJsonSchema, type SecretsAs } from './to-json-schema.ts'

export interface ValidatedConfig {
  /** The value with defaults filled in; what is wrong in it stays as it was. */
  readonly value: Json
  readonly problems: readonly ConfigProblem[]
}

/**
 * Holds a value against its schema. Unknown keys are refused, defaults filled in, all problems listed. With
 * `references` (the default, for files) a secret must be `${env:NAME}` or `${file:path}` (else SECRET_IN_FILE), and a
 * reference may stand for any other value too, which is judged once it is `resolved`.
 */
export function validateConfig(schema: ObjectSchema, value: Json, secrets: SecretsAs = 'references'): ValidatedConfig {
  const validate = compiled(schema, secrets)
  const filled = fillDefaults(schema, value)
  if (validate(filled)) return { value: filled, problems: [] }
  const errors: readonly ErrorObject[] = validate.errors ?? []
  const judged = secrets === 'resolved' ? errors : errors.filter(({ data, keyword }) => readReference(data) === null || keyword === 'const')
  return { value: filled, problems: describeErrors(judged) }
}

let ajv: Ajv | null = null
const cache: Readonly<Record<SecretsAs, WeakMap<ObjectSchema, ValidateFunction>>> = { references: new WeakMap(), resolved: new WeakMap() }

function compiled(schema: ObjectSchema, secrets: SecretsAs): ValidateFunction {
  const known = cache[secrets].get(schema)
  if (known !== undefined) return known
  ajv ??= formats.default(new Ajv({ strict: true, allErrors: true, verbose: true, discriminator: true }))
  const translated = toJsonSchema(schema, secrets)
  const validate = ajv.compile(translated)
  // ajv keeps every schema that it has seen, and those of a watched project come and go
  ajv.removeSchema(translated)
  cache[secrets].set(schema, validate)
  return validate
}
