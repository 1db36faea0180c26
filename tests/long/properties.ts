import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { longSuite } from './_suite.ts'

const root = join(import.meta.dirname, '../..')

/** Every test file that tries more cases when GUIJI_LONG is set; a part is a file. */
const files = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
  .map((file) => `tests/${file}`)
  .filter((file) => file.endsWith('.test.ts') && readFileSync(join(root, file), 'utf8').includes('GUIJI_LONG'))
  .sort()

longSuite(files, (file) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=1800000', file],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, GUIJI_LONG: '1', FORCE_COLOR: '0' },
    },
  )
  expect(status, stdout.slice(-4000)).toBe(0)
})
