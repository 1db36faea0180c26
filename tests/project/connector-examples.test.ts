import { expect, test } from 'vitest'
import { readYaml } from '../../catalog/read-yaml.ts'
import { createRegistries } from '../../project/registries.ts'
import { validateConfig } from '../../schemas/validate-config.ts'
import { writeProject } from './_folder.ts'

const { connectors } = createRegistries(writeProject())

test.each(connectors.names)('the examples of connector %s fit its schemas', async (name) => {
  const { settings, source, examples } = await connectors.load(name)
  expect(examples.length).toBeGreaterThan(0)
  for (const example of examples) {
    for (const [schema, text] of [
      [settings, example.connection],
      [source, example.source],
    ] as const) {
      const file = readYaml(name, new TextEncoder().encode(text))
      expect(file.problems).toEqual([])
      expect(validateConfig(schema, file.value([], schema) ?? {}).problems).toEqual([])
    }
  }
})
