import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { commands } from '../../cli/commands.ts'
import { ownEntries } from '../../project/own-entries.ts'
import { root } from './_house-table.ts'
import { guijiCallsIn, npmScriptsIn, readPage, readPages, type Call, type Page } from './_pages.ts'

const pages = readPages()
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const pairs = pages
  .filter(({ path }) => path.endsWith('.zh-CN.md'))
  .map((zh): [Page, Page | undefined] => [zh, pages.find(({ path }) => path === zh.path.replace('.zh-CN.md', '.md'))])

test('every page of docs/ and the README have a twin in the other language', () => {
  const english = pages.filter(({ path }) => !path.endsWith('.zh-CN.md') && (path.startsWith('docs/') || path === 'README.md'))
  expect(english.map(({ path }) => path.replace(/\.md$/, '.zh-CN.md'))).toEqual(expect.arrayContaining(pairs.map(([zh]) => zh.path)))
  expect(pairs.map(([zh]) => zh.path)).toEqual(expect.arrayContaining(english.map(({ path }) => path.replace(/\.md$/, '.zh-CN.md'))))
})

describe.each(pairs)('$path', (zh, en) => {
  test('has the headings of its twin', () => {
    expect(zh.headings).toEqual(en?.headings)
  })

  test('has the commands of its twin, and its code but for comments and prose', () => {
    const bare = (page: Page | undefined) =>
      page?.blocks
        .filter(({ language }) => language !== '')
        .map(({ language, code }) => [language, language === 'yaml' ? withoutComments(code) : code])
    expect(bare(zh)).toEqual(bare(en))
  })
})

describe.each(pages)('$path', (page) => {
  test('names scripts that exist', () => {
    expect(npmScriptsIn(page).filter((name) => !(name in scripts))).toEqual([])
  })

  test('names commands, subcommands and options that exist', async () => {
    const wrong = await Promise.all(guijiCallsIn(page).map(faultOf))
    expect(wrong.filter((fault) => fault !== null)).toEqual([])
  })

  test('links to files that are there', () => {
    expect(page.links.filter((target) => !existsSync(join(root, dirname(page.path), target)))).toEqual([])
  })

  test('has YAML and JSON that can be read', () => {
    for (const { language, code } of page.blocks) {
      if (language === 'json') JSON.parse(code)
      if (language === 'yaml') expect(parseAllDocuments(code).flatMap(({ errors }) => errors)).toEqual([])
    }
  })
})

test('the README names every command, and its two commands are the scripts of the package', () => {
  const readme = pages.find(({ path }) => path === 'README.md')
  expect(new Set(guijiCallsIn(readme as Page).map(({ command }) => command))).toEqual(new Set(Object.keys(commands)))
  const shell = readme?.blocks.filter(({ language }) => language === 'sh').map(({ code }) => code.trim())
  expect(shell?.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test'])
})

test('TypeScript on a page compiles as an author would compile it', () => {
  const code = pages
    .filter(({ path }) => !path.endsWith('.zh-CN.md'))
    .flatMap(({ path, blocks }) =>
      blocks
        .filter(({ language }) => language === 'ts')
        .map(({ code }, index) => ({ name: `${path.replaceAll('/', '-')}-${index}.ts`, code })),
    )
  expect(code.length).toBeGreaterThanOrEqual(4)
  expect(diagnose(code)).toEqual([])
}, 60_000)

test('TypeScript that is wrong is noticed', () => {
  expect(
    diagnose([{ name: 'wrong.ts', code: "import { defineStep } from 'guiji'\nexport default defineStep({ summary: 1 })" }]),
  ).not.toEqual([])
}, 60_000)

test('what is read off a page is what stands there', () => {
  const page = readPage(
    'x.md',
    '# A\n\n```sh\n# not a heading\nguiji nope\nnpm run missing\n```\n## B [c](d.md#e) [f](https://g.h)\n`guiji also b --x`\n',
  )
  expect(page.headings).toEqual([1, 2])
  expect(page.links).toEqual(['d.md'])
  expect(guijiCallsIn(page)).toEqual([
    { command: 'also', words: ['b'], options: ['x'] },
    { command: 'nope', words: [], options: [] },
  ])
  expect(npmScriptsIn(page)).toEqual(['missing'])
})

const globalOptions = ['json', 'lang', 'project', 'no-color', 'help', 'version']

/** What is wrong with a call, or null. */
async function faultOf({ command, words, options }: Call): Promise<string | null> {
  const entry = commands[command]
  if (entry === undefined) return `guiji ${command}`
  const { default: loaded } = await entry.load()
  const chosen = 'subcommands' in loaded ? loaded.subcommands[words[0] ?? ''] : loaded
  if (chosen === undefined) return `guiji ${command} ${words[0] ?? ''}`
  if (!('subcommands' in loaded) && words.length > Object.keys(loaded.arguments ?? {}).length) return `guiji ${command} ${words.join(' ')}`
  const known = Object.keys(chosen.options ?? {}).map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  const unknown = options.filter((option) => ![...known, ...globalOptions].includes(option))
  return unknown.length > 0 ? `guiji ${command} --${unknown.join(' --')}` : null
}

function withoutComments(yaml: string): string {
  return yaml.replace(/(?:^| +)#.*$/gm, '')
}

function diagnose(files: readonly { readonly name: string; readonly code: string }[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-pages-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  for (const { name, code } of files) writeFileSync(join(folder, name), code)
  const program = ts.createProgram({
    rootNames: files.map(({ name }) => join(folder, name)),
    options: {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
      paths: Object.fromEntries(Object.entries(ownEntries).map(([name, entry]) => [name, [fileURLToPath(entry)]])),
    },
  })
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.startsWith(folder))
    .map(({ file, messageText }) => `${file?.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}
