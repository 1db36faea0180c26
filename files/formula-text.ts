/** What a spreadsheet, or a CSV file made of it, would take for the beginning of a formula; of either width. */
const dangerous = /^[=+\-@\t\r\n＝＋－＠]/u

/** A text that no spreadsheet runs: one that begins like a formula gets an apostrophe before it, and so does one that begins with an apostrophe. */
export function neutraliseFormula(text: string): string {
  return dangerous.test(text) || text.startsWith("'") ? `'${text}` : text
}

/** The text that was neutralised; any other text as it is. */
export function restoreFormula(text: string): string {
  return text.startsWith("'") && (dangerous.test(text.slice(1)) || text.startsWith("''")) ? text.slice(1) : text
}
