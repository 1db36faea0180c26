import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guiji } from './_terminal.ts'

test('a project is made in an empty folder, and never over what is there', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'guiji-init-'))
  const made = await guiji(['init', 'city', '--name', '某市', '--json'], { cwd })
  expect(made.code).toBe(0)
  expect(JSON.parse(made.stdout)).toMatchObject({ root: join(cwd, 'city') })
  expect(await readFile(join(cwd, 'city', 'guiji.yaml'), 'utf8')).toContain('某市')
  expect(await readdir(join(cwd, 'city'))).toEqual(expect.arrayContaining(['agencies', 'catalog', 'connections', 'tsconfig.json']))

  await writeFile(join(cwd, 'city', 'guiji.yaml'), 'kept')
  const again = await guiji(['init', 'city', '--lang', 'zh'], { cwd })
  expect(again.code).toBe(2)
  expect(again.stderr).toContain('USAGE_FOLDER_NOT_EMPTY')
  expect(again.stderr).toContain('处理')
  expect(await readFile(join(cwd, 'city', 'guiji.yaml'), 'utf8')).toBe('kept')
})
