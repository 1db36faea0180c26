import type { Json, Text } from './values.ts'

/** What must happen next: `retry` tries again by itself, `abort` needs a person, `reject` concerns one row only and is never thrown. */
export type Recovery = 'retry' | 'abort' | 'reject'
export interface ErrorDeclaration {
  readonly recovery: Recovery
  /** `{name}` is replaced by the detail of that name. */
  readonly message: Text
  readonly remedy: Text
}
export type Details = { readonly [name: string]: Json }

/**
 * The one error of the framework. `details` say where, what was expected and what was found; they never hold
 * identity numbers, names or secrets.
 */
export class GuijiError extends Error {
  override readonly name = 'GuijiError'
  readonly code: string
  readonly recovery: Recovery
  readonly text: Text
  readonly remedy: Text
  readonly details: Details
  constructor(code: string, declaration: ErrorDeclaration, details: Details = {}, cause?: unknown) {
    const text = { zh: fill(declaration.message.zh, details), en: fill(declaration.message.en, details) }
    const remedy = { zh: fill(declaration.remedy.zh, details), en: fill(declaration.remedy.en, details) }
    super(`${code} ${text.zh} / ${text.en}`, cause === undefined ? {} : { cause })
    this.code = code
    this.recovery = declaration.recovery
    this.text = text
    this.remedy = remedy
    this.details = details
  }
  toJSON(): Json {
    return { code: this.code, recovery: this.recovery, text: this.text, remedy: this.remedy, details: this.details }
  }
}

/** The wire form of an error, as Temporal's failures and run records carry it. */
export interface ErrorRecord {
  readonly code: string
  readonly recovery: Recovery
  readonly text: Text
  readonly remedy: Text
  readonly details: Details
}

/** An error that was written by `toJSON` and read back, equal to the one that was thrown. */
export function reviveError(record: ErrorRecord): GuijiError {
  return new GuijiError(record.code, { recovery: record.recovery, message: record.text, remedy: record.remedy }, record.details)
}

export type ErrorTable = { readonly [code: string]: ErrorDeclaration }
const declared = new Map<string, ErrorDeclaration>()

/** Declares a module's error codes, once each; gives a function that makes them: `throw errors('CSV_TORN', { file })`. */
export function defineErrors<const T extends ErrorTable>(
  table: T,
): (code: keyof T & string, details?: Details, cause?: unknown) => GuijiError {
  for (const [code, declaration] of Object.entries(table)) {
    const known = declared.get(code)
    if (known !== undefined && known.message.en !== declaration.message.en) throw new Error(`error code ${code} is declared twice`)
    declared.set(code, declaration)
  }
  return (code, details, cause) => {
    const declaration = table[code]
    if (declaration === undefined) throw new Error(`error code ${code} is not declared`)
    return new GuijiError(code, declaration, details, cause)
  }
}

/** Every code that the modules loaded so far have declared, for the docs. */
export function declaredErrors(): ReadonlyMap<string, ErrorDeclaration> {
  return declared
}

function fill(template: string, details: Details): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name]
    if (value === undefined) return whole
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}
