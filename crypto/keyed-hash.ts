import { createPseudonyms, readHashKey } from './pseudonym.ts'

/**
 * What steps hash with: texts are `purpose:text`. The key is read when the first one is hashed, so that only datasets with
 * such a step need one. @throws HASH_KEY_MISSING, HASH_KEY_INVALID
 */
export function createHasher(secret: string | undefined): (text: string) => string {
  let pseudonym: ReturnType<typeof createPseudonyms> | null = null
  return (text) => {
    pseudonym ??= createPseudonyms(readHashKey(secret))
    const colon = text.indexOf(':')
    return pseudonym(text.slice(0, Math.max(0, colon)), text.slice(colon + 1))
  }
}
