import type { Cell } from '../../core/field.ts'
import type { Fix, IdentityReason, IdentityResult } from '../../core/identity.ts'
import type { Codes, Value } from '../../core/values.ts'
import { isNumberTooLong, isPrecisionLost, longestCode, tidyCode, tidyCodes } from '../cleansing/tidy-code.ts'

export type { Fix, IdentityKey, IdentityReason, IdentityResult } from '../../core/identity.ts'

/** Reasons that hold for every document type. */
export const identityCodes = {
  FORMAT: { zh: '格式不符', en: 'not the form of this document number' },
  EXCEL_PRECISION_LOST: {
    zh: '号码已被表格软件或数值类型损坏（16 位以上数字或科学计数法），须重新提供文本',
    en: 'destroyed by a spreadsheet or a number type (16 digits and more, or an exponent); provide it as text again',
  },
  MASKED: { zh: '号码已脱敏，不能还原', en: 'masked; it cannot be restored' },
  MISSING: { zh: '没有内容', en: 'nothing there' },
} as const satisfies Codes

/** Every code of a document number as such: its reasons, and the fixes of its writing. */
export const numberCodes = { ...identityCodes, ...tidyCodes } as const satisfies Codes

export function reject(reasons: readonly IdentityReason[], fixes: readonly Fix[] = []): IdentityResult {
  return { outcome: 'rejected', key: null, fixes, reasons, warnings: [], facts: {} }
}

/** @param country ISO 3166-1 alpha-3 of the issuer */
export function accept(
  type: string,
  number: string,
  fixes: readonly Fix[],
  facts: IdentityResult['facts'] = {},
  warnings: readonly string[] = [],
  country = 'CHN',
): IdentityResult {
  const outcome = fixes.length === 0 ? 'ok' : 'fixed'
  return { outcome, key: { type, country, number }, fixes, reasons: [], warnings, facts }
}

/** One sign may be a badly written X, two are a mask. */
const masked = /[*×●]{2}/

/**
 * The tidied text of a cell, or the reason why there is none. A numeric cell is told from a text cell: 16 and more
 * digits that came as a number are rounded, although one in eleven would still pass its check.
 */
export function readNumber(value: Value, fixes: Fix[]): string | IdentityReason {
  if (value === null) return { code: 'MISSING' }
  if (typeof value === 'boolean' || value instanceof Uint8Array) return { code: 'FORMAT' }
  const raw = typeof value === 'string' ? value : value.text
  if (typeof value !== 'string') {
    if (value.tag === 'undecodable') return { code: 'FORMAT' }
    if (value.tag === 'number' && isNumberTooLong(raw)) return { code: 'EXCEL_PRECISION_LOST' }
  }
  const text = tidyCode(raw, fixes)
  if (text === '') return { code: 'MISSING' }
  if (text.length > longestCode) return { code: 'FORMAT' }
  if (isPrecisionLost(text)) return { code: 'EXCEL_PRECISION_LOST' }
  return masked.test(text) ? { code: 'MASKED' } : text
}

/** Hands a result to a field's cell; the number, or null when it is not accepted. */
export function settle(result: IdentityResult, cell: Cell): string | null {
  if (result.outcome === 'rejected' || result.outcome === 'nonconforming') {
    for (const { code, suggestion } of result.reasons) cell.reject(code, suggestion)
    return null
  }
  for (const { rule, before, after } of result.fixes) cell.fixed(rule, before, after)
  for (const warning of result.warnings) cell.warn(warning)
  return result.key?.number ?? null
}
