import type { Json } from './values.ts'

/** One change that was made in writing only: the rule's code, the text before it and the text after it. */
export interface Fix {
  readonly rule: string
  readonly before: string
  readonly after: string
}
/** An identity key is always the document's type, the country that issued it and the normalised number (Article 33). */
export interface IdentityKey {
  readonly type: string
  /** ISO 3166-1 alpha-3. */
  readonly country: string
  readonly number: string
}
export interface IdentityReason {
  readonly code: string
  /** The one reading that would pass every check; for a person to confirm, never applied. */
  readonly suggestion?: string
}

/**
 * What is known of one document number. `ok` and `fixed` have a key; `nonconforming` is a number that its authority may
 * well have issued and must confirm: it has a key too, and its reason; `rejected` gives every reason that holds.
 */
export interface IdentityResult {
  readonly outcome: 'ok' | 'fixed' | 'rejected' | 'nonconforming'
  readonly key: IdentityKey | null
  readonly fixes: readonly Fix[]
  readonly reasons: readonly IdentityReason[]
  readonly warnings: readonly string[]
  /** What the number says of its bearer: `birth_date`, `sex`, `region`, `region_names`, `organisation_code`, .. */
  readonly facts: { readonly [name: string]: Json }
}
