import type { Json, Reason } from '../core/values.ts'
import type { Sealed, Vault } from '../core/vault.ts'

/** Where a quarantined row stands: it holds no value of the row. */
export interface QuarantinePlace {
  readonly plan: string
  readonly split: number
  readonly ordinal: number
}
/** What of a quarantined row is the row's: its values, the suggestions among its reasons, its key. */
export interface RowContents {
  readonly raw: Json
  readonly reasons: readonly Reason[]
  readonly key: string | null
}
type Envelope = { readonly sealed: Sealed & { readonly [name: string]: Json } }

/** The contents as they are stored: as they are, or, where a key is configured, readable with it only. */
export function sealContents(vault: Vault, place: QuarantinePlace, { raw, reasons, key }: RowContents): RowContents {
  const suggestions = reasons.map(({ suggestion }) => suggestion ?? null)
  const sealed = vault.seal(JSON.stringify({ raw, suggestions }), aboutRow(place))
  if (sealed === null) return { raw, reasons, key }
  return {
    raw: envelope(sealed),
    reasons: reasons.map(({ code, field }) => (field === undefined ? { code } : { code, field })),
    key: key === null ? null : JSON.stringify(sealJson(vault, aboutKey(place), key)),
  }
}

/** Values and suggestions as they were before they were stored. Throws QUARANTINE_SEALED. */
export function openContents(vault: Vault, place: QuarantinePlace, { raw, reasons }: Omit<RowContents, 'key'>): Omit<RowContents, 'key'> {
  if (!isEnvelope(raw)) return { raw, reasons }
  const opened = JSON.parse(vault.open(raw.sealed, aboutRow(place))) as { raw: Json; suggestions: readonly (string | null)[] }
  return {
    raw: opened.raw,
    reasons: reasons.map((reason, index) => {
      const suggestion = opened.suggestions[index] ?? null
      return suggestion === null ? reason : { ...reason, suggestion }
    }),
  }
}

/** A stored key, a JSON array, as it was. Throws QUARANTINE_SEALED. */
export function openKey(vault: Vault, place: QuarantinePlace, key: string): string {
  return key.startsWith('{') ? (openJson(vault, aboutKey(place), JSON.parse(key) as Json) as string) : key
}

/** Any value, sealed where a key is configured. */
export function sealJson(vault: Vault, about: string, value: Json): Json {
  const sealed = vault.seal(JSON.stringify(value), about)
  return sealed === null ? value : envelope(sealed)
}

/** Throws QUARANTINE_SEALED. */
export function openJson(vault: Vault, about: string, value: Json): Json {
  return isEnvelope(value) ? (JSON.parse(vault.open(value.sealed, about)) as Json) : value
}

function envelope({ key, text }: Sealed): Json {
  return { sealed: { key, text } }
}

/** A source column may be called `sealed`, but no value of a row is an object with a key. */
function isEnvelope(value: Json): value is Envelope {
  const sealed = (value as { readonly sealed?: Json } | null)?.sealed as Partial<Sealed> | null | undefined
  return typeof sealed === 'object' && typeof sealed?.key === 'string' && typeof sealed.text === 'string'
}

function aboutRow({ plan, split, ordinal }: QuarantinePlace): string {
  return `row ${plan}:${split}:${ordinal}`
}

function aboutKey({ plan, split, ordinal }: QuarantinePlace): string {
  return `key ${plan}:${split}:${ordinal}`
}
