import { expect, test } from 'vitest'
import { openCatalog } from '../../catalog/open-catalog.ts'
import { changed, fakeRegistries, registerFile, writeProject } from './_project.ts'

const withList = (list: string) => openCatalog(writeProject(changed([registerFile, 'code:villages', `code:${list}`])), fakeRegistries())

test("a list that a type brings itself needs no file of the project's, and is not frozen with the plan", async () => {
  const { datasets, problems } = await withList('GB/T-3304')
  expect(problems).toEqual([])
  const spec = datasets['police.resident-register']!.spec
  expect(spec.fields.find(({ name }) => name === 'village')).toMatchObject({ type: 'code', options: { list: 'GB/T-3304' } })
  expect(spec.lists).toEqual({})
})

test('a standard whose list no type brings is refused, and the nearest name is offered', async () => {
  const { problems } = await withList('GB/T-3305')
  expect(problems.map(({ code, remedy }) => [code, remedy.en])).toEqual([['LIST_UNKNOWN', 'Did you mean GB/T-3304?']])
})
