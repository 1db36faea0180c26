import type { Text } from '../../core/values.ts'
import type { QuarantinePlace } from '../../databases/quarantine.ts'
import type { Sheet, SheetCell } from '../../files/read-xlsx.ts'
import { columnName } from '../../files/write-xlsx.ts'
import { same, type Problem } from '../../schemas/problem.ts'
import { readRowToken, rowId } from './row-token.ts'
import { columnTitles, sheetNames } from './sheet-names.ts'

/** A row of a correction sheet that came back. */
export interface SheetRowRead {
  /** As people count, from 1. */
  readonly number: number
  readonly entry: QuarantinePlace
  /** By column title; the last of several. */
  readonly cells: ReadonlyMap<string, SheetCell>
}
export interface SheetRead {
  readonly rows: readonly SheetRowRead[]
  /** Places of each title in the header, columns from 0. */
  readonly titles: ReadonlyMap<string, readonly number[]>
  readonly problems: readonly Problem[]
}

/** A problem with a place of the sheet; what stands in a row is never quoted. */
export function sheetProblem(
  code: string,
  file: string,
  place: string,
  { expected, found, remedy, level = 'error' }: { expected: Text; found: Text; remedy: Text; level?: Problem['level'] },
): Problem {
  return { code, level, path: file, at: place === '' ? '' : `${sheetNames.corrections}!${place}`, expected, found, remedy }
}

/** Takes the sheet 更正 apart: which row of quarantine each line is, and what it says now. */
export function readSheet(sheets: readonly Sheet[], file: string): SheetRead {
  const sheet = sheets.find(({ name }) => name.trim() === sheetNames.corrections)
  const [header, ...lines] = sheet?.rows ?? []
  const titles = new Map<string, number[]>()
  for (const [column, { text }] of header?.cells ?? []) titles.set(text.trim(), [...(titles.get(text.trim()) ?? []), column])
  const tokenColumn = titles.get(columnTitles.token)?.[0]
  if (header === undefined || tokenColumn === undefined) {
    const problem = sheetProblem('SHEET_MISSING', file, '', {
      expected: {
        zh: `工作表“${sheetNames.corrections}”，首行有“${columnTitles.token}”`,
        en: `a sheet 更正 whose first row has ${columnTitles.token}`,
      },
      found: same(sheets.map(({ name }) => name).join(', ')),
      remedy: { zh: '提交由 guiji quarantine export 导出的更正表。', en: 'Submit a sheet that guiji quarantine export wrote.' },
    })
    return { rows: [], titles, problems: [problem] }
  }
  const problems: Problem[] = []
  const rows: SheetRowRead[] = []
  const seen = new Map<string, number>()
  for (const { number, cells } of lines) {
    if (cells.size === 0) continue
    const place = `${columnName(tokenColumn)}${number}`
    const token = cells.get(tokenColumn)
    const entry = token?.kind === 'text' ? readRowToken(token.text) : null
    if (entry === null) {
      problems.push(tokenProblem(file, place, token))
      continue
    }
    const twin = seen.get(rowId(entry))
    if (twin !== undefined) {
      problems.push(
        sheetProblem('SHEET_TOKEN_TWICE', file, place, {
          expected: { zh: '每个行号牌只出现一次', en: 'each row token once' },
          found: { zh: `与第 ${twin} 行相同`, en: `the same as in row ${twin}` },
          remedy: { zh: '两行只留一行。', en: 'Keep one of the two rows.' },
        }),
      )
      continue
    }
    seen.set(rowId(entry), number)
    const byTitle = [...titles].flatMap(([title, columns]): [string, SheetCell][] => {
      const cell = cells.get(columns.at(-1) ?? -1)
      return cell === undefined ? [] : [[title, cell]]
    })
    rows.push({ number, entry, cells: new Map(byTitle) })
  }
  const assets = [...new Set(rows.map(({ entry }) => assetOf(entry)))]
  if (assets.length > 1) problems.push(mixed(file, assets))
  return { rows, titles, problems }
}

/** The dataset that a row belongs to. */
export function assetOf({ plan }: QuarantinePlace): string {
  return plan.slice(0, plan.lastIndexOf('@'))
}

function mixed(file: string, assets: readonly string[]): Problem {
  return sheetProblem('SHEET_ASSETS_MIXED', file, '', {
    expected: { zh: '同一数据资源的行', en: 'rows of one dataset' },
    found: same(assets.join(', ')),
    remedy: { zh: '每个数据资源各用一份更正表。', en: 'Keep a sheet for each dataset.' },
  })
}

function tokenProblem(file: string, place: string, token: SheetCell | undefined): Problem {
  const found: Text =
    token === undefined ? { zh: '空单元格', en: 'an empty cell' } : { zh: '被改动的行号牌', en: 'a row token that was altered' }
  return sheetProblem('SHEET_TOKEN_WRONG', file, place, {
    expected: { zh: '导出时的行号牌', en: 'the row token as it was exported' },
    found,
    remedy: {
      zh: '从原来的更正表复制回来；多出来的行请删去。',
      en: 'Copy it back from the sheet that was exported; delete rows that were added.',
    },
  })
}
