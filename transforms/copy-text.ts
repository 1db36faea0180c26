const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
const escapes: { readonly [character: string]: string } = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const characters: { readonly [escape: string]: string } = { '\\\\': '\\', '\\t': '\t', '\\n': '\n', '\\r': '\r' }

/** A value in PostgreSQL's COPY text format (backslash, tab, newline and carriage return escaped). */
export function escapeCopy(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character] as string) : text
}

/** The values of a line that `escapeCopy` and `\N` made. */
export function splitCopyLine(line: string): (string | null)[] {
  return line
    .slice(0, -1)
    .split('\t')
    .map((value) => (value === '\\N' ? null : value.replace(/\\[\\tnr]/g, (escape) => characters[escape] as string)))
}

/** What stands behind the backslash for each ASCII character that COPY would read otherwise; 0 for the others. */
const escapeBytes = new Uint8Array(0x80)
for (const [character, escape] of Object.entries(escapes)) escapeBytes[character.charCodeAt(0)] = escape.charCodeAt(1)

/** Longer text is written by the engine at once; for a shorter one that call costs more than the loop does. */
const longestCell = 64

/**
 * Writes a value as `escapeCopy` gives it, in UTF-8, a lone surrogate as U+FFFD; gives where it ends. `bytes` must have
 * three bytes of room for each UTF-16 unit.
 */
export function writeCopy(bytes: Buffer, start: number, text: string): number {
  const { length } = text
  if (length > longestCell) return start + bytes.write(escapeCopy(text), start)
  let at = start
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) {
      const escape = escapeBytes[code] as number
      if (escape === 0) bytes[at++] = code
      else {
        bytes[at++] = 0x5c
        bytes[at++] = escape
      }
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else if (code < 0xd800 || code > 0xdfff) {
      bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else return at + bytes.write(escapeCopy(text.slice(index)), at)
  }
  return at
}

/** Writes a whole number, not negative, in decimal digits; gives where it ends. */
export function writeNumber(bytes: Buffer, start: number, value: number): number {
  let end = start + 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end++
  let rest = value
  for (let at = end - 1; at >= start; at--) {
    const tens = Math.floor(rest / 10)
    bytes[at] = 0x30 + rest - 10 * tens
    rest = tens
  }
  return end
}
