import { expect, test } from 'vitest'
import { reasonTexts } from '../../cli/reason-texts.ts'
import type { Project } from '../../project/open-project.ts'

const codes = (name: string) => ({ FORMAT: { zh: `${name}格式`, en: `${name} format` } })
const set = (tables: { readonly [name: string]: object }) => ({
  names: Object.keys(tables),
  load: (name: string) => Promise.resolve({ codes: tables[name] }),
})
const field = (name: string, type: string, ...steps: string[]) => ({ name, type, steps: steps.map((step) => ({ step, options: {} })) })
const datasets: { readonly [asset: string]: readonly object[] } = {
  'a.one': [field('phone', 'phone'), field('note', 'text')],
  'a.two': [field('phone', 'phone'), field('unit', 'unit')],
}
const project = {
  registries: {
    types: set({
      phone: codes('phone'),
      text: {},
      unit: codes('unit'),
      zone: { ...codes('zone'), REQUIRED_MISSING: { zh: '区', en: 'zone' } },
    }),
    steps: set({}),
    connectors: set({}),
  },
  asset: (id: string) => Promise.resolve({ spec: { kind: 'dataset', fields: datasets[id] } }),
} as unknown as Project

test('a code means what the field’s own type says, then what the dataset’s fields agree on, then the general', async () => {
  const texts = await reasonTexts(project, ['a.one', 'a.two'])
  expect(texts.of('a.two', 'FORMAT', 'unit')?.en).toBe('unit format')
  expect(texts.of('a.two', 'FORMAT', 'phone')?.en).toBe('phone format')
  expect(texts.of('a.one', 'FORMAT')?.en).toBe('phone format')
  // Two fields that mean different things: nobody can tell, so the general text stands.
  expect(texts.of('a.two', 'FORMAT')?.en).toBe('zone format')
  expect(texts.of('a.one', 'REQUIRED_MISSING')?.en).toBe('a required field has no value')
  expect(texts.of('a.one', 'NO_SUCH')).toBeUndefined()
})
