import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRegistries, loadTransforms } from '../../project/registries.ts'
import { markFile, shoutStep, writeProject } from './_folder.ts'

describe('registries', () => {
  test('find what guiji brings, by file name; private files are not found', () => {
    const { types, steps, connectors } = createRegistries(writeProject())
    expect(types.names).toContain('resident-id')
    expect(steps.names).toContain('trim')
    expect([...types.names, ...steps.names, ...connectors.names].filter((name) => name.startsWith('_') || name.includes('.'))).toEqual([])
    expect(types.origins.find(({ name }) => name === 'resident-id')?.isOwn).toBe(false)
  })

  test('load a module only when it is used', async () => {
    const root = writeProject({
      'transforms/steps/broken.ts': 'export default {',
      'transforms/steps/_mark.ts': markFile,
      'transforms/steps/shout.ts': shoutStep,
    })
    const { steps } = createRegistries(root)
    expect(existsSync(join(root, '.guiji'))).toBe(false)
    const shout = await steps.load('shout')
    const create = shout.create as (options: object, context: never) => (value: string, cell: never) => string
    expect(create({ times: 2 }, {} as never)('好', {} as never)).toBe('好！！')
    expect(readdirSync(join(root, '.guiji/build')).sort()).toEqual(['package.json', expect.stringMatching(/^shout-[0-9a-f]{16}\.js$/)])
    await expect(steps.load('broken')).rejects.toMatchObject({
      code: 'MODULE_UNBUILDABLE',
      details: { path: 'transforms/steps/broken.ts', found: expect.stringContaining('broken.ts:1') as string },
    })
  })

  test('a project’s code and guiji share one copy of guiji', async () => {
    const text = `import { GuijiError } from 'guiji'
export default { options: 1, codes: 1, column: 1, schema: 1, create: 1, error: GuijiError }
`
    const root = writeProject({ 'transforms/types/own.ts': text })
    const { GuijiError } = await import('../../core/errors.ts')
    const own = (await createRegistries(root).types.load('own')) as unknown as { error: unknown }
    expect(own.error).toBe(GuijiError)
  })

  test('a name that guiji has is refused, with both files', () => {
    const root = writeProject({ 'transforms/types/resident-id.ts': 'export default {}' })
    expect(() => createRegistries(root)).toThrow(
      expect.objectContaining({
        code: 'MODULE_DUPLICATE',
        details: expect.objectContaining({
          path: join(root, 'transforms/types/resident-id.ts'),
          other: expect.stringContaining('transforms/types/resident-id') as string,
        }) as object,
      }) as Error,
    )
  })

  test('what is no connector, and what cannot be loaded, says so', async () => {
    const root = writeProject({
      'connectors/empty.ts': 'export default { settings: {} }',
      'connectors/lost.ts': `import 'no-such-package-anywhere'\nexport default {}`,
    })
    const { connectors } = createRegistries(root)
    await expect(connectors.load('empty')).rejects.toMatchObject({ code: 'MODULE_SHAPE', details: { path: 'connectors/empty.ts' } })
    await expect(connectors.load('lost')).rejects.toMatchObject({ code: 'MODULE_UNLOADABLE', details: { path: 'connectors/lost.ts' } })
    await expect(connectors.load('../secrets')).rejects.toMatchObject({ code: 'MODULE_UNKNOWN' })
  })

  test('the row compiler gets the transforms that fields name, and no others', async () => {
    const registry = await loadTransforms(createRegistries(writeProject()), [{ type: 'text', steps: [{ step: 'trim' }] }])
    expect(registry.type('text').summary.en).toContain('text')
    expect(registry.step('trim')).toBeDefined()
    expect(() => registry.type('uscc')).toThrow(/MODULE_UNKNOWN/)
  })
})
