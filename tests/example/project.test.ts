import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { villages } from '../../examples/chongzhou/systems-generator/places.ts'
import villageCode from '../../examples/chongzhou/transforms/steps/village-code.ts'
import { openProject } from '../../project/open-project.ts'
import { isUscc } from '../../transforms/identity/uscc.ts'
import { context, recordingCell } from '../transforms/_registry.ts'
import { example } from './_systems.ts'

const project = openProject(example, { env: {} })
const catalog = await project.catalog()

describe('the example project', () => {
  test('has no problem in any of its files', () => {
    expect(catalog.problems.map(({ path, at, code, found }) => `${path} ${at} ${code} ${found.en}`)).toEqual([])
  })

  test('has five agencies with valid codes', () => {
    const codes = Object.values(catalog.agencies).map(({ uscc }) => uscc)
    expect(new Set(codes).size).toBe(5)
    expect(codes.filter((code) => !isUscc(code))).toEqual([])
  })

  test('makes five libraries and a service of its datasets', () => {
    expect(Object.keys(catalog.libraries).sort()).toEqual([
      ...['base.legal_person', 'base.population', 'business.case', 'business.e_licence', 'business.power_item'],
    ])
    expect(Object.keys(catalog.services)).toEqual(['service.old_age_allowance'])
    const fed = Object.values(catalog.datasets).filter(({ spec }) => spec.feeds.length === 0)
    expect(fed.map(({ id }) => id)).toEqual([])
  })

  test('lists the villages that its systems name', () => {
    const [header, ...lines] = readFileSync(join(example, 'lists', 'villages.csv'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(header).toBe('code,label')
    expect(lines).toEqual(villages.map(({ code, township, name }) => `${code},${township}${name}`))
  })

  test('has a README in both languages with the same headings and commands', () => {
    const [en, zh] = ['README.md', 'README.zh-CN.md'].map((name) => readFileSync(join(example, name), 'utf8'))
    const shape = (text = '') => text.match(/^(?:#+ |guiji .*|npm .*)/gm)
    expect(shape(zh)).toEqual(shape(en))
    expect(readdirSync(example)).toContain('systems-generator')
  })
})

describe('the step village-code', () => {
  const apply = villageCode.create({}, context) as (value: unknown, cell: unknown) => unknown

  test.each(villageCode.examples)('reads $in', (sample) => {
    const { cell, seen } = recordingCell()
    expect(apply(sample.in, cell)).toBe('out' in sample ? sample.out : null)
    expect(seen.fixes).toEqual('fixed' in sample && sample.fixed !== undefined ? [sample.fixed] : [])
  })

  test('leaves what is no text as it is', () => {
    const { cell, seen } = recordingCell()
    const value = { tag: 'number', text: '510184001001' }
    expect(apply(value, cell)).toBe(value)
    expect(seen.fixes).toEqual([])
  })
})
