import { describe, expect, test } from 'vitest'
import type { ObjectSchema } from '../../core/config.ts'
import { pointer } from '../../schemas/problem.ts'
import { validateConfig } from '../../schemas/validate-config.ts'

const schema = {
  type: 'object',
  required: ['address', 'token'],
  properties: {
    address: { type: 'string', format: 'uri' },
    token: { type: 'string', writeOnly: true },
    port: { type: 'integer', minimum: 1, maximum: 65_535, default: 5432 },
    folders: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    retry: { type: 'object', properties: { times: { type: 'integer', default: 3 } } },
    login: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'none' } } },
        {
          type: 'object',
          required: ['user'],
          properties: { kind: { const: 'basic' }, user: { type: 'string' }, realm: { type: 'string', default: 'all' } },
        },
      ],
    },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
  },
} as const satisfies ObjectSchema

const good = { address: 'https://10.1.2.3/r', token: '${env:TOKEN}' }
const problems = (value: Parameters<typeof validateConfig>[1]) =>
  validateConfig(schema, value).problems.map(({ code, at, expected, found, remedy }) => ({
    code,
    at: pointer(at),
    expected,
    found,
    remedy,
  }))

describe('a value that fits', () => {
  test('has its defaults filled in, inside chosen branches too, and is not changed itself', () => {
    const value = { ...good, retry: {}, login: { kind: 'basic', user: 'a' } }
    const frozen = JSON.stringify(value)
    const result = validateConfig(schema, value)
    expect(result.problems).toEqual([])
    expect(result.value).toEqual({ ...value, port: 5432, retry: { times: 3 }, login: { kind: 'basic', user: 'a', realm: 'all' } })
    expect(JSON.stringify(value)).toBe(frozen)
  })

  test('may hold a reference wherever a value is asked for', () => {
    expect(problems({ ...good, address: '${env:ADDRESS}', port: '${file:port.txt}' })).toEqual([])
  })
})

describe('what does not fit', () => {
  test('an unknown key is refused, with the key that was probably meant', () => {
    expect(problems({ ...good, prot: 1 })).toMatchObject([
      { code: 'CONFIG_KEY_UNKNOWN', at: 'prot', remedy: { zh: '是否想写 port？', en: 'Did you mean port?' } },
    ])
    expect(problems({ ...good, retry: { hours: 1 } })).toMatchObject([{ code: 'CONFIG_KEY_UNKNOWN', at: 'retry.hours' }])
  })

  test('all problems are told, not only the first', () => {
    expect(
      problems({ port: 0, headers: { a: 1 }, folders: [2] })
        .map(({ at }) => at)
        .sort(),
    ).toEqual(['address', 'folders', 'headers.a', 'port', 'token'])
  })

  test('a choice is told as one problem', () => {
    expect(problems({ ...good, folders: { a: 1 } })).toMatchObject([
      { at: 'folders', expected: { zh: '文字，或列表', en: 'text, or a list' } },
    ])
    expect(problems({ ...good, login: { kind: 'bsaic', user: 'a' } })).toMatchObject([
      { at: 'login.kind', remedy: { en: 'Did you mean basic?' } },
    ])
    expect(problems({ ...good, login: { kind: 'basic' } })).toMatchObject([{ code: 'CONFIG_KEY_MISSING', at: 'login.user' }])
  })

  test('a range says its bounds in both languages', () => {
    expect(problems({ ...good, port: 70_000 })).toMatchObject([
      { expected: { zh: '整数，不小于 1，不大于 65535', en: 'a whole number, at least 1, at most 65535' }, found: { zh: '70000' } },
    ])
  })
})

describe('secrets', () => {
  test.each(['hunter2-plain', 'x${env:TOKEN}', '${env:}', '${vault:a}', ''])('%j in a file is refused and never shown', (token) => {
    const [problem] = problems({ ...good, token })
    expect(problem).toMatchObject({ code: 'SECRET_IN_FILE', at: 'token' })
    if (token !== '') expect(JSON.stringify(problem)).not.toContain(token)
  })

  test('a secret that was looked up is any text, and still not shown when something else is wrong', () => {
    expect(validateConfig(schema, { ...good, token: 'hunter2-plain' }, 'resolved').problems).toEqual([])
    const wrong = validateConfig(schema, { ...good, token: ['hunter2-plain'] }, 'resolved').problems
    expect(wrong.length).toBe(1)
    expect(JSON.stringify(wrong)).not.toContain('hunter2')
  })

  test('an identity number in a wrong place is not repeated', () => {
    expect(JSON.stringify(problems({ ...good, port: '51018419020304906X' }))).not.toContain('5101841902')
  })
})
