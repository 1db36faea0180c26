import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth, padEnd, padStart, printable, truncate, wrap } from '../../cli/width.ts'

test.each([
  ['police', 6],
  ['常住人口', 8],
  ['ａ，（）', 8],
  ['e\u0301', 1],
  ['𠮷', 2],
  ['\x1b[31m红\x1b[0m', 2],
  ['', 0],
])('%j takes %i cells', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

test('a cut text never exceeds its cells, and never halves a wide character', () => {
  expect(truncate('常住人口登记', 7)).toBe('常住人…')
  expect(truncate('常住人口登记', 6)).toBe('常住…')
  expect(truncate('police', 6)).toBe('police')
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('常', 'a', '，', '𠮷', ' ') }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      expect(displayWidth(truncate(text, width))).toBeLessThanOrEqual(width)
    }),
  )
})

test('padding counts cells', () => {
  expect(padEnd('库', 4)).toBe('库  ')
  expect(padStart('1', 3)).toBe('  1')
})

test('control and direction characters of a source never reach the terminal', () => {
  expect(printable('a\x1b[2Jb\u202ec\n')).toBe('a·[2Jb·c·')
})

test('Chinese breaks anywhere but before closing punctuation, English at spaces', () => {
  expect(wrap('检查地址、端口、防火墙', 9)).toEqual(['检查地', '址、端', '口、防火', '墙'])
  expect(wrap('check address and port', 10)).toEqual(['check', 'address', 'and port'])
  expect(wrap('a\nb', 10)).toEqual(['a', 'b'])
  expect(wrap('常） ））））', 12)).toEqual(['常）', '））））'])
})

test('wrapped lines fit, unless one word alone does not, and lose nothing but spaces', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('常', 'a', ' ', 'b', '）') }), (text) => {
      const lines = wrap(text, 12)
      for (const line of lines) if (displayWidth(line) > 12) expect(line).toMatch(/^\S+$/u)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})
