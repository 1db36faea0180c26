import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addMissingLinks } from '../../local/postgres-programs.ts'

test('links that an install script would have made are made, also in a copy of another name', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'guiji-links-')), 'postgres-18')
  await mkdir(join(folder, 'lib'), { recursive: true })
  await writeFile(join(folder, 'lib', 'libicuuc.so.60.2'), 'library')
  await writeFile(
    join(folder, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' }]),
  )
  await addMissingLinks(folder)
  await addMissingLinks(folder)
  expect(await readFile(join(folder, 'lib', 'libicuuc.so.60'), 'utf8')).toBe('library')
  await rm(join(folder, '..'), { recursive: true })
})
