import type { Codes } from '../../core/values.ts'

export const codeListCodes = {
  CODE_UNKNOWN: { zh: '不在代码表中', en: 'neither a code nor a label of the list' },
  LABEL_TO_CODE: { zh: '名称改为代码', en: 'label replaced by its code' },
} as const satisfies Codes

/** Every code and label of a list's rows (code, label, other labels) to its code; a code wins over a label. */
export function codesByLabel(rows: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const codes = new Map<string, string>()
  for (const [code = '', ...labels] of rows) for (const label of labels) if (label !== '') codes.set(label, code)
  for (const [code = ''] of rows) codes.set(code, code)
  return codes
}
