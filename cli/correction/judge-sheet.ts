import type { Column, Json, Text } from '../../core/values.ts'
import type { CorrectableEntry } from '../../databases/entries.ts'
import type { SheetCell } from '../../files/read-xlsx.ts'
import { columnName } from '../../files/write-xlsx.ts'
import { same, type Problem } from '../../schemas/problem.ts'
import { cellText, cellValue, cutMark } from './cell-text.ts'
import { sheetProblem, type SheetRead, type SheetRowRead } from './read-sheet.ts'
import { rowId } from './row-token.ts'
import { columnTitles } from './sheet-names.ts'
import { sourceValues } from './source-values.ts'

/** A quarantined row with values to go through the line again. */
export interface CorrectedRow {
  readonly entry: CorrectableEntry
  readonly columns: readonly Column[]
  readonly values: { readonly [column: string]: Json }
}
export interface SheetJudged {
  /** In the order of the entries. */
  readonly changed: readonly CorrectedRow[]
  readonly unchanged: number
  readonly problems: readonly Problem[]
}

/**
 * Holds a sheet against the entries that it names: what was corrected, and what went wrong with the sheet since it was
 * exported. An error among the problems means that none of it may be submitted; closed entries are only left out.
 * @param entries in the order of their source, open or closed
 */
export function judgeSheet(read: SheetRead, entries: readonly CorrectableEntry[], named: readonly string[], file: string): SheetJudged {
  const problems: Problem[] = []
  const lines = new Map(read.rows.map((row) => [rowId(row.entry), row]))
  const known = new Set(entries.map(rowId))
  for (const row of read.rows) if (!known.has(rowId(row.entry))) problems.push(unknownRow(file, row))
  const columns = new Set(entries.flatMap((entry) => sourceValues(entry, named).columns.map(({ name }) => name)))
  problems.push(...judgeTitles(read.titles, columns, file))
  const changed: CorrectedRow[] = []
  let unchanged = 0
  for (const entry of entries) {
    const line = lines.get(rowId(entry))
    if (line === undefined) continue
    if (entry.state !== 'open') {
      problems.push(closedRow(file, line))
      continue
    }
    const wrong = [...columns].flatMap((name) => judgeCell(line, name, sourceValues(entry, named).values[name] ?? null, read, file))
    problems.push(...wrong)
    const corrected = correct(entry, line, columns, named)
    if (corrected === null) unchanged++
    else changed.push(corrected)
  }
  return { changed, unchanged, problems }
}

function correct(entry: CorrectableEntry, line: SheetRowRead, columns: ReadonlySet<string>, named: readonly string[]): CorrectedRow | null {
  const source = sourceValues(entry, named)
  const kept = new Map(source.columns.map((column) => [column.name, column]))
  const values: { [column: string]: Json } = { ...source.values }
  let isChanged = false
  for (const name of columns) {
    const before = source.values[name] ?? null
    const after = cellValue(line.cells.get(name)?.text ?? '', before)
    // what the row does not have stays away, unless it is filled in
    if (after === null && !kept.has(name)) continue
    if (!kept.has(name)) kept.set(name, { name, type: 'text' })
    if (after !== before) isChanged = true
    values[name] = after
  }
  return isChanged ? { entry, columns: [...kept.values()], values } : null
}

/** Each source column once, beside the sheet's own column of that name. */
function judgeTitles(titles: SheetRead['titles'], columns: ReadonlySet<string>, file: string): Problem[] {
  const own: readonly string[] = Object.values(columnTitles)
  return [...columns].flatMap((name) => {
    const places = titles.get(name) ?? []
    const most = own.includes(name) ? 2 : 1
    const least = name === columnTitles.original ? 1 : most
    if (places.length >= least && places.length <= most) return []
    if (places.length < least) {
      return [
        sheetProblem('SHEET_COLUMN_MISSING', file, '1', {
          expected: same(name),
          found: { zh: '没有这一列', en: 'no such column' },
          remedy: { zh: '恢复原来的列名，或从原来的更正表重新填写。', en: 'Put the title back, or fill in the exported sheet again.' },
        }),
      ]
    }
    return [
      sheetProblem('SHEET_COLUMN_TWICE', file, `${columnName(places.at(-1) ?? 0)}1`, {
        expected: { zh: `列“${name}”只有一个`, en: `one column ${name}` },
        found: { zh: `${places.length} 个`, en: `${places.length} of them` },
        remedy: { zh: '自己加的列请换一个名称。', en: 'Give a column that was added another title.' },
      }),
    ]
  })
}

const kinds: { readonly [kind in Exclude<SheetCell['kind'], 'text'>]: Text } = {
  number: { zh: '数字格式的单元格', en: 'a cell of format number' },
  date: { zh: '日期格式的单元格', en: 'a cell of format date' },
  boolean: { zh: '逻辑值', en: 'a truth value' },
  error: { zh: '错误值', en: 'an error value' },
  formula: { zh: '公式', en: 'a formula' },
}

/** A spreadsheet that made a number of a text may have destroyed it: its zeros in front, its digits behind the fifteenth. */
function judgeCell(line: SheetRowRead, name: string, before: Json, { titles }: SheetRead, file: string): Problem[] {
  const cell = line.cells.get(name)
  if (cell === undefined) return []
  const place = `${columnName(titles.get(name)?.at(-1) ?? 0)}${line.number}`
  if (cell.kind !== 'text') {
    return [
      sheetProblem('SHEET_CELL_NOT_TEXT', file, place, {
        expected: { zh: `文本格式的“${name}”`, en: `${name} as a text cell` },
        found: kinds[cell.kind],
        remedy: {
          zh: '把单元格格式设为“文本”，再按原始材料重新输入：长数字变成数字后，末几位已经丢失。',
          en: 'Set the format of the cell to text, then type the value anew from the document: a long number has lost its last digits.',
        },
      }),
    ]
  }
  if (!cell.text.endsWith(cutMark) || cell.text === cellText(before)) return []
  return [
    sheetProblem('SHEET_CELL_CUT', file, place, {
      expected: { zh: '完整的内容', en: 'the whole value' },
      found: { zh: '改过、但末尾未列全的内容', en: 'a value that was changed and does not go to its end' },
      remedy: { zh: '填写完整内容，或恢复原样。', en: 'Fill in the whole value, or leave the cell as it was.' },
    }),
  ]
}

function unknownRow(file: string, { number, entry }: SheetRowRead): Problem {
  return sheetProblem('SHEET_ROW_UNKNOWN', file, String(number), {
    expected: { zh: '隔离区中的行', en: 'a row of the quarantine' },
    found: same(rowId(entry)),
    remedy: { zh: '确认更正表来自这个项目；不是就删去这一行。', en: 'Make sure that the sheet is of this project; else delete the row.' },
  })
}

function closedRow(file: string, { number, entry }: SheetRowRead): Problem {
  return sheetProblem('SHEET_ROW_CLOSED', file, String(number), {
    level: 'warning',
    expected: { zh: '尚未结案的行', en: 'a row that is still open' },
    found: { zh: `${rowId(entry)} 已结案`, en: `${rowId(entry)}, closed` },
    remedy: {
      zh: '无需处理：后来的数据或另一次更正已经取代它，这一行没有提交。',
      en: 'Nothing to do: later data or another correction has taken its place; the row was left out.',
    },
  })
}
