import type { IdentityReason } from '../../core/identity.ts'
import { upperAscii } from '../cleansing/characters.ts'

/** Look-alikes of an X: signs, the Roman numeral, the Cyrillic letters. */
export const likeX = '×*✕╳ⅩⅹХх'

const most = 64
/** Longer than any document number with its signs. */
const longest = 40

const digits: { readonly [character: string]: string } = { O: '0', o: '0', I: '1', i: '1', l: '1' }
const small: { readonly [character: string]: string } = { o: 'O0', i: 'I1', l: 'L1' }

/** A digit's look-alikes: O for 0, I and l for 1; any other character for itself. */
export function digitReading(character: string): string {
  return digits[character] ?? character
}

/** Where letters and digits may both stand: a small letter is its capital, and o, i and l may be the digit as well. */
export function letterReadings(character: string): string {
  return small[character] ?? upperAscii(character)
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
 * none or several do. `readings` gives what a character may stand for, itself for one that is no look-alike.
 */
export function suggest(
  text: string,
  readings: (character: string, at: number) => string,
  passes: (candidate: string) => boolean,
): string | null {
  if (text.length > longest) return null
  let candidates = ['']
  let at = 0
  for (const character of text) {
    const choices = readings(character, at++)
    const next: string[] = []
    for (const candidate of candidates) for (const choice of choices) next.push(candidate + choice)
    if (next.length > most) return null
    candidates = next
  }
  const passing = candidates.filter(passes)
  return passing.length === 1 ? (passing[0] ?? null) : null
}
