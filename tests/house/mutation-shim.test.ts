import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('the mutation run knows all that the tests of transforms/ use of vitest', () => {
  const shim = readFileSync(join(root, 'tests/long/_mutation/shim.mjs'), 'utf8')
  const known = new Set([...shim.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => name))
  const folder = join(root, 'tests/transforms')
  const used = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/import \{([^}]+)\} from 'vitest'/g)])
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
  expect(used.length).toBeGreaterThan(0)
  expect(used.filter((name) => !known.has(name))).toEqual([])
})
