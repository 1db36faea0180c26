import type { Text } from '../core/values.ts'

export type Language = 'zh' | 'en'

/** The language asked for by `--lang`, else the locale's: Chinese for `zh*`, English for everything else. */
export function chooseLanguage(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const asked = askedLanguage(argv)
  if (asked !== undefined) return asked
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}

/** Help is made before options are parsed, so the language is read from the raw arguments. */
function askedLanguage(argv: readonly string[]): Language | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === '--') return undefined
    const value = word === '--lang' ? argv[index + 1] : word.startsWith('--lang=') ? word.slice('--lang='.length) : undefined
    if (value === 'zh' || value === 'en') return value
  }
  return undefined
}

export type Fillings = { readonly [name: string]: string | number }

/** A text in one language, `{name}` replaced by the filling of that name; numbers get thousands separators. */
export function say(text: Text, language: Language, fillings: Fillings = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fillings[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? formatNumber(value) : value
  })
}

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** `1234567` -> `1,234,567`; at most one decimal. */
export function formatNumber(value: number): string {
  return plain.format(value)
}
