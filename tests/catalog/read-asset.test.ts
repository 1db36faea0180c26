import { describe, expect, test } from 'vitest'
import { openCatalog } from '../../catalog/open-catalog.ts'
import { readAsset, readDataset, requireAsset, requireConnection } from '../../catalog/read-asset.ts'
import { changed, fakeRegistries, registerFile, sample, writeProject } from './_project.ts'

describe('one asset alone', () => {
  test('is the same as in the whole catalog', async () => {
    const root = writeProject(sample)
    const registries = fakeRegistries()
    const catalog = await openCatalog(root, registries)
    expect((await readDataset(root, 'police.resident-register', registries)).dataset).toEqual(catalog.datasets['police.resident-register'])
    expect(await requireAsset(root, 'base.population', registries)).toEqual(catalog.libraries['base.population'])
    expect(await requireAsset(root, 'service.old_age_allowance', registries)).toEqual(catalog.services['service.old_age_allowance'])
    expect(await requireConnection(root, 'police-drop', registries)).toEqual(catalog.connections['police-drop'])
  })

  test('is read although others are broken, and loads no module of theirs', async () => {
    const root = writeProject({ ...sample, [registerFile]: 'name: [', 'services/old-age-allowance.yaml': 'x' })
    const registries = fakeRegistries()
    const { dataset, problems } = await readDataset(root, 'civil-affairs.deaths', registries)
    expect(problems).toEqual([])
    expect(dataset?.spec.feeds).toEqual([{ library: 'base.population', key: ['id_number'] }])
    expect(registries.loaded).not.toContain('trim')
  })

  test('a library cannot be read while one of its datasets is broken', async () => {
    const root = writeProject(changed([registerFile, 'update: daily', 'update: dayly']))
    const { asset, problems } = await readAsset(root, 'base.population', fakeRegistries())
    expect(asset).toBeNull()
    expect(problems.map(({ path }) => path)).toEqual([`${registerFile}:5`])
  })

  test('with problems it is one error that names the first', async () => {
    const root = writeProject(changed([registerFile, 'update: daily', 'update: dayly'], [registerFile, 'open: false', 'open: no']))
    await expect(requireAsset(root, 'police.resident-register', fakeRegistries())).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      recovery: 'abort',
      details: { count: 2, where: `${registerFile}:5 update` },
      text: { en: expect.stringContaining('found dayly') as string, zh: expect.stringContaining('实为 dayly') as string },
      remedy: { en: expect.stringContaining('Did you mean daily?') as string },
    })
  })

  test.each(['police.resident-registre', '../../etc/passwd', 'police./../x', 'base.people', 'constructor'])(
    'there is no %s',
    async (id) => {
      await expect(requireAsset(writeProject(sample), id, fakeRegistries())).rejects.toMatchObject({ code: 'ASSET_UNKNOWN' })
    },
  )
})

test('a thousand datasets: one is read without reading the others, all in a few seconds', async () => {
  const text = sample['catalog/civil-affairs/deaths.yaml'].replace('feeds: [base.population]\n', '')
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`catalog/civil-affairs/d${index}.yaml`, text]))
  const root = writeProject({ ...sample, ...many })
  const one = Date.now()
  await requireAsset(root, 'civil-affairs.d500', fakeRegistries())
  expect(Date.now() - one).toBeLessThan(500)
  const all = Date.now()
  const catalog = await openCatalog(root, fakeRegistries())
  expect(catalog.problems).toEqual([])
  expect(Object.keys(catalog.datasets).length).toBe(1002)
  expect(Date.now() - all).toBeLessThan(15_000)
  console.info(`catalog of 1,002 datasets: ${Date.now() - all} ms`)
})
