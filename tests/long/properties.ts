import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { longSuite } from './_suite.ts'

const root = join(import.meta.dirname, '../..')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
// what vitest says is read below, and FORCE_COLOR asks it for colours whatever its value
const { FORCE_COLOR: _, ...inherited } = process.env
const env = { ...inherited, GUIJI_LONG: '1', NO_COLOR: '1' }

/** Every test file that tries more cases when GUIJI_LONG is set, by itself or through `holdsFor`. */
const files = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
  .map((file) => `tests/${file}`)
  .filter((file) => file.endsWith('.test.ts') && /GUIJI_LONG|holdsFor/.test(readFileSync(join(root, file), 'utf8')))
  .sort()

/** What such a file has at its top level, so that a new type or step is a part of its own: `<file> > <describe or test>`. */
function partsOf(): readonly string[] {
  // `--json` stands last: it would take a file behind it for the one to write.
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'list', ...files, '--json'], {
    cwd: root,
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`the properties cannot be listed: ${stderr.slice(-2000)}`)
  const tests = JSON.parse(stdout.slice(stdout.indexOf('['))) as readonly { readonly name: string; readonly file: string }[]
  return [...new Set(tests.map(({ name, file }) => `${file.slice(root.length + 1)} > ${name.split(' > ')[0] ?? ''}`))].sort()
}

longSuite(
  partsOf(),
  async (part) => {
    const [file = '', name = ''] = part.split(/ > (.*)/s)
    const only = `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?: |$)`
    const child = spawn(process.execPath, [vitest, 'run', '--testTimeout=1800000', '--testNamePattern', only, file], { cwd: root, env })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
    const [status] = (await once(child, 'close')) as [number | null]
    expect(status, said).toBe(0)
    // A name that matches nothing would pass as well.
    expect(said).toMatch(/Tests\s+[1-9]\d* passed/)
  },
  { atOnce: true },
)
