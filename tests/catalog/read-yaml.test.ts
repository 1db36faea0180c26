import { describe, expect, test } from 'vitest'
import { readYaml } from '../../catalog/read-yaml.ts'
import type { ObjectSchema } from '../../core/config.ts'

const read = (text: string) => readYaml('agencies/a.yaml', new TextEncoder().encode(text))
const codes = (text: string) => read(text).problems.map(({ code, path, at }) => `${path} ${at} ${code}`)

describe('scalars get their type from the schema alone', () => {
  const schema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      count: { type: 'integer' },
      share: { type: 'number' },
      open: { type: 'boolean' },
      either: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
      many: { type: 'array', items: { type: 'string' } },
    },
  } as const satisfies ObjectSchema

  test.each(['01', '115101840000000020', 'no', 'on', 'true', 'null', '~', '2026-03-02', '1e3', '0x1F', '12:30:00', '.5', '1_000'])(
    '%s stays text',
    (text) => {
      expect(read(`text: ${text}\nmany: [${text}]\nother: ${text}`).value([], schema)).toEqual({ text, many: [text], other: text })
    },
  )

  test('a number or boolean is one only where it is asked for and written as one', () => {
    expect(read('count: 12\nshare: 0.5\nopen: true').value([], schema)).toEqual({ count: 12, share: 0.5, open: true })
    expect(read('count: "12"\nshare: 5e-1\nopen: no').value([], schema)).toEqual({ count: '12', share: '5e-1', open: 'no' })
    expect(read('count: 12345678901234567890').value([], schema)).toEqual({ count: '12345678901234567890' })
    expect(read('either: 01').value([], schema)).toEqual({ either: '01' })
    expect(read('either: 10').value([], schema)).toEqual({ either: 10 })
  })

  test('block text keeps its lines', () => {
    expect(read('text: |\n  select 1\n  from x\n').value([], schema)).toEqual({ text: 'select 1\nfrom x\n' })
  })

  test('nothing is null; in plain reading so are null and ~, unless quoted', () => {
    expect(read('text:').value([], schema)).toEqual({ text: null })
    expect(read('a: null\nb: "null"\nc: ~\nd: 01').text([])).toEqual({ a: null, b: 'null', c: null, d: '01' })
  })
})

describe('what is refused', () => {
  test.each([
    ['a duplicate key', 'a: 1\nb:\n  c: 1\n  c: 2\n', 'agencies/a.yaml:4 c YAML_DUPLICATE_KEY'],
    ['an alias', 'a: &x 1\n', 'agencies/a.yaml:1  YAML_ALIAS'],
    ['a tag', 'a: 1\nb: !!js/function "x"\n', 'agencies/a.yaml:2  YAML_TAG'],
    ['a standard tag', 'a: !!int 3\n', 'agencies/a.yaml:1  YAML_TAG'],
    ['a key that is a list', '? [a, b]\n: 1\n', 'agencies/a.yaml:1  YAML_KEY'],
    ['a tab', 'a:\n\t- x\n', 'agencies/a.yaml:2  YAML_SYNTAX'],
    ['several documents', 'a: 1\n---\nb: 2\n', 'agencies/a.yaml:2  YAML_SYNTAX'],
    ['a list', '- a\n', 'agencies/a.yaml  YAML_NOT_MAP'],
    ['an empty file', '', 'agencies/a.yaml  YAML_NOT_MAP'],
    ['an open bracket', 'a: [1\n', 'agencies/a.yaml:2  YAML_SYNTAX'],
  ])('%s', (_name, text, expected) => {
    expect(codes(text)).toEqual([expected])
  })

  test('a full-width colon is told as such', () => {
    expect(read('name：公安局\nuscc: 1\n').problems[0]?.found).toEqual({
      zh: '这一行用了全角标点',
      en: 'full-width punctuation on this line',
    })
  })

  test('another encoding', () => {
    const gbk = new Uint8Array([0x6e, 0x3a, 0x20, 0xb9, 0xab, 0xb0, 0xb2])
    expect(readYaml('a.yaml', gbk).problems.map(({ code }) => code)).toEqual(['FILE_NOT_UTF8'])
  })

  test('a bomb of aliases, a megabyte, and a hundred thousand brackets, at once', () => {
    const bomb = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, index) => `b${index}: [*a, *a]`).join('\n')}`
    const start = Date.now()
    expect(new Set(codes(bomb).map((line) => line.split(' ').at(-1)))).toEqual(new Set(['YAML_ALIAS']))
    expect(codes(`a: ${'x'.repeat(1024 * 1024)}`)).toEqual(['agencies/a.yaml  FILE_TOO_LARGE'])
    expect(codes(`a: ${'['.repeat(100_000)}`)).toEqual(['agencies/a.yaml  YAML_TOO_DEEP'])
    expect(codes('- '.repeat(100_000))).toEqual(['agencies/a.yaml  YAML_TOO_DEEP'])
    expect(Date.now() - start).toBeLessThan(2000)
  })

  test('a key called __proto__ is a key like any other', () => {
    const value = read('__proto__: { polluted: yes }\n').text([])
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})

test('a place is the line of the nearest key that is written down', () => {
  const file = read('a: 1\nb:\n  - x\n  - y: 1\n    z: 2\n')
  expect([file.place([]), file.place(['b']), file.place(['b', 1, 'z']), file.place(['b', 1, 'missing']), file.place(['c'])]).toEqual(
    [1, 2, 5, 4, 1].map((line) => `agencies/a.yaml:${line}`),
  )
})
