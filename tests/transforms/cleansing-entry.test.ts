import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as cleansing from '../../transforms/cleansing/index.ts'
import { types } from './_registry.ts'

const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const exported = cleansing as unknown as { readonly [name: string]: unknown }

describe('guiji/cleansing', () => {
  it('exports every semantic type under the camelCase of its file', () => {
    for (const [name, type] of types) expect(exported[camelCase(name)], `export { default as ${camelCase(name)} }`).toBe(type)
  })
  it('needs no package and no module of Node: all that it reaches lies in core and transforms', () => {
    const seen = new Set<string>()
    const visit = (file: URL) => {
      if (seen.has(file.href)) return
      seen.add(file.href)
      expect(file.pathname).toMatch(/\/(?:core|transforms)\//)
      for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'/gm)) {
        expect(from, file.pathname).toMatch(/^\./)
        visit(new URL(from, file))
      }
    }
    visit(new URL('../../transforms/cleansing/index.ts', import.meta.url))
    expect(seen.size).toBeGreaterThan(readdirSync(new URL('../../transforms/types/', import.meta.url)).length)
  })
})

describe('normalize', () => {
  const today = '2026-01-01'
  it('fills in the options that are not given', () => {
    expect(cleansing.normalize(cleansing.date, '2016年8月26日', { today })).toEqual({
      outcome: 'fixed',
      value: '2016-08-26',
      key: null,
      fixes: [{ rule: 'DATE_FORM', before: '2016年8月26日', after: '2016-08-26' }],
      reasons: [],
      warnings: [],
      facts: {},
    })
    expect(cleansing.normalize(cleansing.date, '2016年8月', { today, options: { partial: 'keep' } }).value).toBe('2016-08')
  })
  it('hands companions on', () => {
    const options = { currency_item: '币种' }
    const { value, facts } = cleansing.normalize(cleansing.money, '50', { today, options, companions: [null, '美元'] })
    expect([value, facts['currency']]).toEqual(['50', 'USD'])
  })
  it('says which of a type is missing, before it reads a value', () => {
    expect(() => cleansing.normalize(cleansing.code, 'A', { today, options: { list: 'x' } })).toThrow(
      expect.objectContaining({ code: 'NORMALIZE_NEEDS', details: { setting: 'codes' } }),
    )
    expect(() => cleansing.normalize(cleansing.date, '', { today, options: { serials: '1900' } })).toThrow(
      expect.objectContaining({ code: 'NORMALIZE_OPTION' }),
    )
  })
  it('gives every fix its texts before and after, for every example of every type', () => {
    for (const type of types.values())
      for (const { in: value, options } of type.examples) {
        if (Array.isArray(value)) continue
        const codes = () => new Map([['A', 'A'], ['甲', 'A']]) // prettier-ignore
        const result = cleansing.normalize(type, value as cleansing.Value, {
          today,
          options: (options ?? {}) as never,
          codes,
          lookup: codes,
        })
        for (const { rule, before, after } of result.fixes) {
          expect(before, rule).not.toBe(after)
          if (rule !== 'NULL_TOKEN') expect([rule, after]).not.toEqual([rule, ''])
        }
      }
  })
})
