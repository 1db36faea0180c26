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
