import { describe, expect, test } from 'vitest'
import { Secret, type ObjectSchema } from '../../core/config.ts'
import { GuijiError } from '../../core/errors.ts'
import { resolveSettings } from '../../project/secrets.ts'
import { writeProject } from './_folder.ts'

const schema = {
  type: 'object',
  required: ['host', 'password'],
  properties: {
    host: { type: 'string' },
    port: { type: 'integer', default: 5432, maximum: 65_535 },
    password: { type: 'string', writeOnly: true },
    login: {
      oneOf: [
        { type: 'object', required: ['key'], properties: { kind: { const: 'key' }, key: { type: 'string', writeOnly: true } } },
        { type: 'object', properties: { kind: { const: 'none' } } },
      ],
    },
    tokens: { type: 'object', additionalProperties: { type: 'string', writeOnly: true } },
  },
} as const satisfies ObjectSchema

const root = writeProject({ 'secrets/key.txt': '-----KEY-----\nline\n', 'secrets/windows.txt': 'abc\r\n', 'secrets/empty': '\n' })
const env = { PW: 'hunter2', HOST: 'db.local', PORT: '6543', EMPTY: '' }
const resolve = (settings: Parameters<typeof resolveSettings>[1]) =>
  resolveSettings(schema, settings, { env, root, where: 'connections/a.yaml' })

describe('settings with their secrets', () => {
  test('a writeOnly string becomes a Secret, everything else a plain value of its type', () => {
    const settings = resolve({
      host: '${env:HOST}',
      port: '${env:PORT}',
      password: '${env:PW}',
      login: { kind: 'key', key: '${file:secrets/key.txt}' },
      tokens: { a: '${file:secrets/windows.txt}' },
    })
    expect([settings.host, settings.port]).toEqual(['db.local', 6543])
    expect(settings.password).toBeInstanceOf(Secret)
    expect(settings.password.reveal()).toBe('hunter2')
    expect(settings.login?.kind === 'key' && settings.login.key.reveal()).toBe('-----KEY-----\nline')
    expect(settings.tokens?.['a']?.reveal()).toBe('abc')
    expect(JSON.stringify(settings)).not.toMatch(/hunter2|KEY--|abc/)
  })

  test('defaults are filled in', () => {
    expect(resolve({ host: 'a', password: '${env:PW}' }).port).toBe(5432)
  })

  test.each([
    ['env', '${env:NOWHERE}', 'env:NOWHERE'],
    ['an empty variable', '${env:EMPTY}', 'env:EMPTY'],
    ['a file', '${file:secrets/none}', 'file:secrets/none'],
    ['an empty file', '${file:secrets/empty}', 'file:secrets/empty'],
  ])('a missing one aborts and says which: %s', (_name, password, found) => {
    expect(() => resolve({ host: 'a', password })).toThrow(
      expect.objectContaining({
        code: 'SECRET_MISSING',
        recovery: 'abort',
        details: { where: 'connections/a.yaml', setting: 'password', found },
      }) as Error,
    )
  })

  test('what was looked up is judged, and a secret is never told', () => {
    const attempt = () =>
      resolveSettings(schema, { host: 'a', port: '${env:PW}', password: '${env:PW}' }, { env, root, where: 'connections/a.yaml' })
    expect(attempt).toThrow(GuijiError)
    expect(attempt).toThrow(/CONFIG_INVALID/)
  })
})
