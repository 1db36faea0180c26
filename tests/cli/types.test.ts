import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plainWriter } from '../../cli/normalize/result-lines.ts'
import { displayWidth } from '../../cli/width.ts'
import { createRegistries } from '../../project/registries.ts'
import { smallProject } from './_small-project.ts'
import { guiji } from './_terminal.ts'

const { types } = createRegistries('/')
const outside = { cwd: '/' }
const tooWide = (text: string) => text.split('\n').filter((line) => displayWidth(line) > 80)

describe.each(['zh', 'en'])('guiji types --lang %s', (lang) => {
  test('lists every type once, with its summary and column, in 80 columns', async () => {
    const { code, stdout } = await guiji(['types', '--lang', lang], outside)
    expect(code).toBe(0)
    for (const name of types.names) expect(stdout.match(new RegExp(`^  ${name}  `, 'gm'))).toHaveLength(1)
    expect(stdout).toContain('GB 11643-1999')
    expect(stdout).toContain('[numeric(24,2)]')
    expect(tooWide(stdout)).toEqual([])
  })

  test.each(types.names)('explains %s with codes and examples, in 80 columns', async (name) => {
    const { code, stdout } = await guiji(['types', name, '--lang', lang], outside)
    const { summary, codes, options } = await types.load(name)
    expect(code).toBe(0)
    expect(stdout.replace(/\s/g, '')).toContain(summary[lang as 'zh' | 'en'].replace(/\s/g, ''))
    for (const word of [...Object.keys(codes), ...Object.keys(options.properties)]) expect(stdout).toContain(word)
    expect(tooWide(stdout)).toEqual([])
  })
})

test('a type is explained with masks and facts of a synthetic value', async () => {
  const { stdout } = await guiji(['types', 'resident-id'], outside)
  for (const part of ['510184********906X', '5****************X', 'birth_date (date) 1902-03-04', '_original text'])
    expect(stdout).toContain(part)
})

test('--json gives the same as data', async () => {
  const list = JSON.parse((await guiji(['types', '--json'], outside)).stdout) as { name: string; identity: boolean }[]
  expect(list.map(({ name }) => name)).toEqual(types.names)
  expect(list.filter(({ identity }) => identity).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['resident-id', 'uscc', 'passport']),
  )
  const one = JSON.parse((await guiji(['types', 'resident-id', '--json'], outside)).stdout) as unknown
  expect(one).toMatchObject({
    name: 'resident-id',
    identity: true,
    column: 'text',
    beside: { original: 'text', derived: 'boolean' },
    shown: { value: '51018419020304906X', authorised: '510184********906X', public: '5****************X' },
  })
})

test('an unknown type is refused with the nearest name', async () => {
  const { code, stderr } = await guiji(['types', 'monye'], outside)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/USAGE_TYPE_UNKNOWN[^]*meant +money/)])
})

test('types of the project are listed first, one that cannot be loaded with what is wrong', async () => {
  const { root } = await smallProject()
  await mkdir(join(root, 'transforms', 'types'), { recursive: true })
  await writeFile(join(root, 'transforms', 'types', 'broken.ts'), 'export default 1\n')
  const { code, stdout } = await guiji(['types'], { cwd: root })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^The project's own\n {2}broken +\S.*/)
  expect(stdout.replace(/\s+/g, ' ')).toContain('was not made by defineType')
  const names = (await guiji(['completion', '--complete', 'type'], { cwd: root })).stdout.trim().split('\n')
  expect(names).toEqual([...types.names, 'broken'].sort())
})

test('on a terminal a result is one line of its width, the reason before the rest of the value', () => {
  const write = plainWriter({ language: 'en', codes: { LONG: { zh: '长', en: 'l'.repeat(100) } }, width: 80 })
  const none = { key: null, fixes: [], reasons: [], warnings: [], facts: {} }
  const shown = (line: string) => {
    let column = 0
    for (const character of line) column = character === '\t' ? (Math.floor(column / 8) + 1) * 8 : column + displayWidth(character)
    return column
  }
  for (const value of ['v', '汉'.repeat(11), 'v'.repeat(15), 'v'.repeat(16), '汉'.repeat(200)])
    for (const outcome of ['ok', 'fixed', 'nonconforming'] as const)
      for (const warnings of [[], ['LONG']]) {
        const line = write({ ...none, outcome, value, warnings })
        expect(shown(line)).toBeLessThanOrEqual(80)
        expect(line.includes('LONG')).toBe(warnings.length > 0)
      }
})
