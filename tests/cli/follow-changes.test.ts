import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { followChanges } from '../../cli/follow-changes.ts'

test('new, changed and removed files are told once each; data is not', async () => {
  const root = await mkdtemp(join(tmpdir(), 'guiji-follow-'))
  await mkdir(join(root, 'catalog', 'police'), { recursive: true })
  await writeFile(join(root, 'guiji.yaml'), 'name: a')
  const stop = new AbortController()
  const changed = vi.fn(() => Promise.resolve())
  const following = followChanges(root, stop.signal, changed)
  const toldAfter = async (times: number, act: () => Promise<void>) => {
    await act()
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(times), { timeout: 5000, interval: 50 })
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
  await toldAfter(1, () => writeFile(join(root, 'catalog', 'police', 'a.yaml'), 'x'))
  await toldAfter(2, () => writeFile(join(root, 'catalog', 'police', 'a.yaml'), 'xyz'))
  await mkdir(join(root, '.guiji'))
  await writeFile(join(root, '.guiji', 'data.csv'), 'x')
  await toldAfter(3, () => rm(join(root, 'catalog', 'police', 'a.yaml')))
  stop.abort()
  await following
  expect(changed).toHaveBeenCalledTimes(3)
})
