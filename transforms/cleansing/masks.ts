import type { Audience } from '../../core/field.ts'

/** An identity number: six and four characters stay for an authorised page, one and one for everybody. */
export function maskIdentityNumber(text: string, audience: Audience = 'authorised'): string {
  const characters = [...text]
  const [first, last] = audience === 'public' ? [1, 1] : [6, 4]
  if (characters.length <= first + last) return '*'.repeat(characters.length)
  return characters.slice(0, first).join('') + '*'.repeat(characters.length - first - last) + characters.slice(-last).join('')
}
