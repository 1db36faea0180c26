import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonProblem } from '../../transforms/cleansing/json-text.ts'
import { largeLength } from './_property.ts'
import { cleanse, types } from './_registry.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
const digest = types.get('digest')!

describe('JSON', () => {
  it('what JSON.stringify writes is in order, with blanks too', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        if (/\\u0000|\\u[dD][89a-fA-F]/.test(text)) return
        expect(findJsonProblem(text, 100)).toBeNull()
      }),
    )
  })
  it('agrees with JSON.parse on whether a text is JSON at all', () => {
    const pieces = fc.constantFrom(...'{}[]",:0123456789.-+eEtrufalsn \\/\n\t'.split(''), 'true', 'null', '"a"', '\\u0061', '1e5', ' ')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const problem = findJsonProblem(text, 100)
        if (problem !== 'JSON_DUPLICATE_KEY' && problem !== 'JSON_UNSTORABLE') expect(problem === null, text).toBe(isJson(text))
      }),
      { numRuns: 5000 },
    )
  })
  it.each([
    ['', 'JSON_FORMAT'],
    ['{"a":1,}', 'JSON_FORMAT'],
    ['{a:1}', 'JSON_FORMAT'],
    ['[1 2]', 'JSON_FORMAT'],
    ['[1}', 'JSON_FORMAT'],
    ['01', 'JSON_FORMAT'],
    ['NaN', 'JSON_FORMAT'],
    ['"a', 'JSON_FORMAT'],
    ['"\n"', 'JSON_FORMAT'],
    ['"\\x"', 'JSON_FORMAT'],
    ['"\\u12"', 'JSON_FORMAT'],
    ['“a”', 'JSON_FORMAT'],
    ['{"a":1,"b":{"a":2},"\\u0061":3}', 'JSON_DUPLICATE_KEY'],
    ['"\\ud800"', 'JSON_UNSTORABLE'],
    ['{"\\u0000":1}', 'JSON_UNSTORABLE'],
    ['1e99999', 'JSON_UNSTORABLE'],
    [`0.${'0'.repeat(400)}1e-15999`, 'JSON_UNSTORABLE'],
  ])('%s: %s', (text, problem) => expect(findJsonProblem(text, 100)).toBe(problem))
  it.each(['"\\ud842\\udfb7"', '"\\\\u0000"', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}', '-0.5e-10', ' null ', `0.${'0'.repeat(382)}1e-16000`])(
    '%s is in order',
    (text) => expect(findJsonProblem(text, 100)).toBeNull(),
  )
  it('depth is counted, not recursed into', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(findJsonProblem(nested(64), 64)).toBeNull()
    expect(findJsonProblem(nested(65), 64)).toBe('JSON_TOO_DEEP')
    expect(findJsonProblem(nested(largeLength / 2), largeLength)).toBeNull()
  })
})

describe('digests', () => {
  const sm3 = '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b'
  it('of nothing are suspect under their own algorithm', () => {
    expect(cleanse(digest, { algorithm: 'sm3' }, sm3).warnings).toEqual(['DIGEST_OF_NOTHING'])
    expect(cleanse(digest, { algorithm: 'sha256' }, sm3).warnings).toEqual([])
  })
  it('have 64 hexadecimal digits and come as text', () => {
    expect(cleanse(digest, {}, sm3.slice(2)).reasons).toEqual([{ code: 'DIGEST_FORMAT' }])
    expect(cleanse(digest, {}, `${sm3.slice(1)}g`).reasons).toEqual([{ code: 'DIGEST_FORMAT' }])
    expect(cleanse(digest, {}, { tag: 'number', text: '1'.repeat(64) }).reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
  })
})
