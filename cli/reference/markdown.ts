/** A Markdown table; bars and line breaks in cells are escaped. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Inline code, whatever backticks the text holds. */
export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  return text === '' ? '' : `${fence}${text}${fence}`
}

/** A page from its parts; empty parts are left out. Ends with one line break. */
export function page(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
