import { mkdtemp, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../../cli/commands.ts'
import { displayWidth } from '../../cli/width.ts'
import { guiji } from './_terminal.ts'

describe.each(['zh', 'en'] as const)('help in %s', (lang) => {
  test('lists every command and exit code within 80 columns', async () => {
    const { code, stdout, stderr } = await guiji(['--help', '--lang', lang])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const name of Object.keys(commands)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    for (const exit of ['0', '1', '2', '3', '4', '130']) expect(stdout).toMatch(new RegExp(`^ +${exit}  `, 'm'))
    for (const line of stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
  })

  test.each(Object.keys(commands))('of %s is whole', async (name) => {
    const { code, stdout } = await guiji(['help', name, '--lang', lang])
    expect(code).toBe(0)
    expect(stdout).toContain(lang === 'zh' ? `用法： guiji ${name}` : `Usage: guiji ${name}`)
    for (const line of stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
    // Commander's own English headings are translated too.
    if (lang === 'zh') expect(stdout).not.toMatch(/Options:|Usage:|Arguments:|Commands:|default|choices/)
  })
})

test('the language comes from --lang, else from the locale in its order', async () => {
  const first = async (argv: string[], env: NodeJS.ProcessEnv) => (await guiji(['--help', ...argv], { env })).stdout.split('\n')[0]
  expect(await first([], {})).toMatch(/^Usage/)
  expect(await first([], { LANG: 'zh_CN.UTF-8' })).toMatch(/^用法/)
  expect(await first([], { LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' })).toMatch(/^Usage/)
  expect(await first([], { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'C' })).toMatch(/^用法/)
  expect(await first(['--lang=en'], { LANG: 'zh_CN.UTF-8' })).toMatch(/^Usage/)
})

test('called without a command it shows help and succeeds; a group without its command is a usage error', async () => {
  expect(await guiji([])).toMatchObject({ code: 0, stdout: expect.stringContaining('Commands:') as string })
  expect(await guiji(['schedule'])).toMatchObject({ code: 2, stdout: expect.stringContaining('guiji schedule') as string })
})

test.each([
  [['nonsense'], 'USAGE_COMMAND_UNKNOWN'],
  [['status', '--nonsense'], 'USAGE_OPTION_UNKNOWN'],
  [['run'], 'USAGE_ARGUMENT_MISSING'],
  [['demo', '--rows', 'many'], 'USAGE_ARGUMENT_INVALID'],
  [['demo', '--rows'], 'USAGE_ARGUMENT_MISSING'],
  [['status', '--lang', 'fr'], 'USAGE_ARGUMENT_INVALID'],
  [['status', 'one', 'two'], 'USAGE_ARGUMENT_EXCESS'],
])('%j is refused as %s, with exit code 2', async (argv, expected) => {
  const human = await guiji(argv)
  expect(human.code).toBe(2)
  expect(human.stdout).toBe('')
  expect(human.stderr).toContain(expected)
  expect(human.stderr).toContain('remedy')
  const json = await guiji([...argv, '--json'])
  expect(json.code).toBe(2)
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: expected } })
  expect(json.stderr).toBe('')
})

test('a value that does not fit is shown with its option and what would fit, in one language', async () => {
  const limit = await guiji(['quarantine', 'list', '--limit', "it's", '--lang', 'zh'])
  expect(limit.stderr).toContain("--limit <n> 的值不合要求：it's")
  expect(limit.stderr).toMatch(/^ {2}应为 {2}不小于 0 的整数$/m)
  const lang = await guiji(['status', '--lang', 'fr'], { env: { LANG: 'zh_CN.UTF-8' } })
  expect(lang.stderr).toMatch(/^ {2}应为 {2}zh、en$/m)
  expect(lang.stderr).toMatch(/^ {2}实为 {2}fr$/m)
  expect(lang.stderr).not.toContain('Allowed')
})

test('the project is the nearest folder upwards with a guiji.yaml, or the one named', async () => {
  const root = await mkdtemp(join(tmpdir(), 'guiji-'))
  await mkdir(join(root, 'catalog', 'police'), { recursive: true })
  await writeFile(join(root, 'guiji.yaml'), 'name: x\n')
  await writeFile(join(root, 'catalog', 'police', 'resident-register.yaml'), ': not even YAML')
  const found = await guiji(['completion', '--complete', 'asset'], { cwd: join(root, 'catalog') })
  expect(found.stdout).toBe('police.resident-register\n')
  const named = await guiji(['completion', '--complete', 'asset', '--project', root, '--json'], { cwd: tmpdir() })
  expect(JSON.parse(named.stdout)).toEqual(['police.resident-register'])
})
