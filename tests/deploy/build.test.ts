import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const project = mkdtempSync(join(tmpdir(), 'guiji-build-'))
const put = (file: string, text: string) => {
  mkdirSync(dirname(join(project, file)), { recursive: true })
  writeFileSync(join(project, file), text)
}
const build = () => {
  const started = Date.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'scripts/build.mjs')], { cwd: tmpdir(), encoding: 'utf8' })
  return { status, output: `${stdout}${stderr}`, seconds: (Date.now() - started) / 1000 }
}

afterAll(() => {
  rmSync(project, { recursive: true, force: true })
})

test('the build compiles, bundles the workflows, is quick when nothing changed, and follows what did', { timeout: 120_000 }, () => {
  for (const file of ['scripts/build.mjs', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(root, file), join(project, file))
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  put('core/word.ts', "export const word: string = 'first'\n")
  put('cli/main.ts', "#!/usr/bin/env node\nimport { word } from '../core/word.ts'\nconsole.log(word)\n")
  put('connectors/old.ts', 'export default 1\n')
  put('workflows/index.ts', "import { word } from '../core/word.ts'\nexport const say = (): Promise<string> => Promise.resolve(word)\n")

  expect(build()).toMatchObject({ status: 0 })
  const dist = (file: string) => join(project, 'dist', file)
  const bundle = () => readFileSync(dist('workflow-bundle.js'), 'utf8')
  expect(bundle()).toContain('first')
  expect(statSync(dist('cli/main.js')).mode & 0o777).toBe(0o755)
  expect(spawnSync(dist('cli/main.js'), { encoding: 'utf8' }).stdout).toBe('first\n')

  const before = statSync(dist('workflow-bundle.js')).mtimeMs
  const again = build()
  expect(again).toMatchObject({ status: 0, output: '' })
  expect(again.seconds).toBeLessThan(1.5)

  rmSync(join(project, 'connectors/old.ts'))
  expect(build()).toMatchObject({ status: 0 })
  expect(existsSync(dist('connectors'))).toBe(false)
  expect(statSync(dist('workflow-bundle.js')).mtimeMs).toBe(before)

  put('core/word.ts', "export const word: string = 'second'\n")
  expect(build()).toMatchObject({ status: 0 })
  expect(bundle()).toContain('second')

  put('core/word.ts', 'export const word: string = 2\n')
  const broken = build()
  expect(broken.status).not.toBe(0)
  expect(broken.output).toContain('core/word.ts')
  expect(build().status).not.toBe(0)
})
