import { createHmac } from 'node:crypto'
import { defineErrors } from '../core/errors.ts'

const errors = defineErrors({
  HASH_KEY_MISSING: {
    recovery: 'abort',
    message: { zh: '没有设置 GUIJI_HASH_KEY', en: 'GUIJI_HASH_KEY is not set' },
    remedy: {
      zh: '在运行 guiji 的环境中设置至少 32 个字符的密钥；不带密钥的散列可以被穷举，不作为假名使用',
      en: 'set a key of at least 32 characters where guiji runs; a hash without a key can be searched through and is no pseudonym',
    },
  },
})

/** Pseudonyms: HMAC-SHA-256 in hex. The key is looked at when the first value is hashed; throws HASH_KEY_MISSING. */
export function createHasher(key: string | undefined): (text: string) => string {
  return (text) => {
    if (key === undefined || key.length < 32) throw errors('HASH_KEY_MISSING')
    return createHmac('sha256', key).update(text).digest('hex')
  }
}
