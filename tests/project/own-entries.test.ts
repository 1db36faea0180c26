import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkTypes } from '../../project/check-types.ts'
import { ownEntries } from '../../project/own-entries.ts'
import { createRegistries } from '../../project/registries.ts'
import { writeProject } from './_folder.ts'

const root = join(import.meta.dirname, '../..')
const upper = (from: string) => `import { defineStep } from 'guiji'
import { foldWidth } from '${from}'
import { isUscc } from 'guiji/identity'

export default defineStep({
  summary: { zh: '半角', en: 'half width' },
  options: { type: 'object', additionalProperties: false, properties: {} },
  codes: { NOT_USCC: { zh: '不是信用代码', en: 'no USCC' } },
  examples: [],
  create: () => (value, cell) => {
    const text = typeof value === 'string' ? foldWidth(value) : ''
    return isUscc(text) ? text : cell.reject('NOT_USCC')
  },
})
`

test('a project may import what the package exports, and no more', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: { [name: string]: string | { default: string } }
  }
  const exported = Object.entries(exports).flatMap(([name, entry]) =>
    typeof entry === 'string' ? [] : [[name.replace(/^\./, 'guiji'), entry.default]],
  )
  const own = Object.entries(ownEntries).map(([name, entry]) => [
    name,
    fileURLToPath(entry).replace(root, './dist').replace(/\.ts$/, '.js'),
  ])
  expect(own).toEqual(exported)
})

test('its own code uses guiji/identity and guiji/cleansing, type-checked, as the guiji that runs', async () => {
  const project = writeProject({ 'transforms/steps/half.ts': upper('guiji/cleansing') })
  expect(await checkTypes(project)).toEqual({ outcome: 'checked', problems: [] })
  const step = await createRegistries(project).steps.load('half')
  const seen: string[] = []
  const cell = {
    reject: (code: string) => (seen.push(code), null),
    warn: () => undefined,
    fixed: () => undefined,
    beside: () => undefined,
  }
  const read = step.create({} as never, { lookup: () => new Map(), codes: () => new Map(), hash: (text) => text, today: '2026-11-25' })
  expect(read('９1510184144205777E' as never, cell)).toBe('91510184144205777E')
  expect(read('x' as never, cell)).toBeNull()
  expect(seen).toEqual(['NOT_USCC'])
}, 60_000)

test('a part that guiji has not is told by name', async () => {
  const project = writeProject({ 'transforms/steps/half.ts': upper('guiji/cleaning') })
  const { problems } = await checkTypes(project)
  expect(problems[0]?.found.en).toContain('guiji/cleaning')
  await expect(createRegistries(project).steps.load('half')).rejects.toMatchObject({
    code: 'MODULE_UNBUILDABLE',
    text: { en: expect.stringContaining('there is no guiji/cleaning') as string },
  })
}, 60_000)
