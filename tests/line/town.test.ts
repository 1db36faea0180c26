import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numbers, openTown, type Town } from './_town.ts'

const [a = '', b = '', c = ''] = numbers

describe('a town from drop folder to service, in process', () => {
  let town: Town
  beforeAll(async () => {
    town = await openTown()
    await town.drop('20261101', [
      [a, '甲某', '2026-11-01', '登记'],
      [b.toLowerCase(), '乙某', '2026年11月1日', '登记'],
      [`${c.slice(0, 17)}${c.endsWith('1') ? '2' : '1'}`, '丙某', '2026-11-01', '登记'],
    ])
  })
  afterAll(() => town.close())

  it('publishes dataset, library and service, and balances', async () => {
    const summaries = await town.run()
    expect(summaries.map(({ asset, outcome, note }) => ({ asset, outcome, note }))).toEqual([
      { asset: 'police.register', outcome: 'published', note: null },
      { asset: 'base.population', outcome: 'published', note: null },
      { asset: 'service.name_list', outcome: 'published', note: null },
    ])
    expect(summaries[0]).toMatchObject({ read: 3, filtered: 0, quarantined: 1, landed: 2, inserted: 2 })
    expect(await town.rows('select id_number, name from service.name_list order by 1')).toEqual(
      [
        { id_number: b, name: '乙某' },
        { id_number: a, name: '甲某' },
      ].sort((x, y) => (x.id_number < y.id_number ? -1 : 1)),
    )
  })

  it('reports everything unchanged when nothing arrived', async () => {
    expect((await town.run()).map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  })

  it('carries changes and deletions through to the service', async () => {
    await town.drop('20261102', [
      [a, '甲改', '2026-11-02', '变更'],
      [b, '', '2026-11-02', '注销'],
    ])
    const [register, population, service] = await town.run()
    expect(register).toMatchObject({ outcome: 'published', read: 2, updated: 1, deleted: 1 })
    expect(population).toMatchObject({ updated: 1, deleted: 1 })
    expect(service).toMatchObject({ updated: 1, removed: 1 })
    expect(await town.rows('select id_number, name from service.name_list')).toEqual([{ id_number: a, name: '甲改' }])
  })
})
