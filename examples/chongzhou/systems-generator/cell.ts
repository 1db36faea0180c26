/**
 * One value as a system writes it, and what a right load makes of it. The right result is known because the generator
 * chose the writing: nothing here cleanses anything.
 */
export interface Cell {
  /** Source text; null is an empty cell. */
  readonly raw: string | null
  /** The field's columns in the replica: its value, then what its type keeps beside it. */
  readonly clean: readonly (string | null)[]
  /** Reason codes; any of them puts the row into quarantine. */
  readonly reasons: readonly string[]
}

const noReasons: readonly string[] = []

/** A value that is loaded as it was written. */
export function plain(raw: string): Cell {
  return { raw, clean: [raw], reasons: noReasons }
}

/** A value that is loaded as something else. */
export function written(raw: string | null, ...clean: readonly (string | null)[]): Cell {
  return { raw, clean, reasons: noReasons }
}

/** A value that puts its row into quarantine. */
export function rejected(raw: string | null, ...reasons: readonly string[]): Cell {
  return { raw, clean: [null], reasons }
}

/** Nothing, or a token for it, where the field needs a value. */
export function missing(raw: string | null): Cell {
  return rejected(raw, 'REQUIRED_MISSING')
}

/** U+FF01 to U+FF5E for their half-width characters. */
export function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
}

/** The inverse of `fullWidth`, with U+3000 for a space: what an address is folded to. */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000]/g, (character) =>
    character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  )
}
