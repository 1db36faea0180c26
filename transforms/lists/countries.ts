import { upperAscii } from '../cleansing/characters.ts'
import { countryLines } from './countries-data.ts'

interface Tables {
  readonly alpha3: ReadonlyMap<string, string>
  readonly numeric: ReadonlyMap<string, string>
}
let tables: Tables | undefined

/** ISO 3166-1 as a code list: alpha-3, Chinese short name, other labels (alpha-2, numeric, other names). */
export function countries(): readonly (readonly string[])[] {
  return countryLines
    .trim()
    .split('\n')
    .map((line) => {
      const [alpha3 = '', alpha2 = '', numeric = '', name = '', ...others] = line.split(' ')
      return [alpha3, name, alpha2, numeric, ...others]
    })
}

/**
 * The alpha-3 code of a country (ISO 3166-1): from alpha-2, alpha-3 (in any case), three digits, or a Chinese name
 * (GB/T 2659, full-width and ASCII brackets alike); null when unknown.
 */
export function countryAlpha3(text: string): string | null {
  // No name is longer; and nothing long is ever copied to be looked up.
  if (text.length > 40) return null
  const { alpha3 } = (tables ??= readTables())
  return alpha3.get(text) ?? alpha3.get(fold(text)) ?? null
}

/** The alpha-3 code of three digits (ISO 3166-1 numeric): `156` gives `CHN`; null when unknown. */
export function isoNumericCountry(digits: string): string | null {
  return (tables ??= readTables()).numeric.get(digits) ?? null
}

function readTables(): Tables {
  const alpha3 = new Map<string, string>()
  const numeric = new Map<string, string>()
  for (const [code = '', ...labels] of countries()) {
    alpha3.set(code, code)
    for (const label of labels) alpha3.set(fold(label), code)
    numeric.set(labels[2] ?? '', code)
  }
  return { alpha3, numeric }
}

const fold = (text: string): string => upperAscii(text.trim().replace(/（/g, '(').replace(/）/g, ')'))
