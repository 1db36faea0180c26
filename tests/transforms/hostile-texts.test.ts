import { expect, it } from 'vitest'
import { largeLength, stallMs } from './_property.ts'
import { context, recordingCell, types, withDefaults } from './_registry.ts'

const length = largeLength
const names = ['person-name', 'organisation-name', 'date', 'date-time', 'month', 'year', 'phone', 'email', 'postal-code', 'address', 'money', 'integer', 'decimal', 'boolean', 'coordinates', 'text', 'json', 'digest'] // prettier-ignore
const full = (piece: string) => piece.repeat(length / piece.length)
/** A beginning that a type takes for its own, a long middle, and an end that makes all of it wrong. */
const texts: { readonly [name: string]: string } = {
  'zeros before the last digit': `1.${full('0')}1`,
  'points between digits': full('1.'),
  'thousands of thousands': `1${full(',111').slice(0, -1)}x`,
  'a date and blanks': `2016-08-26${full(' ')}x`,
  'a date, blanks and a time': `2016年8月26日${full(' ')}10:20:30`,
  'years without end': full('年'),
  'digits and 年': full('1年'),
  'brackets in brackets': full('('),
  'brackets that close': `50${full('()')}`,
  'zero-width characters around a digit': `${full('\u200b')}1`,
  'blanks of both widths': `张${full(' \u3000')}三.`,
  'dots between characters': full('张•'),
  'the same number again and again': full('13800138000,'),
  'a string without end': `"${full('a')}`,
  'a string of escapes': `"${full('\\u0041')}"`,
  'keys without end': `{${Array.from({ length: length / 10 }, (_, key) => `"${1e6 + key}":1`).join(',')}}`,
  'arrays in arrays': full('['),
  'signs at': full('a@'),
  'labels and points': `a@${full('a-.')}`,
  'full-width letters': full('Ａ'),
  'line breaks': `a${full('\r\n')}b`,
  hemispheres: full('E1N'),
}
// The text is made once: joining its pieces must not count.
for (const text of Object.values(texts)) text.charCodeAt(text.length - 1)

for (const name of names)
  it(`${name} reads any ten million characters without a stall, and masks them`, { timeout: 600_000 }, () => {
    const type = types.get(name)!
    const slow: string[] = []
    const timed = (what: string, run: () => void) => {
      const started = performance.now()
      run()
      const elapsed = performance.now() - started
      if (elapsed > stallMs) slow.push(`${what}: ${Math.round(elapsed)} ms`)
    }
    const clean = type.create(withDefaults(type.options, { serial: '1900', partial: 'keep', line_breaks: 'space' }) as never, context)
    for (const [what, text] of Object.entries(texts)) {
      timed(what, () => void clean(text, recordingCell().cell, []))
    }
    for (const what of ['zeros before the last digit', 'points between digits', 'signs at']) {
      const text = texts[what]!
      timed(`${what}, in a numeric cell`, () => void clean({ tag: 'number', text }, recordingCell().cell, []))
      timed(`the mask of ${what}`, () => void type.mask(text))
    }
    expect(slow).toEqual([])
  })
