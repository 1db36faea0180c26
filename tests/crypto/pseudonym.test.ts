import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHasher } from '../../crypto/keyed-hash.ts'
import { createPseudonyms, readHashKey } from '../../crypto/pseudonym.ts'

const hex = Array.from({ length: 32 }, (_, index) => (index * 7 + 3).toString(16).padStart(2, '0')).join('')
const key = Buffer.from(hex, 'hex')
const id = '51018419020304906X'

describe('a key', () => {
  it('is 32 bytes or more, in hexadecimal or either base64', () => {
    for (const secret of [hex, hex.toUpperCase(), ` ${hex}\n`, key.toString('base64'), key.toString('base64url')])
      expect(readHashKey(secret)).toEqual(key)
  })
  it('that is missing is told as missing', () => {
    for (const secret of [undefined, '', '  '])
      expect(() => readHashKey(secret)).toThrow(expect.objectContaining({ code: 'HASH_KEY_MISSING' }))
  })
  it('that is short, no key, or nothing random is refused, and not repeated', () => {
    for (const secret of [
      hex.slice(2),
      key.subarray(0, 31).toString('base64'),
      '00'.repeat(32),
      'ab'.repeat(40),
      'pass phrase, not a key'.repeat(3),
    ]) {
      const refused = expect.objectContaining({ code: 'HASH_KEY_INVALID', message: expect.not.stringContaining(secret) as string })
      expect(() => readHashKey(secret)).toThrow(refused)
    }
  })
})

describe('a pseudonym', () => {
  const pseudonym = createPseudonyms(key)
  it('has one form and is the same whenever it is made', () => {
    expect(pseudonym('health', id)).toMatch(/^p1_[A-Za-z0-9_-]{32}$/)
    expect(createPseudonyms(Buffer.from(key))('health', id)).toBe(pseudonym('health', id))
    // Written down: what is stored must still be found by a later version.
    expect(pseudonym('health', id)).toBe(stated)
  })
  it('joins within a purpose and under a key only', () => {
    const others = [
      pseudonym('tax', id),
      pseudonym('healt', `h${id}`),
      pseudonym('', id),
      createPseudonyms(Buffer.from(key).fill(1, 0, 1))('health', id),
    ]
    expect(new Set([...others, pseudonym('health', id)]).size).toBe(5)
  })
  it('is no plain hash', () => {
    for (const encoding of ['hex', 'base64url'] as const)
      expect(pseudonym('', id)).not.toContain(createHash('sha256').update(id).digest(encoding).slice(0, 32))
  })
  it('of another number is another one', () => {
    const made = new Set(Array.from({ length: 20_000 }, (_, index) => pseudonym('health', String(index))))
    expect(made.size).toBe(20_000)
  })
})

/** HMAC twice, spelled out. */
const stated = `p1_${createHmac('sha256', createHmac('sha256', key).update('guiji pseudonym 1\0health').digest()).update(id).digest('base64url').slice(0, 32)}`

describe('what steps hash with', () => {
  it('reads purpose and text apart at the first colon', () => {
    expect(createHasher(hex)(`health:resident-id:CHN:${id}`)).toBe(createPseudonyms(key)('health', `resident-id:CHN:${id}`))
  })
  it('wants its key only once something is hashed', () => {
    const hash = createHasher(undefined)
    expect(() => hash('a:b')).toThrow(expect.objectContaining({ code: 'HASH_KEY_MISSING', recovery: 'abort' }))
  })
})
