import { currencyLines } from './currencies-data.ts'
import { currencyWords } from './currencies.ts'

/** ISO 4217 (GB/T 12406) as a code list: alpha-3, Chinese name, other labels (numeric, words that registers write). */
export function currencies(): readonly (readonly string[])[] {
  const words = [...currencyWords]
  return currencyLines
    .trim()
    .split('\n')
    .map((line) => {
      const [code = '', numeric = '', name = ''] = line.split(' ')
      return [code, name, numeric, ...words.filter(([word, of]) => of === code && word !== code).map(([word]) => word)]
    })
}
