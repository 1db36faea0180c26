import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { SplitText } from '../../connectors/_csv-dialect.ts'
import { createParser } from '../../connectors/_parsed-csv.ts'
import { splitPlain } from '../../connectors/_plain-csv.ts'

const rfc4180 = { delimiter: ',', quote: '"', escape: '"', comment: '' }
const parsed = await createParser(rfc4180)
const plain = (text: string, width: number, last: boolean) => splitPlain(text, ',', '"', width, last)

// the oracle has no word for text after a closing quote, so such texts are compared by their rows' places alone
const pieces = fc.constantFrom(',', ',', '"', '""', '\n', '\n', '\r\n', '\r', 'a', '张', '𠮷', ' ', '",', '"\n', ',"', '\n"')
const anyText = fc
  .array(pieces, { maxLength: 40 })
  .map((parts) => parts.join(''))
  .filter((text) => !text.endsWith('\r'))
const cell = fc.oneof(
  fc.constantFrom('', 'a', '张三', '𠮷', ' b ', "it's", 'x"y'),
  fc.array(fc.constantFrom('a', ',', '\n', '\r\n', '"', '张'), { maxLength: 6 }).map((parts) => parts.join('')),
)
const written = (value: string, quoted: boolean) => (quoted || /["\r\n,]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const table = fc.record({
  rows: fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 30 }),
  end: fc.constantFrom('\n', '\r\n'),
  closed: fc.boolean(),
})
const textOf = ({ rows, end, closed }: { rows: [string, boolean][][]; end: string; closed: boolean }) =>
  rows.map((row) => row.map(([value, quoted]) => written(value, quoted)).join(',')).join(end) + (closed ? end : '')

describe('splitting CSV', () => {
  it('gives back what was written, whatever is quoted', () => {
    fc.assert(
      fc.property(table, (content) => {
        const found = plain(textOf(content), 3, true)
        expect(found.rows).toEqual(content.rows.map((row) => row.map(([value]) => (value === '' ? null : value))))
        expect(found.rejects).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  it('agrees with csv-parse on any text', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), fc.integer({ min: 0, max: 3 }), (text, last, width) => {
        const whole = last ? text : text.slice(0, text.lastIndexOf('\n') + 1)
        const fast = plain(whole, width, last)
        const oracle = parsed(whole, width, last)
        if (fast.rejects.some(({ code }) => code === 'QUOTE_MISPLACED')) expect(places(fast)).toEqual(places(oracle))
        else expect(fast).toEqual(oracle)
      }),
      { numRuns: 20_000 },
    )
  })

  it('gives the same rows and lines when a text is cut anywhere', () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(400), { maxLength: 5 }), (content, cuts) => {
        const text = textOf(content)
        expect(inParts(text, cuts)).toEqual(places(plain(text, 3, true)))
      }),
      { numRuns: 2000 },
    )
  })

  it('rejects text after a closing quote, and goes on with the next row', () => {
    const found = plain('1,"a"b,2\n3,"c",4\n', 3, true)
    expect(found.rejects).toEqual([{ line: 0, raw: '1,"a"b,2', code: 'QUOTE_MISPLACED' }])
    expect(found.rows).toEqual([['3', 'c', '4']])
  })

  it('keeps a quote inside an unquoted cell', () => {
    expect(plain('1,5" pipe,2\n', 3, true).rows).toEqual([['1', '5" pipe', '2']])
  })

  it('tells a torn last row from a short one', () => {
    expect(plain('1,2,3\n4,5', 3, true).torn).toBe(true)
    expect(plain('1,2,3\n4,"5', 3, true).torn).toBe(true)
    expect(plain('1,2,3\n4,5,6', 3, true)).toMatchObject({
      torn: false,
      rows: [
        ['1', '2', '3'],
        ['4', '5', '6'],
      ],
    })
    expect(plain('1,2,3\n4,5\n', 3, true)).toMatchObject({ torn: false, rejects: [{ line: 1, raw: '4,5', code: 'COLUMN_COUNT' }] })
  })

  it('reads other dialects with csv-parse', async () => {
    const split = await createParser({ delimiter: '||', quote: "'", escape: '\\', comment: '#' })
    const found = split("# a note\n1||'a\\'b\nc'||2\n\n3||4\n", 3, true)
    expect(found.rows).toEqual([['1', "a'b\nc", '2']])
    expect(found.lines).toEqual([1])
    expect(found.rejects).toEqual([{ line: 4, raw: '3||4', code: 'COLUMN_COUNT' }])
    expect(found.feeds).toBe(5)
  })
})

function places({ rows, lines, rejects, consumed, feeds, torn }: SplitText) {
  return {
    rows: rows.length + rejects.length,
    lines: [...lines, ...rejects.map(({ line }) => line)].sort((a, b) => a - b),
    consumed,
    feeds,
    torn,
  }
}

/** As the reader does it: whole lines at a time, what is left of one part read again with the next. */
function inParts(text: string, cuts: readonly number[]) {
  const ends = [...new Set(cuts.map((cut) => text.lastIndexOf('\n', cut) + 1))].filter((end) => end < text.length).sort((a, b) => a - b)
  const sum = { rows: 0, lines: [] as number[], consumed: 0, feeds: 0, torn: false }
  for (const end of [...ends, text.length]) {
    if (end <= sum.consumed) continue
    const part = places(plain(text.slice(sum.consumed, end), 3, end === text.length))
    sum.rows += part.rows
    sum.lines.push(...part.lines.map((line) => line + sum.feeds))
    sum.consumed += part.consumed
    sum.feeds += part.feeds
    sum.torn = part.torn
  }
  return sum
}
