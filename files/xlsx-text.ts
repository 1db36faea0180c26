/** What XML cannot hold stands in a workbook as `_xHHHH_`; so does a carriage return, which XML would turn into a line feed. */
const unwritable = /[\0-\b\v\f\r\x0e-\x1f\ufffe\uffff]|\p{Surrogate}|_(?=x[0-9A-Fa-f]{4}_)/gu
const written = /_x([0-9A-Fa-f]{4})_/g

/** A text as it stands between the tags of a workbook's XML. */
export function writeXlsxText(text: string): string {
  return text
    .replace(unwritable, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A text of a workbook as it was before it was written. */
export function readXlsxText(text: string): string {
  return text.replace(written, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}
