import { readDecimal } from './decimal-text.ts'
import { foldWidth, withoutInvisible } from './tidy-code.ts'

export interface CoordinatePair {
  /** Degrees as an exact decimal: the digits that were written, or seven after the point where minutes were. */
  readonly first: string
  readonly second: string
  /** Which one is the longitude, where E, W, N, S or their Chinese words say so; null where nothing does. */
  readonly order: 'lon-lat' | 'lat-lon' | null
  /** Degrees, minutes and seconds were written. */
  readonly sexagesimal: boolean
}
interface Degrees {
  readonly text: string
  readonly axis: 'longitude' | 'latitude' | null
  readonly sexagesimal: boolean
}

const longest = 200
const words: readonly (readonly [RegExp, string])[] = [
  [/东经|经度|lon(?:gitude)?|lng/gi, 'E'],
  [/西经/g, 'W'],
  [/北纬|纬度|lat(?:itude)?/gi, 'N'],
  [/南纬/g, 'S'],
  [/[º˚度]/g, '°'],
  [/[′’‘分]/g, "'"],
  [/''|[″”“秒]/g, '"'],
  [/point|[()[\]:=]/gi, ''],
]
const degrees = /^([EWNS])?([+-]?\d{1,9}(?:\.\d{1,20})?)(?:°(?:(\d{1,2}(?:\.\d{1,12})?)'(?:(\d{1,2}(?:\.\d{1,12})?)")?)?)?([EWNS])?$/i
const marked = /^(?:([EWNS][^EWNS]+)([EWNS][^EWNS]+)|([^EWNS]+[EWNS])([^EWNS]+[EWNS]))$/i

/** Reads longitude and latitude out of one text, in either order; null where there are not exactly two. */
export function readPair(raw: string): CoordinatePair | null {
  if (raw.length > longest) return null
  let text = foldWidth(withoutInvisible(raw)).trim()
  for (const [pattern, sign] of words) text = text.replace(pattern, sign)
  const parts = partsOf(text).map((part) => readDegrees(part))
  const [first, second] = parts
  if (parts.length !== 2 || first === undefined || first === null || second === undefined || second === null) return null
  const [one, other] = [first.axis, second.axis]
  if (one !== null && one === other) return null
  const isTurned = one === 'latitude' || other === 'longitude'
  return {
    first: first.text,
    second: second.text,
    order: one === null && other === null ? null : isTurned ? 'lat-lon' : 'lon-lat',
    sexagesimal: first.sexagesimal || second.sexagesimal,
  }
}

function partsOf(text: string): readonly string[] {
  const parts = text.split(/[,、;/|]/)
  if (parts.length > 1) return parts.map((part) => part.replace(/\s/g, ''))
  const compact = text.replace(/\s/g, '')
  const [, ...halves] = marked.exec(compact) ?? []
  return halves.length > 0 ? halves.filter((half) => half !== undefined) : text.trim().split(/\s+/)
}

function readDegrees(text: string): Degrees | null {
  const [, before, whole = '', minutes, seconds, after] = degrees.exec(text) ?? []
  const decimal = readDecimal(whole)
  const mark = (before ?? after)?.toUpperCase()
  if (decimal === null || (before !== undefined && after !== undefined)) return null
  const axis = mark === undefined ? null : mark === 'E' || mark === 'W' ? 'longitude' : 'latitude'
  const sign = mark === 'W' || mark === 'S' ? '-' : ''
  if (sign !== '' && decimal.startsWith('-')) return null
  if (minutes === undefined) return { text: sign + decimal, axis, sexagesimal: false }
  if (whole.includes('.') || Number(minutes) >= 60 || Number(seconds ?? 0) >= 60 || (seconds !== undefined && minutes.includes('.')))
    return null
  const share = (Number(minutes) * 60 + Number(seconds ?? 0)) / 3600
  const isNegative = sign !== '' || whole.startsWith('-')
  return { text: `${isNegative ? '-' : ''}${(Math.abs(Number(whole)) + share).toFixed(7)}`, axis, sexagesimal: true }
}
