import type { IdentityReason } from '../../core/identity.ts'

/** Look-alikes of an X: signs, the Roman numeral, the Cyrillic letters. */
export const likeX = '×*✕╳ⅩⅹХх'

const most = 64
/** Longer than any document number with its signs. */
const longest = 40

/** A digit's look-alikes: O for 0, I and l for 1; '' for any other character. */
export function digitReading(character: string): string {
  if (character === 'O' || character === 'o') return '0'
  return character === 'I' || character === 'i' || character === 'l' ? '1' : ''
}

/** `FORMAT`, with the one reading of look-alikes that passes where there is one. */
export function formatReason(
  text: string,
  readings: (character: string, at: number) => string,
  passes: (candidate: string) => boolean,
): IdentityReason {
  const suggestion = suggest(text, readings, passes)
  return suggestion === null ? { code: 'FORMAT' } : { code: 'FORMAT', suggestion }
}

/**
 * The one text in which every look-alike is replaced by what it may stand for and that passes `passes`; null when
 * none or several do, or when nothing was to be replaced. `readings` gives a character's readings, '' for none.
 */
export function suggest(
  text: string,
  readings: (character: string, at: number) => string,
  passes: (candidate: string) => boolean,
): string | null {
  if (text.length > longest) return null
  let candidates = ['']
  let replaced = false
  let at = 0
  for (const character of text) {
    const choices = readings(character, at++)
    if (choices !== '') replaced = true
    const next: string[] = []
    for (const candidate of candidates) for (const choice of choices === '' ? character : choices) next.push(candidate + choice)
    if (next.length > most) return null
    candidates = next
  }
  if (!replaced) return null
  const passing = candidates.filter(passes)
  return passing.length === 1 ? (passing[0] ?? null) : null
}
