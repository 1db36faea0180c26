import type { Audience } from '../../core/field.ts'
import { districtEnd } from './address-parts.ts'
import { countCharacters, isPair } from './characters.ts'

/** An identity number: six and four characters stay for an authorised page, one and one for everybody; half of a shorter one. */
export function maskIdentityNumber(text: string, audience: Audience = 'authorised'): string {
  if (audience === 'public') return maskMiddle(text, 1, 1)
  return text.length > 10 && text.length < 15 ? maskMiddle(text, 3, 3) : maskMiddle(text, 6, 4)
}

/** A mobile number, or another of at least eight characters: the first three and the last four stay. */
export function maskMobile(text: string): string {
  return maskMiddle(text, 3, 4)
}

/** A person's name: the first character stays, also of a name that has no other. */
export function maskName(text: string): string {
  const first = isPair(text, 0) ? 2 : 1
  return text.slice(0, first) + '*'.repeat(countCharacters(text.slice(first)))
}

/** An address: province, city and district stay; never more than eight stars, so that the length of the rest is not told. */
export function maskAddress(text: string): string {
  const end = districtEnd(text)
  return text.slice(0, end) + '*'.repeat(Math.min(8, text.length - end))
}

/** A date or time: its year stays. A birth date would complete a masked identity number. */
export function maskDate(text: string): string {
  return text.slice(0, 4) + maskDigits(text.slice(4))
}

/** Every ASCII digit made a star; of a text longer than any number or date, every character. */
export function maskDigits(text: string): string {
  return text.length > 100 ? '*'.repeat(text.length) : text.replace(/\d/g, '*')
}

/** So many characters at both ends stay; of a text that has nothing between them none does. */
export function maskMiddle(text: string, first: number, last: number): string {
  const length = countCharacters(text)
  if (length <= first + last) return '*'.repeat(length)
  let from = 0
  for (let count = 0; count < first; count++) from += isPair(text, from) ? 2 : 1
  let to = text.length
  for (let count = 0; count < last; count++) to -= isPair(text, to - 2) ? 2 : 1
  return text.slice(0, from) + '*'.repeat(length - first - last) + text.slice(to)
}
