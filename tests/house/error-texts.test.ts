import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { declaredErrors, type ErrorDeclaration } from '../../core/errors.ts'
import { readTable, root } from './_house-table.ts'

const han = /\p{Script=Han}/u
let declarations: ReadonlyMap<string, ErrorDeclaration>
const codesInSource = new Set<string>()

beforeAll(async () => {
  const { rooms } = await readTable()
  // a room of the table may still be empty, and git keeps no empty folders
  for (const room of Object.keys(rooms).filter((name) => existsSync(join(root, name)))) {
    for (const entry of await readdir(join(root, room), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !file.endsWith('.ts') || file.endsWith('core/errors.ts')) continue
      const source = await readFile(file, 'utf8')
      if (!source.includes('defineErrors({')) continue
      for (const [, code] of source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{\s*recovery:/gm)) if (code !== undefined) codesInSource.add(code)
      await import(pathToFileURL(file).href)
    }
  }
  declarations = declaredErrors()
}, 60_000)

test('every module that declares errors was read', () => {
  expect(declarations.size).toBeGreaterThan(0)
  expect([...codesInSource].filter((code) => !declarations.has(code))).toEqual([])
})

test('every error says in both languages what happened and what to do', () => {
  const lacking = [...declarations].flatMap(([code, { message, remedy }]) =>
    Object.entries({
      'message.zh': han.test(message.zh),
      'message.en': isEnglish(message.en),
      'remedy.zh': han.test(remedy.zh),
      'remedy.en': isEnglish(remedy.en),
    })
      .filter(([, good]) => !good)
      .map(([part]) => `${code} ${part}`),
  )
  expect(lacking).toEqual([])
})

test('both languages tell the same details', () => {
  const uneven = [...declarations]
    .filter(([, { message }]) => String(namesIn(message.zh)) !== String(namesIn(message.en)))
    .map(([code]) => code)
  expect(uneven).toEqual([])
})

test('codes are words in capitals, and thrown errors never concern one row only', () => {
  expect([...declarations.keys()].filter((code) => !/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(code))).toEqual([])
  expect([...declarations].filter(([, { recovery }]) => !['retry', 'abort', 'reject'].includes(recovery)).map(([code]) => code)).toEqual([])
})

function isEnglish(text: string): boolean {
  return text.trim().length > 3 && !han.test(text.replace(/[《「][^》」]*[》」]|\{\w+\}/g, ''))
}

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name.replace(/(?:Zh|En)$/, '')))].sort()
}
