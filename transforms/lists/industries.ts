import { industryLines } from './industries-data.ts'

export const industryLevels = ['section', 'division', 'group', 'class'] as const
export type IndustryLevel = (typeof industryLevels)[number]

/** 门类 A, 大类 01, 中类 011, 小类 0111. */
export function industryLevel(code: string): IndustryLevel {
  return industryLevels[code.length - 1] ?? 'class'
}

/**
 * GB/T 4754-2017: code, label, other labels. Where a division, its only group and its only class have one name, the name
 * stands with the division: they are the same industry.
 */
export function industries(level?: IndustryLevel): readonly (readonly string[])[] {
  const rows: string[][] = []
  const named = new Set<string>()
  // Sections last, so that 教育 is the division and not the section that holds nothing else.
  for (const row of [...allIndustries()].sort((a, b) => Number(isSection(a)) - Number(isSection(b)))) {
    const [code = '', ...labels] = row
    if (level !== undefined && industryLevel(code) !== level) continue
    const own = labels.filter((label) => !named.has(label))
    for (const label of own) named.add(label)
    rows.push([code, ...own])
  }
  return rows
}

const isSection = ([code = '']: readonly string[]): boolean => code.length === 1
let sections: ReadonlyMap<string, string> | undefined

/** The section (门类) of a division, a group or a class by its first two digits; null for none. */
export function industrySection(code: string): string | null {
  sections ??= readSections()
  return sections.get(code.slice(0, 2)) ?? null
}

function readSections(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let section = ''
  for (const [code = ''] of allIndustries()) {
    if (code.length === 1) section = code
    else if (code.length === 2) found.set(code, section)
  }
  return found
}

/** All four levels in their order, each with its label. */
function* allIndustries(): Generator<readonly string[]> {
  for (const line of industryLines.trim().split('\n')) {
    const [code = '', label = '', ...classes] = line.split(' ')
    yield row(code, label)
    if (code.length !== 3) continue
    if (classes.length === 0) yield row(`${code}0`, label)
    for (const each of classes) yield row(code + each.charAt(0), each.slice(1))
  }
}

/** Labels are written with brackets of either width. */
function row(code: string, label: string): readonly string[] {
  const ascii = label.replace(/（/g, '(').replace(/）/g, ')')
  return ascii === label ? [code, label] : [code, label, ascii]
}
