import { expect, test } from 'vitest'
import { Secret } from '../../core/config.ts'
import { createVault, readSealKey } from '../../crypto/vault.ts'

const hex = '00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f'
const vaultOf = (key: string | null) => createVault(() => (key === null ? null : new Secret(key)))
const thrown = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return (error as { toJSON(): unknown }).toJSON()
  }
}

test('a sealed text opens with its key at its place, and is another one each time', () => {
  const vault = vaultOf(hex)
  const first = vault.seal('王某 51018419', 'row a@1:0:0')
  const second = vault.seal('王某 51018419', 'row a@1:0:0')
  if (first === null || second === null) throw new Error('not sealed')
  expect(JSON.stringify(first)).not.toMatch(/王某|51018419/)
  expect(second.text).not.toBe(first.text)
  expect(vault.open(first, 'row a@1:0:0')).toBe('王某 51018419')
  const base64 = Buffer.from(hex, 'hex').toString('base64')
  expect(vaultOf(base64).open(first, 'row a@1:0:0')).toBe('王某 51018419')
})

test('no key, another key, an altered text and another place give one error that quotes neither', () => {
  const vault = vaultOf(hex)
  const sealed = vault.seal('王某', 'row a@1:0:0')
  if (sealed === null) throw new Error('not sealed')
  const other = hex.replace(/^00/, '01')
  const altered = { ...sealed, text: `${sealed.text.startsWith('A') ? 'B' : 'A'}${sealed.text.slice(1)}` }
  const errors = [
    thrown(() => vaultOf(null).open(sealed, 'row a@1:0:0')),
    thrown(() => vaultOf(other).open(sealed, 'row a@1:0:0')),
    thrown(() => vault.open(altered, 'row a@1:0:0')),
    thrown(() => vault.open({ ...sealed, text: '' }, 'row a@1:0:0')),
    thrown(() => vault.open(sealed, 'row a@1:0:1')),
  ]
  for (const error of errors) {
    expect(error).toMatchObject({ code: 'QUARANTINE_SEALED', recovery: 'abort', details: { expected: sealed.key } })
    expect(JSON.stringify(error)).not.toMatch(/王某|00112233|01112233/)
  }
})

test('without a key nothing is sealed', () => {
  expect(vaultOf(null).seal('x', 'row')).toBeNull()
})

test.each([
  ['too short', 'abcd'],
  ['no text of a key', '密'.repeat(40)],
  ['zeros', '0'.repeat(64)],
  ['33 bytes', `${hex}aa`],
])('a key that is %s is refused without being repeated', (_, key) => {
  const error = thrown(() => readSealKey(new Secret(key)))
  expect(error).toMatchObject({ code: 'QUARANTINE_KEY_INVALID' })
  expect(JSON.stringify(error)).not.toContain(key)
})
