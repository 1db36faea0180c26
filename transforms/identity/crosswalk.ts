import type { Codes } from '../../core/values.ts'
import { isStandardDate } from '../cleansing/plain-date.ts'
import { organisationSchemes, readOrganisationKey } from './organisation-key.ts'
import type { OrganisationScheme } from './organisation-key.ts'
import { readUscc } from './uscc.ts'

/** One line of the table: an old identifier, and the code that took its place. */
export interface CrosswalkRow {
  /** `business-registration`, `organisation-code`, `tax-number`, or `uscc` for a code that was itself replaced. */
  readonly scheme: string
  readonly value: string
  /** First and last day on which it held, `YYYY-MM-DD`; null is open. */
  readonly from: string | null
  readonly to: string | null
  /** null: it is known that there is none. */
  readonly uscc: string | null
  /** Where this is known from: a document's number, a register's name. */
  readonly evidence: string
}

export const crosswalkCodes = {
  CROSSWALK_SCHEME: { zh: '代码种类未知', en: 'an unknown kind of identifier' },
  CROSSWALK_VALUE: { zh: '旧代码不合该种类的规则', en: 'the old identifier breaks the rules of its kind' },
  CROSSWALK_DATE: { zh: '起止日期须为 YYYY-MM-DD', en: 'first and last day must be YYYY-MM-DD' },
  CROSSWALK_DATES_REVERSED: { zh: '止日早于起日', en: 'the last day is before the first' },
  CROSSWALK_USCC: { zh: '统一社会信用代码须合规且为标准写法', en: 'the unified social credit code must be valid and in its standard form' },
  CROSSWALK_EVIDENCE: { zh: '没有写明依据', en: 'no evidence is given' },
  CROSSWALK_OVERLAP: { zh: '同一旧代码的有效期重叠', en: 'the same identifier holds twice at one time' },
} as const satisfies Codes

/** `row` counts from 0 in what was handed in; no identifier is repeated here. */
export interface CrosswalkProblem {
  readonly row: number
  readonly code: keyof typeof crosswalkCodes
}
export interface CrosswalkMatch {
  readonly uscc: string | null
  readonly evidence: string
}
export interface Crosswalk {
  /**
   * What the table says of an identifier, in any writing that its type accepts. Never computed: what no row names is
   * `unknown`. Without a day an identifier that has stood for several organisations is `ambiguous`.
   * @param on plain date `YYYY-MM-DD`
   */
  findUscc(scheme: OrganisationScheme, value: string, on?: string): CrosswalkMatch | 'unknown' | 'ambiguous'
}

/** A table of old identifiers of organisations, or everything that is wrong with its rows. */
export function createCrosswalk(
  rows: readonly CrosswalkRow[],
):
  | { readonly crosswalk: Crosswalk; readonly problems: null }
  | { readonly crosswalk: null; readonly problems: readonly CrosswalkProblem[] } {
  const problems: CrosswalkProblem[] = []
  const entries = new Map<string, CrosswalkRow[]>()
  rows.forEach((row, index) => {
    const key = isScheme(row.scheme) ? keyOf(row.scheme, row.value) : ''
    const found = check(row, key)
    if (found.length === 0) {
      const others = entries.get(key)
      if (others === undefined) entries.set(key, [row])
      else if (others.some((other) => overlap(other, row))) found.push('CROSSWALK_OVERLAP')
      else others.push(row)
    }
    for (const code of found) problems.push({ row: index, code })
  })
  if (problems.length > 0) return { crosswalk: null, problems }
  return { crosswalk: { findUscc: (scheme, value, on) => find(entries, scheme, value, on) }, problems: null }
}

/**
 * A project's list as a crosswalk of one scheme: its codes are old identifiers, its labels the codes that took their
 * place, `-` for none; a list states no days, and its name is the evidence.
 */
export function crosswalkOfList(
  scheme: OrganisationScheme,
  name: string,
  lookup: ReadonlyMap<string, string>,
): ReturnType<typeof createCrosswalk> {
  return createCrosswalk(
    [...lookup].map(([value, label]) => ({ scheme, value, from: null, to: null, uscc: label === '-' ? null : label, evidence: name })),
  )
}

function check(row: CrosswalkRow, key: string): CrosswalkProblem['code'][] {
  const { scheme, from, to, uscc, evidence } = row
  const found: CrosswalkProblem['code'][] = []
  if (!isScheme(scheme)) found.push('CROSSWALK_SCHEME')
  else if (key === '') found.push('CROSSWALK_VALUE')
  if ((from !== null && !isStandardDate(from)) || (to !== null && !isStandardDate(to))) found.push('CROSSWALK_DATE')
  else if (endOf(row) < startOf(row)) found.push('CROSSWALK_DATES_REVERSED')
  if (uscc !== null && readUscc(uscc).outcome !== 'ok') found.push('CROSSWALK_USCC')
  if (evidence.trim() === '') found.push('CROSSWALK_EVIDENCE')
  return found
}

function find(
  entries: ReadonlyMap<string, readonly CrosswalkRow[]>,
  scheme: OrganisationScheme,
  value: string,
  on: string | undefined,
): CrosswalkMatch | 'unknown' | 'ambiguous' {
  const rows = entries.get(keyOf(scheme, value)) ?? []
  const holding = on === undefined ? rows : rows.filter((row) => holds(row, on))
  const [first] = holding
  if (first === undefined) return 'unknown'
  if (holding.some(({ uscc }) => uscc !== first.uscc)) return 'ambiguous'
  return { uscc: first.uscc, evidence: first.evidence }
}

function isScheme(scheme: string): scheme is OrganisationScheme {
  return (organisationSchemes as readonly string[]).includes(scheme)
}

/**
 * The scheme and the normalised number; '' for none. A code that its authority must confirm is one too, as such codes are
 * what was replaced.
 */
function keyOf(scheme: OrganisationScheme, value: string): string {
  const { key } = readOrganisationKey(value, scheme)
  return key === null ? '' : `${scheme} ${key.number}`
}

/** First and last day by their text; an open end is before and after every day. */
const startOf = ({ from }: CrosswalkRow): string => from ?? ''
const endOf = ({ to }: CrosswalkRow): string => to ?? '9999-12-31'

function holds(row: CrosswalkRow, on: string): boolean {
  return isStandardDate(on) && startOf(row) <= on && on <= endOf(row)
}

function overlap(one: CrosswalkRow, other: CrosswalkRow): boolean {
  return startOf(one) <= endOf(other) && startOf(other) <= endOf(one)
}
