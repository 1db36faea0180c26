import type { DatasetSpec } from '../../core/spec.ts'
import type { Reason } from '../../core/values.ts'
import type { CorrectableEntry } from '../../databases/entries.ts'
import { neutraliseFormula } from '../../files/formula-text.ts'
import type { TextSheet } from '../../files/write-xlsx.ts'
import type { ReasonTexts } from '../reason-texts.ts'
import { cellText } from './cell-text.ts'
import { rowToken } from './row-token.ts'
import { columnTitles, helpLines, sheetNames } from './sheet-names.ts'
import { sourceValues } from './source-values.ts'

/** The correction sheet of a dataset's quarantined rows: 更正, a row for each, and 说明. `named`: source columns of the dataset. */
export function buildSheet(
  spec: DatasetSpec,
  named: readonly string[],
  entries: readonly CorrectableEntry[],
  texts: ReasonTexts,
): readonly TextSheet[] {
  const rows = entries.map((entry) => ({ entry, source: sourceValues(entry, named) }))
  const present = new Set(rows.flatMap(({ source }) => source.columns.map(({ name }) => name)))
  const columns = [...named.filter((name) => present.has(name)), ...[...present].filter((name) => !named.includes(name))]
  const hasOriginals = rows.some(({ source }) => source.original !== null)
  const { token, locator, reasons, original } = columnTitles
  const header = [token, locator, reasons, ...(hasOriginals ? [original] : []), ...columns]
  const body = rows.map(({ entry, source }) => [
    rowToken(entry),
    neutraliseFormula(entry.locator),
    entry.reasons.map((reason) => reasonText(reason, spec, texts)).join('\n'),
    ...(hasOriginals ? [cellText(source.original)] : []),
    ...columns.map((name) => cellText(source.values[name] ?? null)),
  ])
  return [
    { name: sheetNames.corrections, widths: [30, 24, 44, 20], frozen: 3, rows: [header, ...body] },
    { name: sheetNames.help, widths: [100], frozen: 0, rows: helpLines.map((line) => [line]) },
  ]
}

/** 公民身份号码：校验码不符（建议：…） */
function reasonText({ code, field, suggestion }: Reason, { asset, fields }: DatasetSpec, texts: ReasonTexts): string {
  const item = fields.find(({ name }) => name === field)?.item ?? field
  const meaning = texts.of(asset, code, field)?.zh ?? code
  const hint = suggestion === undefined ? '' : `（建议：${suggestion}）`
  return neutraliseFormula(`${item === undefined ? '' : `${item}：`}${meaning}${hint}`)
}
