/** Whether a character outside the basic plane begins at this UTF-16 unit. */
export function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

/** Characters (code points, not UTF-16 units) of a text. */
export function countCharacters(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += isPair(text, at) ? 2 : 1) count++
  return count
}

/** Whether a text has more characters than that; a long text is never counted to its end. */
export function isLonger(text: string, most: number): boolean {
  if (text.length <= most) return false
  return text.length > most * 2 || countCharacters(text) > most
}

/** Letters a to z made upper case; the language's own rule would also make letters of signs that only look like them (ﬁ, ſ). */
export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

/** Letters A to Z made lower case, and no other: the Kelvin sign is no k. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
