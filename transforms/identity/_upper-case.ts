import type { Codes } from '../../core/values.ts'
import type { Fix } from '../../core/identity.ts'
import { upperAscii } from '../cleansing/characters.ts'

export const upperCaseCodes = {
  UPPER_CASE: { zh: '字母改为大写', en: 'letters made upper case' },
} as const satisfies Codes

/**
 * Letters made upper case, which is a matter of writing; but l, i and o may be digits, and a text that has one of them
 * stays as it is, for a person to decide. Only a to z have a case here: the language's own rule would make two letters
 * of one ligature.
 */
export function upperCase(text: string, fixes: Fix[]): string {
  if (!/[a-z]/.test(text) || /[ilo]/.test(text)) return text
  const after = upperAscii(text)
  fixes.push({ rule: 'UPPER_CASE', before: text, after })
  return after
}
