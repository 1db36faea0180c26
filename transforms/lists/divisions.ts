import { isRegionInForce, ownRegionNames, regionCodes } from './regions.ts'

/** Divisions read from the beginning of a text. */
export interface Divisions {
  /** Codes that the names may mean, those in force first; one where the names are unambiguous among them. */
  readonly codes: readonly string[]
  /** Names as they were written: 四川省, 成都市, 崇州市. */
  readonly names: readonly string[]
  /** UTF-16 units that were read. */
  readonly length: number
}

/** Written for provinces, autonomous regions and the two special administrative regions. */
const shortProvince = /^(?:内蒙古|黑龙江|..)/u
let byName: ReadonlyMap<string, readonly string[]> | undefined
let longest = 0

/**
 * GB/T 2260's own names (崇州市, 四川省, and provinces' short names: 四川) with their codes, those in force first.
 * Headings (市辖区, 县) are no names.
 */
export function divisionNames(): ReadonlyMap<string, readonly string[]> {
  if (byName !== undefined) return byName
  const names = new Map<string, string[]>()
  const add = (name: string, code: string) => {
    const codes = names.get(name)
    if (codes === undefined) names.set(name, [code])
    else if (!codes.includes(code)) codes.push(code)
    longest = Math.max(longest, name.length)
  }
  const codes = [...regionCodes()]
  for (const code of [...codes.filter(isRegionInForce), ...codes.filter((each) => !isRegionInForce(each))])
    for (const { name } of ownRegionNames(code)) {
      if (name === '市' || name === '县' || name.includes('辖')) continue
      add(name, code)
      if (code.endsWith('0000')) add(shortProvince.exec(name)?.[0] ?? name, code)
    }
  return (byName = names)
}

/**
 * Reads province, prefecture and county from the beginning of a text, the longest name first; a level may be missing
 * (四川省崇州市). Null where the text does not begin with a division.
 */
export function readDivisions(text: string): Divisions | null {
  let found: Divisions | null = null
  for (let level = 0; level < 3; level++) {
    const next = readNext(text, found)
    if (next === null) break
    found = next
  }
  // 上海路 is a street: a province's short name counts only before another division, or alone.
  const isShort = found?.names.length === 1 && found.length < text.length && !divisionEnd.test(found.names[0] ?? '')
  return isShort ? null : found
}

const divisionEnd = /[省市区县州盟旗岛界镇]$/u

/** One more division inside of what has been read. */
function readNext(text: string, found: Divisions | null): Divisions | null {
  const known = divisionNames()
  const start = found?.length ?? 0
  for (let length = Math.min(longest, text.length - start); length >= 2; length--) {
    const name = text.slice(start, start + length)
    const codes = known.get(name)
    if (codes === undefined) continue
    const inside = found === null ? codes : codes.filter((code) => found.codes.some((outer) => isInside(code, outer)))
    if (inside.length > 0) return { codes: inside, names: [...(found?.names ?? []), name], length: start + length }
  }
  return null
}

/** Whether a division lies in another by its code: 510184 in 510100 and in 510000. */
function isInside(code: string, outer: string): boolean {
  if (outer.endsWith('0000')) return code.startsWith(outer.slice(0, 2)) && !code.endsWith('0000')
  return outer.endsWith('00') && code.startsWith(outer.slice(0, 4)) && !code.endsWith('00')
}
