import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { guiji } from './_terminal.ts'

const docs = join(import.meta.dirname, '../../docs')

/** Calls of `guiji` with what a page says that they print. */
function shownCalls(page: string): readonly { readonly calls: readonly string[]; readonly output: string }[] {
  const text = readFileSync(join(docs, page), 'utf8')
  return [...text.matchAll(/^```sh\n([^]*?)^```\n\n```\n([^]*?)^```$/gm)].map(([, calls = '', output = '']) => ({
    calls: calls.trimEnd().split('\n'),
    output,
  }))
}

describe.each([
  ['cleansing.md', 'en'],
  ['cleansing.zh-CN.md', 'zh'],
])('%s', (page, lang) => {
  test('shows what the commands print', async () => {
    const shown = shownCalls(page)
    expect(shown.length).toBeGreaterThanOrEqual(2)
    for (const { calls, output } of shown) {
      let printed = ''
      for (const call of calls) {
        const [, input = '', words = ''] = /^printf '([^']*)' \| guiji (.*)$/.exec(call) ?? []
        const argv = [...words.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)
        const { code, stdout } = await guiji([...argv, '--lang', lang], { cwd: '/', input: input.replaceAll('\\n', '\n') })
        expect(code).toBe(0)
        printed += stdout
      }
      expect(printed).toBe(output)
    }
  })
})
