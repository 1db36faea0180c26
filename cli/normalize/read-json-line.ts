import type { Row, Tagged, Value } from '../../core/values.ts'

export interface Cells {
  readonly value: Value
  readonly companions: Row
}
export type JsonProblem = { readonly problem: 'NOT_JSON' | 'NOT_A_VALUE' }
export interface Shape {
  /** How many values stand behind the type's own, in an array. */
  readonly companions: number
  /** Of a type that holds JSON itself, lists and objects are values. */
  readonly isStructured: boolean
}

const notJson: JsonProblem = { problem: 'NOT_JSON' }
const notValue: JsonProblem = { problem: 'NOT_A_VALUE' }
const noCompanions: Row = []
const tags: ReadonlySet<string> = new Set<Tagged['tag']>(['number', 'date', 'local-time', 'zoned-time', 'undecodable'])

/**
 * A line of JSON as what a connector would hand over: text, boolean, null; a number as a numeric cell with the digits that stand
 * in the line; `{ "tag", "text" }` as a tagged value; for a type with companions an array of its value and theirs.
 */
export function readJsonLine(line: string, { companions, isStructured }: Shape): Cells | JsonProblem {
  const parsed = parse(line)
  if (parsed === undefined) return notJson
  if (!Array.isArray(parsed) || companions === 0) {
    const value = readValue(line, parsed, isStructured)
    return value === undefined ? notValue : { value, companions: noCompanions }
  }
  const texts = elementTexts(line)
  if (parsed.length === 0 || parsed.length > companions + 1) return notValue
  const [value, ...rest] = parsed.map((part: unknown, index) => readValue(texts[index] ?? '', part, isStructured && index === 0))
  if (value === undefined || rest.includes(undefined)) return notValue
  return { value, companions: rest as Value[] }
}

/** Undefined where it is no JSON, which is never a value of it. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

/** @param source the value's own text, for a number has more digits than JavaScript's */
function readValue(source: string, parsed: unknown, isStructured: boolean): Value | undefined {
  if (typeof parsed === 'string' || typeof parsed === 'boolean' || parsed === null) return parsed
  if (typeof parsed === 'number') return { tag: 'number', text: source.trim() }
  if (isTagged(parsed)) return { tag: parsed.tag, text: parsed.text }
  return isStructured ? source.trim() : undefined
}

function isTagged(parsed: unknown): parsed is Tagged {
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    'tag' in parsed &&
    typeof parsed.tag === 'string' &&
    tags.has(parsed.tag) &&
    'text' in parsed &&
    typeof parsed.text === 'string'
  )
}

/** The texts of an array's elements, by the array's own text, which is valid JSON. */
function elementTexts(array: string): string[] {
  const texts: string[] = []
  let depth = 0
  let from = 0
  let isInText = false
  for (let at = 0; at < array.length; at++) {
    const character = array[at]
    if (isInText) {
      if (character === '\\') at++
      else if (character === '"') isInText = false
      continue
    }
    if (character === '"') isInText = true
    else if (character === '[' || character === '{') {
      if (depth++ === 0) from = at + 1
    } else if (character === ']' || character === '}') {
      if (--depth === 0) texts.push(array.slice(from, at))
    } else if (character === ',' && depth === 1) {
      texts.push(array.slice(from, at))
      from = at + 1
    }
  }
  return texts
}
