export type JsonProblem = 'JSON_FORMAT' | 'JSON_TOO_DEEP' | 'JSON_DUPLICATE_KEY' | 'JSON_UNSTORABLE'

const number = /-?(?:0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?/y
const literals = ['true', 'false', 'null']
const hexadecimal = /^[\da-fA-F]{4}$/
const escaped = /\\u0000|\\u[dD][89a-fA-F]/
const unstorable = /[\0]|\p{Surrogate}/u
/** PostgreSQL's numeric holds 131,072 digits before the point and 16,383 behind it. */
const greatestExponent = 16_000
const longestNumber = 16_000
const mostAfterPoint = 16_383

/**
 * Holds a text against RFC 8259 without recursion, so that no depth can overflow the stack, and against what a jsonb
 * column can hold: no U+0000 and no lone surrogates in escapes, no numbers beyond numeric. A key that stands twice in one
 * object is a problem, as jsonb would keep one of them without a word. Null for text that is in order.
 */
export function findJsonProblem(text: string, maxDepth: number): JsonProblem | null {
  /** Keys seen, of each object that is open; null for an array. */
  const open: (Set<string> | null)[] = []
  let at = skipBlank(text, 0)
  for (;;) {
    // a value begins here
    const first = text.charCodeAt(at)
    if (first === 123 || first === 91) {
      if (open.length >= maxDepth) return 'JSON_TOO_DEEP'
      at = skipBlank(text, at + 1)
      const isObject = first === 123
      if (text.charCodeAt(at) !== first + 2) {
        open.push(isObject ? new Set() : null)
        if (!isObject) continue
        const next = readKey(text, at, open)
        if (typeof next === 'string') return next
        at = next
        continue
      }
      at++
    } else {
      const next = readScalar(text, at, first)
      if (typeof next === 'string') return next
      at = next
    }
    // a value has ended: close what ends with it, or go on to the next one
    for (;;) {
      at = skipBlank(text, at)
      if (open.length === 0) return at === text.length ? null : 'JSON_FORMAT'
      const keys = open[open.length - 1] as Set<string> | null
      const next = text.charCodeAt(at)
      if (next === (keys === null ? 93 : 125)) {
        open.pop()
        at++
        continue
      }
      if (next !== 44) return 'JSON_FORMAT'
      at = skipBlank(text, at + 1)
      if (keys === null) break
      const key = readKey(text, at, open)
      if (typeof key === 'string') return key
      at = key
      break
    }
  }
}

/** Where the value of the key at `at` begins. */
function readKey(text: string, at: number, open: readonly (Set<string> | null)[]): number | JsonProblem {
  const end = readScalar(text, at, text.charCodeAt(at) === 34 ? 34 : NaN)
  if (typeof end === 'string') return end
  const keys = open[open.length - 1] as Set<string>
  const written = text.slice(at, end)
  const key = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
  if (keys.has(key)) return 'JSON_DUPLICATE_KEY'
  keys.add(key)
  const colon = skipBlank(text, end)
  return text.charCodeAt(colon) === 58 ? skipBlank(text, colon + 1) : 'JSON_FORMAT'
}

/** Where a string, number or literal ends. */
function readScalar(text: string, at: number, first: number): number | JsonProblem {
  if (first === 34) {
    const end = stringEnd(text, at)
    if (end < 0) return 'JSON_FORMAT'
    const written = text.slice(at, end)
    return escaped.test(written) && unstorable.test(JSON.parse(written) as string) ? 'JSON_UNSTORABLE' : end
  }
  if (first === 45 || (first >= 48 && first <= 57)) {
    number.lastIndex = at
    const parts = number.exec(text)
    if (parts === null) return 'JSON_FORMAT'
    const exponent = Number(parts[2] ?? '0')
    const afterPoint = (parts[1] ?? '').length - exponent
    const isHuge = parts[0].length > longestNumber || Math.abs(exponent) > greatestExponent
    return isHuge || afterPoint > mostAfterPoint ? 'JSON_UNSTORABLE' : number.lastIndex
  }
  const literal = Number.isNaN(first) ? undefined : literals.find((each) => text.startsWith(each, at))
  return literal === undefined ? 'JSON_FORMAT' : at + literal.length
}

/** Where the string that begins at `at` ends, its last quote included; -1 where it does not. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const code = text.charCodeAt(next)
    if (code === 34) return next + 1
    if (code < 32) return -1
    if (code !== 92) continue
    next++
    if (text.charAt(next) !== 'u') {
      if (!'"\\/bfnrt'.includes(text.charAt(next) || ' ')) return -1
    } else if (!hexadecimal.test(text.slice(next + 1, next + 5))) return -1
  }
  return -1
}

function skipBlank(text: string, at: number): number {
  for (let next = at; ; next++) {
    const code = text.charCodeAt(next)
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return next
  }
}
