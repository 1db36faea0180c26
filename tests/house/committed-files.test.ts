import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from './_house-table.ts'

const binary = /\.(?:png|jpg|gz|zip|ico|tgz)$/
/** Written in parts, so that this file holds none of what it looks for. */
const join2 = (...parts: readonly string[]) => parts.join('')
const hosts = [
  join2('registry', '.npmjs'),
  join2('npm', 'mirror'),
  join2('registry', '.yarnpkg'),
  join2('proxy', '.golang.org'),
  join2('goproxy', '.'),
]
const folders = [join2('/', 'work/'), join2('/', 'root/'), join2('/', 'Users/')]

let files: ReadonlyMap<string, string>

beforeAll(async () => {
  // What is committed, and what would be: new files that .gitignore does not name.
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 1 << 26,
  })
  const names = stdout.split('\0').filter((name) => name !== '' && !binary.test(name))
  const texts = await Promise.all(
    names.map(async (name): Promise<[string, string] | null> => {
      try {
        return [name, await readFile(join(root, name), 'utf8')]
      } catch {
        return null // deleted, not yet committed
      }
    }),
  )
  files = new Map(texts.filter((entry) => entry !== null))
})

describe('no committed file names', () => {
  test('the host of a package registry', () => {
    expect(files.size).toBeGreaterThan(10)
    expect(linesWith((line) => hosts.some((host) => line.includes(host)))).toEqual([])
  })

  test('a folder of the machine that it was written on', () => {
    const starts = new RegExp(`(?<![\\w.~-])(?:${folders.join('|')})`)
    // A short path such as a container's own may rightly stand in a file.
    const own = root.split('/').length > 3 ? [root] : []
    expect(linesWith((line) => starts.test(line) || own.some((folder) => line.includes(`${folder}/`)))).toEqual([])
  })
})

test('the lock file says versions and digests, not addresses', () => {
  const lock = files.get('package-lock.json') ?? ''
  expect(lock).toContain('"integrity"')
  const { packages } = JSON.parse(lock) as { packages: Record<string, { resolved?: string; link?: boolean }> }
  expect(
    Object.entries(packages)
      .filter(([, entry]) => entry.resolved !== undefined)
      .map(([name]) => name),
  ).toEqual([])
})

test('no file switches a rule of the linter or the compiler off', () => {
  const switches = new RegExp([join2('eslint-', 'disable'), join2('@ts-', 'ignore'), join2('@ts-', 'nocheck')].join('|'))
  expect(linesWith((line) => switches.test(line))).toEqual([])
})

test('nothing is left for later in a comment', () => {
  const marks = new RegExp(`\\b(?:${['TO', 'FIX', 'XX'].map((start, index) => start + ['DO', 'ME', 'X'][index]).join('|')})\\b`)
  expect(linesWith((line, file) => !file.endsWith('package-lock.json') && marks.test(line))).toEqual([])
})

function linesWith(found: (line: string, file: string) => boolean): string[] {
  return [...files].flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (found(line, file) ? [`${file}:${index + 1}`] : [])),
  )
}
