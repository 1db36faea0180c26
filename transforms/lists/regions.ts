import { regionLines } from './regions-data.ts'

/** A name that a code has borne. */
export interface RegionName {
  /** From the province down: 四川省成都市崇州市. */
  readonly name: string
  /**
   * Years to within one, null where the revisions of GB/T 2260 that were read (2002 to 2016) don't tell. Never to be
   * compared with a birth year: a number is issued years after its bearer's birth.
   */
  readonly from: number | null
  readonly to: number | null
}
interface Region {
  readonly inForce: boolean
  readonly names: readonly RegionName[] // own names
}

// Everything here is built at its first use: most programs never ask.
let known: Uint8Array | undefined
let table: ReadonlyMap<string, Region> | undefined

/**
 * Whether six digits are a code of GB/T 2260 that is or was in force: provinces, prefectures and counties until 2023.
 * @param code the six digits as a number
 */
export function isKnownRegion(code: number): boolean {
  known ??= markCodes()
  return known[code] === 1
}

/** Every name that a code has borne, oldest first, with its parents' names of the time; none for an unknown code. */
export function regionNames(code: string): readonly RegionName[] {
  const parents = code.endsWith('0000') ? [] : code.endsWith('00') ? [province(code)] : [province(code), prefecture(code)]
  return ownRegionNames(code).map(({ name, from, to }) => ({
    name: parents.map((parent) => nameAt(parent, from, to)).join('') + name,
    from,
    to,
  }))
}

/** The same without parents: 崇州市. */
export function ownRegionNames(code: string): readonly RegionName[] {
  table ??= readTable()
  return table.get(code)?.names ?? []
}

/** Whether the code is in force (as of 2023); false for withdrawn and for unknown ones. */
export function isRegionInForce(code: string): boolean {
  table ??= readTable()
  return table.get(code)?.inForce ?? false
}

/** All codes in their order. */
export function regionCodes(): Iterable<string> {
  table ??= readTable()
  return table.keys()
}

const province = (code: string): string => `${code.slice(0, 2)}0000`
const prefecture = (code: string): string => `${code.slice(0, 4)}00`

/** Headings of the standard that no one writes into a name. */
const isHeading = (name: string): boolean => name === '县' || name === '市' || name.includes('辖')

/** The parent's name of those years, else its last one; '' for a heading. */
function nameAt(parent: string, from: number | null, to: number | null): string {
  const names = ownRegionNames(parent).filter(({ name }) => !isHeading(name))
  const overlaps = ({ from: start, to: end }: RegionName) => (start ?? 0) < (to ?? 9999) && (from ?? to ?? 9998) < (end ?? 9999)
  return (names.findLast(overlaps) ?? names.at(-1))?.name ?? ''
}

function markCodes(): Uint8Array {
  const marks = new Uint8Array(1_000_000)
  for (const code of regionCodes()) marks[Number(code)] = 1
  return marks
}

function readTable(): ReadonlyMap<string, Region> {
  const regions = new Map<string, Region>()
  for (const line of regionLines.trim().split('\n'))
    regions.set(line.slice(0, 6), { inForce: line.charAt(6) !== '*', names: line.slice(7).split('/').map(readName) })
  return regions
}

function readName(text: string): RegionName {
  const [name = '', years] = text.split(' ')
  const [from, to] = (years ?? '-').split('-')
  return { name, from: from ? Number(from) : null, to: to ? Number(to) : null }
}
