import { stallMs } from './_property.ts'
import { expect, it } from 'vitest'
import { createNormalizer } from '../../transforms/normalize.ts'
import { divisionNames, readDivisions } from '../../transforms/lists/divisions.ts'
import { isKnownRegion, isRegionInForce, regionCodes, regionNames } from '../../transforms/lists/regions.ts'
import region from '../../transforms/types/region.ts'

const context = {
  lookup: () => new Map<string, string>(),
  codes: () => new Map<string, string>(),
  hash: (text: string) => text,
  today: '2026-01-01',
}
const normalize = createNormalizer(region, { level: 'county', longer: 'reject' }, context)

it('the list is the union of idcard 4.2.0 (6,436 counties), the 19 revisions of 2002 to 2016 and the codes of 2023', () => {
  const codes = [...regionCodes()]
  expect(codes).toHaveLength(7119)
  expect(codes.filter(isRegionInForce)).toHaveLength(3504)
  expect(codes).toEqual([...codes].sort())
  expect(new Set(codes).size).toBe(codes.length)
})

it('every code is six digits and begins with a province of the rules page', () => {
  const provinces = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{4}$/
  expect([...regionCodes()].filter((code) => !provinces.test(code))).toEqual([])
})

it('knows a code by its number, whatever number is asked', () => {
  for (const code of [510184, 510128, 519013, 110105, 820000, 830000]) expect(isKnownRegion(code)).toBe(true)
  for (const code of [519999, 990184, 0, -1, 1.5, 1_000_000, NaN, Infinity]) expect(isKnownRegion(code)).toBe(false)
})

it('gives every name that a code has borne, with its years: Chongzhou', () => {
  expect(regionNames('510128')).toEqual([{ name: '四川省成都市崇庆县', from: 1983, to: 1994 }])
  expect(regionNames('519013')).toEqual([{ name: '四川省崇州市', from: 1994, to: 1994 }])
  expect(regionNames('510184')).toEqual([{ name: '四川省成都市崇州市', from: 1994, to: null }])
  expect(regionNames('510122')).toEqual([{ name: '四川省成都市双流县', from: null, to: 2016 }])
  expect(regionNames('510000')).toEqual([{ name: '四川省', from: null, to: null }])
  expect(regionNames('110105')).toEqual([{ name: '北京市朝阳区', from: null, to: null }])
  expect(regionNames('519999')).toEqual([])
  expect(regionNames('')).toEqual([])
})

it('no code has lost its name, and no name holds a heading of the standard', () => {
  for (const code of regionCodes()) for (const { name } of regionNames(code)) expect(name).toMatch(/^\p{Script=Han}{2,}$/u)
  expect(regionNames('110101').map(({ name }) => name)).toEqual(['北京市东城区'])
  expect(divisionNames().has('市辖区')).toBe(false)
})

it('reads divisions from the beginning of a text, the longest name first', () => {
  expect(readDivisions('四川省成都市崇州市崇阳街道')).toEqual({ codes: ['510184'], names: ['四川省', '成都市', '崇州市'], length: 9 })
  expect(readDivisions('吉林省吉林市船营区')?.codes).toEqual(['220204'])
  expect(readDivisions('四川成都市')?.codes).toEqual(['510100'])
  expect(readDivisions('朝阳区')?.codes).toEqual(['110105', '220104'])
  expect(readDivisions('上海路12号')).toBeNull()
  expect(readDivisions('崇阳街道')).toBeNull()
  expect(readDivisions('')).toBeNull()
})

it('accepts a withdrawn code with a warning, an unknown one with another, and says their names', () => {
  expect(normalize('510184')).toMatchObject({ outcome: 'ok', warnings: [], facts: { name: '四川省成都市崇州市' } })
  expect(normalize('510128')).toMatchObject({
    outcome: 'ok',
    value: '510128',
    warnings: ['REGION_RETIRED'],
    facts: { names: '四川省成都市崇庆县' },
  })
  expect(normalize('519999')).toMatchObject({ outcome: 'ok', value: '519999', warnings: ['REGION_UNKNOWN'], facts: { name: null } })
})

it('takes a name only where one place in force has it, or none in force and one that was', () => {
  expect(normalize('崇州市')).toMatchObject({
    value: '510184',
    fixes: [{ rule: 'LABEL_TO_CODE', before: '崇州市', after: '510184' }],
    warnings: [],
  })
  expect(normalize('四川省成都市崇庆县')).toMatchObject({ value: '510128', warnings: ['REGION_RETIRED'] })
  expect(normalize('北京市 朝阳区').value).toBe('110105')
  expect(normalize('朝阳区').reasons).toEqual([{ code: 'REGION_AMBIGUOUS' }])
  expect(normalize('四川省成都市崇州市崇阳街道').reasons).toEqual([{ code: 'CODE_UNKNOWN' }])
  expect(normalize('51O184').reasons).toEqual([{ code: 'FORMAT' }])
})

it('a long text is answered without a stall', () => {
  const start = performance.now()
  expect(normalize('四川省'.repeat(1_000_000)).reasons).toEqual([{ code: 'CODE_UNKNOWN' }])
  expect(normalize('1'.repeat(5_000_000)).reasons).toEqual([{ code: 'FORMAT' }])
  expect(performance.now() - start).toBeLessThan(stallMs)
})
