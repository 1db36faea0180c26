import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './_house-table.ts'

export interface Page {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string
  /** Levels of its headings, in order. */
  readonly headings: readonly number[]
  readonly blocks: readonly { readonly language: string; readonly code: string }[]
  /** Relative links' targets, without anchors. */
  readonly links: readonly string[]
}

/** Hand-written pages: what stands at the top and in docs/, without the generated reference. */
export function readPages(): readonly Page[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'))
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return [...top, ...docs.map((name) => `docs/${name}`)].map((path) => readPage(path, readFileSync(join(root, path), 'utf8')))
}

export function readPage(path: string, text: string): Page {
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }))
  const prose = text.replace(/^```.*?^```$/gms, '')
  return {
    path,
    text,
    headings: [...prose.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length),
    blocks,
    links: [...prose.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target),
  }
}

/** Names of scripts that a page tells to run. */
export function npmScriptsIn({ text }: Page): string[] {
  return [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name)
}

export interface Call {
  readonly command: string
  readonly words: readonly string[]
  readonly options: readonly string[]
}
/** Calls of `guiji` that a page tells to type, in code of either kind: `guiji schedule plan --json`. */
export function guijiCallsIn({ text, blocks }: Page): Call[] {
  const inline = [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, line = '']) => line)
  const typed = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split('\n'))
  return [...inline, ...typed].flatMap((line) => {
    const found = /^(?:npx )?guiji ([a-z].*)$/.exec(line.trim())?.[1]
    if (found === undefined) return []
    const [command = '', ...rest] = found.replace(/"[^"]*"/g, '').split(/\s+/)
    return [
      {
        command,
        words: rest.filter((word) => /^[a-z]/.test(word)),
        options: rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2)),
      },
    ]
  })
}
