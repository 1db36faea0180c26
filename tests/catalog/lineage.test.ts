import { describe, expect, test } from 'vitest'
import { downstream, findCycle, inputsOf, levelsOf, upstream, type Assets } from '../../catalog/lineage.ts'

/** Only what the graph is read from. */
function graph(
  datasets: { [id: string]: string | null },
  libraries: { [id: string]: string[] },
  services: { [id: string]: string[] },
): Assets {
  const map = <V>(entries: { [id: string]: V }, spec: (value: V) => object) =>
    Object.fromEntries(Object.entries(entries).map(([id, value]) => [id, { id, spec: spec(value) }])) as never
  return {
    datasets: map(datasets, (asset) => ({
      connection: { connector: asset === null ? 'csv' : 'platform' },
      source: asset === null ? {} : { asset },
    })),
    libraries: map(libraries, (inputs) => ({ inputs: inputs.map((dataset) => ({ dataset })) })),
    services: map(services, (inputs) => ({ inputs })),
  }
}

const city = graph(
  { 'police.register': null, 'civil.deaths': null, 'market.firms': null },
  { 'base.population': ['police.register', 'civil.deaths'], 'base.legal_person': ['market.firms'] },
  { 'service.allowance': ['base.population'], 'service.both': ['base.population', 'base.legal_person'] },
)

describe('lineage', () => {
  test('upstream lists inputs before what is made of them', () => {
    expect(upstream(city, 'service.both')).toEqual([
      'market.firms',
      'base.legal_person',
      'civil.deaths',
      'police.register',
      'base.population',
    ])
    expect(upstream(city, 'police.register')).toEqual([])
  })

  test('downstream likewise, and nothing that merely lies beside', () => {
    expect(downstream(city, 'civil.deaths')).toEqual(['base.population', 'service.allowance', 'service.both'])
  })

  test('levels: each asset after its inputs, side by side where possible', () => {
    const ids = (assets: string[], withDownstream: boolean) =>
      levelsOf(city, assets, withDownstream).map((level) => level.map(({ asset }) => asset))
    expect(ids(['market.firms', 'civil.deaths'], true)).toEqual([
      ['civil.deaths', 'market.firms'],
      ['base.legal_person', 'base.population'],
      ['service.allowance', 'service.both'],
    ])
    expect(ids(['service.allowance'], false)).toEqual([['service.allowance']])
    expect(ids(['service.allowance', 'civil.deaths'], false)).toEqual([['civil.deaths'], ['service.allowance']])
    expect(levelsOf(city, ['base.population'], false)).toEqual([[{ asset: 'base.population', kind: 'library' }]])
  })

  test('a dataset that reads a library back is its downstream, and a ring is found', () => {
    expect(findCycle(city)).toBeNull()
    const ring = graph({ 'a.x': 'base.one' }, { 'base.one': ['a.x'] }, {})
    expect(inputsOf(ring).get('a.x')).toEqual(['base.one'])
    expect([...(findCycle(ring) ?? [])].sort()).toEqual(['a.x', 'base.one'])
  })
})
