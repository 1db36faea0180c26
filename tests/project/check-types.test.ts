import { describe, expect, test } from 'vitest'
import { checkTypes } from '../../project/check-types.ts'
import { markFile, shoutStep, writeProject } from './_folder.ts'

const own = { 'transforms/steps/_mark.ts': markFile, 'transforms/steps/shout.ts': shoutStep }

describe('a project’s own TypeScript', () => {
  test('needs no check when there is none', async () => {
    expect(await checkTypes(writeProject())).toEqual({ outcome: 'none', problems: [] })
  })

  test('is checked against guiji’s types, with or without a tsconfig of its own', async () => {
    expect(await checkTypes(writeProject(own))).toEqual({ outcome: 'checked', problems: [] })
  }, 60_000)

  test('a mistake is told with file and line', async () => {
    const wrong = shoutStep.replace("cell.reject('NOT_TEXT')", "cell.reject('NOT_TXET')")
    const { outcome, problems } = await checkTypes(writeProject({ ...own, 'transforms/steps/shout.ts': wrong }))
    expect(outcome).toBe('checked')
    expect(problems.map(({ code, level, path }) => ({ code, level, path }))).toEqual([
      { code: 'TYPES', level: 'error', path: 'transforms/steps/shout.ts:9' },
    ])
    expect(problems[0]?.found.en).toContain('NOT_TXET')
  }, 60_000)
})
