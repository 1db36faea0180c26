import { createHmac } from 'node:crypto'
import { defineErrors } from '../core/errors.ts'

const errors = defineErrors({
  HASH_KEY_MISSING: {
    recovery: 'abort',
    message: { zh: '没有设置 GUIJI_HASH_KEY', en: 'GUIJI_HASH_KEY is not set' },
    remedy: {
      zh: '在运行 guiji 的环境中设置至少 32 字节的随机密钥（openssl rand -hex 32）；不带密钥的散列可以被穷举，不作为假名使用',
      en: 'set a random key of at least 32 bytes where guiji runs (openssl rand -hex 32); a hash without a key can be searched through and is no pseudonym',
    },
  },
  HASH_KEY_INVALID: {
    recovery: 'abort',
    message: { zh: 'GUIJI_HASH_KEY 不能用作密钥：{expected}', en: 'GUIJI_HASH_KEY is no key: {expected}' },
    remedy: {
      zh: '用 openssl rand -hex 32 或 openssl rand -base64 32 生成；换了密钥，以前的假名就不能再关联',
      en: 'make one by openssl rand -hex 32 or openssl rand -base64 32; under another key earlier pseudonyms can no longer be joined',
    },
  },
})

const leastBytes = 32
/** Of 256 bits as many as make 32 characters of base64url without padding. */
const keptBytes = 24
/** Tells a pseudonym from a number, and this way of making it from a later one. */
const prefix = 'p1_'

/**
 * A secret as the bytes of a key: hexadecimal or base64 (either alphabet), at least 32 bytes.
 * @throws HASH_KEY_MISSING, HASH_KEY_INVALID; neither repeats the secret
 */
export function readHashKey(secret: string | undefined): Buffer {
  const text = secret?.trim() ?? ''
  if (text === '') throw errors('HASH_KEY_MISSING')
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(text)
  if (!isHex && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) throw errors('HASH_KEY_INVALID', { expected: 'hex | base64' })
  const key = Buffer.from(text, isHex ? 'hex' : 'base64')
  if (key.length < leastBytes) throw errors('HASH_KEY_INVALID', { expected: `≥ ${leastBytes} bytes` })
  // Zeros, or a word said over and over, are what stands in examples.
  if (new Set(key).size < 8) throw errors('HASH_KEY_INVALID', { expected: 'random' })
  return key
}

/**
 * Pseudonyms: `p1_` and 192 bits of HMAC-SHA-256 in base64url, 35 characters. Equal texts have equal pseudonyms under
 * one key and within one purpose; across purposes, or without the key, nothing can be joined or searched through.
 * @param key bytes as `readHashKey` gives them
 */
export function createPseudonyms(key: Buffer): (purpose: string, text: string) => string {
  const subkeys = new Map<string, Buffer>()
  return (purpose, text) => {
    let subkey = subkeys.get(purpose)
    if (subkey === undefined) {
      subkey = createHmac('sha256', key).update(`guiji pseudonym 1\0${purpose}`).digest()
      subkeys.set(purpose, subkey)
    }
    return prefix + createHmac('sha256', subkey).update(text).digest().subarray(0, keptBytes).toString('base64url')
  }
}
