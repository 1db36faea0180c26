import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

const made: string[] = []
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true })
})

/** A project in a folder outside the repository, removed after the tests. */
export function writeProject(files: { readonly [path: string]: string } = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'guiji-project-'))
  made.push(root)
  for (const [path, content] of Object.entries({ 'guiji.yaml': 'name: 测试\nregion: 510184\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** A step as a project's author writes it, in one file. */
export const shoutStep = `import { defineStep } from 'guiji'
import { mark } from './_mark.ts'

export default defineStep({
  summary: { zh: '加感叹号', en: 'adds a mark' },
  options: { type: 'object', additionalProperties: false, properties: { times: { type: 'integer', default: 1 } } },
  codes: { NOT_TEXT: { zh: '不是文本', en: 'not text' } },
  examples: [{ in: '好', out: '好！' }],
  create: ({ times }) => (value, cell) => (typeof value === 'string' ? value + mark.repeat(times) : cell.reject('NOT_TEXT')),
})
`
export const markFile = `export const mark: string = '！'\n`
