import type { Json } from '../../core/values.ts'
import { neutraliseFormula, restoreFormula } from '../../files/formula-text.ts'

/** A spreadsheet's cell holds 32,767 characters. */
const mostCharacters = 32_000
export const cutMark = '…（过长，未全部列出）'

/** A kept source value as a cell of the correction sheet shows it. */
export function cellText(raw: Json): string {
  const text = plainText(raw)
  return neutraliseFormula(text.length > mostCharacters ? text.slice(0, mostCharacters) + cutMark : text)
}

/** The value that a cell's text stands for: what was kept, where the text is still that; else the text. Null: the cell is empty. */
export function cellValue(text: string, raw: Json): Json {
  if (sameText(text, cellText(raw))) return raw
  return text === '' ? null : restoreFormula(text)
}

/** A source value as one text, whatever it was to the source; of bytes their hexadecimal digits. */
export function plainText(raw: Json): string {
  if (raw === null) return ''
  if (typeof raw !== 'object' || Array.isArray(raw)) return String(raw)
  const { tag, text } = raw as { readonly tag?: Json; readonly text?: Json }
  return (tag === 'bytes' ? '0x' : '') + plainText(text ?? null)
}

/** Programs write line ends in their own way. */
function sameText(left: string, right: string): boolean {
  return left === right || left.replaceAll('\r\n', '\n') === right.replaceAll('\r\n', '\n')
}
