import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRegistries } from '../../project/registries.ts'
import { guiji } from './_terminal.ts'

test('the reference has every type, step, connector, command and error in both languages, and tells when it is stale', async () => {
  const out = await mkdtemp(join(tmpdir(), 'guiji-docs-'))
  expect((await guiji(['docs', '--out', out])).code).toBe(0)
  const { types, steps, connectors } = createRegistries(out)
  for (const language of ['zh', 'en']) {
    const page = (name: string) => readFile(join(out, language, `${name}.md`), 'utf8')
    for (const name of types.names) expect(await page('types')).toContain(`## \`${name}\``)
    for (const name of steps.names) expect(await page('steps')).toContain(`## \`${name}\``)
    for (const name of connectors.names) expect(await page('connectors')).toContain(`## \`${name}\``)
    expect(await page('config')).toContain('guiji.yaml')
    expect(await page('commands')).toContain('guiji schedule apply')
    for (const code of ['CONFIG_INVALID', 'DATABASE_UNREACHABLE', 'TEMPORAL_UNREACHABLE', 'RUN_WAITING'])
      expect(await page('errors')).toContain(code)
  }
  expect(await guiji(['docs', '--out', out, '--check'])).toMatchObject({ code: 0 })
  await writeFile(join(out, 'zh', 'types.md'), 'old')
  const stale = await guiji(['docs', '--out', out, '--check'])
  expect(stale.code).toBe(1)
  expect(stale.stderr).toContain('zh/types.md')
}, 60_000)

test('the page of types has identity, facts, masks, warnings of examples, and says what is frequent once', async () => {
  const out = await mkdtemp(join(tmpdir(), 'guiji-docs-'))
  await guiji(['docs', '--out', out])
  const page = await readFile(join(out, 'en', 'types.md'), 'utf8')
  const section = (name: string) => new RegExp(`^## \`${name}\`\n[^]*?(?=^## |$(?![^]))`, 'm').exec(page)?.[0] ?? ''
  const identity = section('resident-id')
  for (const part of [
    'Identity document',
    '`birth_date` (date) `1902-03-04`',
    '`510184********906X` (authorised page)',
    '`_original` (text)',
  ])
    expect(identity).toContain(part)
  expect(section('money')).toContain('warning `CURRENCY_MISSING`')
  expect(page.match(/^\| `NUL_CHARACTER` \|/gm)).toHaveLength(1)
  expect(section('text')).toContain('`NUL_CHARACTER`')
}, 60_000)
