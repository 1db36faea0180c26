import { fileErrors } from './file-errors.ts'

/** Plain dates, both included: the production days that a file's name speaks of. */
export interface Period {
  readonly from: string
  readonly to: string
}
export interface FilePattern {
  readonly hasPeriod: boolean
  /** Null when the name does not match, or its period is no date of the calendar. */
  match(name: string): { readonly period: Period | null } | null
}

const placeholder = /\{period:(yyyy|yyyyMM|yyyyMMdd)\}/g

/**
 * A file name with `*` for anything and `{period:yyyyMMdd}`, `{period:yyyyMM}` or `{period:yyyy}` for its period.
 * Throws FILE_PATTERN_WRONG.
 */
export function compileFilePattern(pattern: string): FilePattern {
  const refuse = (why: string) => fileErrors('FILE_PATTERN_WRONG', { pattern, why })
  const found = [...pattern.matchAll(placeholder)]
  if (pattern === '') throw refuse('empty')
  if (/[\\/]/.test(pattern)) throw refuse('folder')
  if (found.length > 1) throw refuse('several periods')
  if (/[{}]/.test(pattern.replace(placeholder, ''))) throw refuse('unknown placeholder')
  const form = found[0]?.[1]
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, (c) => (c === '*' ? '[^/]*?' : `\\${c}`))
  const [before = '', after = ''] = form === undefined ? [pattern, ''] : pattern.split(`{period:${form}}`)
  const digits = form === undefined ? '' : `(?<period>\\d{${form.length}})`
  const matcher = new RegExp(`^${literal(before)}${digits}${literal(after)}$`, 'u')
  return {
    hasPeriod: form !== undefined,
    match(name) {
      const matched = matcher.exec(name)
      if (matched === null) return null
      const text = matched.groups?.['period']
      if (text === undefined) return { period: null }
      const period = periodOf(text)
      return period === null ? null : { period }
    },
  }
}

function periodOf(digits: string): Period | null {
  const year = digits.slice(0, 4)
  const month = digits.slice(4, 6)
  const day = digits.slice(6, 8)
  const lastDay = (of: string) => String(new Date(Date.UTC(Number(year), Number(of), 0)).getUTCDate()).padStart(2, '0')
  if (month === '') return { from: `${year}-01-01`, to: `${year}-12-31` }
  if (month < '01' || month > '12') return null
  if (day === '') return { from: `${year}-${month}-01`, to: `${year}-${month}-${lastDay(month)}` }
  if (day < '01' || day > lastDay(month)) return null
  return { from: `${year}-${month}-${day}`, to: `${year}-${month}-${day}` }
}
