import { countries } from './countries.ts'
import { currencies } from './currency-list.ts'
import { documentTypes } from './document-types.ts'
import { educationLevels } from './education.ts'
import { familyRelationships } from './family-relationships.ts'
import { industries } from './industries.ts'
import { maritalStatuses } from './marital-status.ts'
import { nations } from './nations.ts'
import { politicalStatuses } from './political-status.ts'
import { isRegionInForce, ownRegionNames, regionCodes } from './regions.ts'
import { sexes } from './sex.ts'

/** Rows of code, label, other labels. */
export type CodeRows = readonly (readonly string[])[]
export interface StandardList {
  /** The edition whose rows these are. */
  readonly year: number
  readonly zh: string
  rows(): CodeRows
}

/** Lists of the standards, by the name under which a dataset's field asks for them: `code:GB/T-3304`. */
export const standardLists: { readonly [name: string]: StandardList } = {
  'GB/T-2260': { year: 2007, zh: '行政区划', rows: regionsInForce },
  'GB/T-2261.1': { year: 2003, zh: '性别', rows: () => sexes },
  'GB/T-2261.2': { year: 2003, zh: '婚姻状况', rows: () => maritalStatuses },
  'GB/T-3304': { year: 1991, zh: '民族', rows: () => nations },
  'GB/T-4658': { year: 2006, zh: '学历', rows: () => educationLevels },
  'GB/T-4754': { year: 2017, zh: '国民经济行业', rows: () => industries() },
  'GB/T-4761': { year: 2008, zh: '家庭关系', rows: () => familyRelationships },
  'GB/T-4762': { year: 1984, zh: '政治面貌', rows: () => politicalStatuses },
  'GA/T-517': { year: 2004, zh: '证件种类（个人身份证件）', rows: () => documentTypes },
  'ISO-3166-1': { year: 2020, zh: '国家和地区', rows: countries },
  'ISO-4217': { year: 2015, zh: '货币', rows: currencies },
}

/**
 * The rows of a standard's list; null for a name that is no standard's. `GB/T-3304`, `GB/T 3304`, `GBT3304` and
 * `GB/T 3304-1991` are the same list; another edition than ours is none.
 */
export function builtInList(name: string): CodeRows | null {
  const written = squeeze(name)
  for (const [known, list] of Object.entries(standardLists))
    if (written === squeeze(known) || written === squeeze(`${known}-${list.year}`)) return list.rows()
  return null
}

/** Hyphens stay only behind digits: GB/T 2261.2-2003, ISO 3166-1. */
function squeeze(name: string): string {
  if (name.length > 40) return ''
  const written = name.toUpperCase().replace(/[\s/_]/g, '')
  const digits = written.search(/\d/)
  return written.slice(0, digits).replace(/-/g, '') + written.slice(digits)
}

/** Codes in force with the names of today; a name that several counties bear is no label. */
function regionsInForce(): CodeRows {
  const rows = [...regionCodes()].filter(isRegionInForce).map((code) => [code, ownRegionNames(code).at(-1)?.name ?? ''])
  const times = new Map<string, number>()
  for (const [, name = ''] of rows) times.set(name, (times.get(name) ?? 0) + 1)
  return rows.map(([code = '', name = '']) => (times.get(name) === 1 ? [code, name] : [code]))
}
