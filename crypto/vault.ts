import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Secret } from '../core/config.ts'
import { defineErrors } from '../core/errors.ts'
import { openVault, sealedError, type Vault } from '../core/vault.ts'

const errors = defineErrors({
  QUARANTINE_KEY_INVALID: {
    recovery: 'abort',
    message: {
      zh: 'guiji.yaml 的 quarantine.key 不能用作密钥：应为 {expected}',
      en: 'quarantine.key of guiji.yaml is no key: expected {expected}',
    },
    remedy: {
      zh: '用 openssl rand -hex 32 或 openssl rand -base64 32 生成，并妥善备份：丢了密钥，加密的行就读不出来',
      en: 'make one by openssl rand -hex 32 or openssl rand -base64 32, and keep a copy: without the key sealed rows cannot be read',
    },
  },
})

const cipher = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** A secret as a key of 32 bytes, hexadecimal or base64. Throws QUARANTINE_KEY_INVALID, which does not repeat the secret. */
export function readSealKey(secret: Secret): Buffer {
  const text = secret.reveal().trim()
  const isHex = /^[0-9a-f]{64}$/i.test(text)
  if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) throw errors('QUARANTINE_KEY_INVALID', { expected: '32 bytes, hex | base64' })
  const key = Buffer.from(text, isHex ? 'hex' : 'base64')
  // Zeros, or a word said over and over, are what stands in examples.
  if (key.length !== keyBytes || new Set(key).size < 8) throw errors('QUARANTINE_KEY_INVALID', { expected: 'random' })
  return key
}

/**
 * AES-256-GCM with a random nonce for each text, bound to what it is about. `read` is asked when the first text is sealed
 * or opened; null seals nothing. Its functions throw QUARANTINE_KEY_INVALID, QUARANTINE_SEALED and what `read` throws.
 */
export function createVault(read: () => Secret | null): Vault {
  let made: Vault | null = null
  const vault = (): Vault => {
    if (made !== null) return made
    const secret = read()
    made = secret === null ? openVault : keyedVault(readSealKey(secret))
    return made
  }
  return { seal: (text, about) => vault().seal(text, about), open: (sealed, about) => vault().open(sealed, about) }
}

function keyedVault(key: Buffer): Vault {
  const id = createHash('sha256').update('guiji vault 1\0').update(key).digest('hex').slice(0, 8)
  return {
    seal(text, about) {
      const nonce = randomBytes(nonceBytes)
      const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(about))
      const body = Buffer.concat([nonce, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()])
      return { key: id, text: body.toString('base64') }
    },
    open(sealed, about) {
      if (sealed.key !== id) throw sealedError(sealed.key, id)
      const body = Buffer.from(sealed.text, 'base64')
      try {
        const opening = createDecipheriv(cipher, key, body.subarray(0, nonceBytes), { authTagLength: tagBytes })
        opening.setAAD(Buffer.from(about)).setAuthTag(body.subarray(-tagBytes))
        return opening.update(body.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + opening.final('utf8')
      } catch {
        throw sealedError(id, 'altered')
      }
    },
  }
}
