import { describe, expect, it } from 'vitest'
import { maskPersonalNumbers } from '../../core/personal-numbers.ts'

describe('personal numbers are masked', () => {
  for (const [what, number, masked] of [
    ['a resident number', '51018419020304906X', '510184********'],
    ['with a lower-case x', '51018419020304906x', '510184********'],
    ['of either width', '５１０１８４１９０２０３０４９０６Ｘ', '５１０１８４********'],
    ['in groups', '510184 19020304 906X', '510184********'],
    ['of 15 digits', '510184020304906', '510184********'],
    ['a permit of a resident of Hong Kong, Macau or Taiwan', '810000199001010012', '810000********'],
    ["a permanent resident's of the new form", '932682198501010017', '932682********'],
    ["a permanent resident's of the old form", 'CAN310123456789', 'CAN********'],
    ["a sole trader's credit code", '92510184MA6000000X', '92510184********'],
    ["a Hong Kong resident's travel permit", 'H12345678', 'H********'],
    ['with its count of issues', 'M1234567801', 'M********'],
    ['a passport', 'E12345678', 'E********'],
    ['of the newer form', 'EA1234567', 'EA********'],
    ['a mobile number', '13800138000', '138********'],
    ['with its country', '+8613800138000', '+86138********'],
    ['without a plus', '8613800138000', '86138********'],
    ['with zeros', '0086 13800138000', '0086 138********'],
    ['in groups', '138-0013-8000', '138********'],
    ['of either width', '１３８００１３８０００', '１３８********'],
  ] as const)
    it(`${what}: ${number}`, () => {
      for (const [before, after] of [
        ['', ''],
        ['行 7：', '，'],
        ['"key":"', '"'],
        ['=', '&'],
        ['key_', '_'],
      ])
        expect(maskPersonalNumbers(`${before}${number}${after}`)).toBe(`${before}${masked}${after}`)
    })
  it('all of them in a text', () => {
    expect(maskPersonalNumbers('51018419020304906X、13800138000、51018419020304906X')).toBe('510184********、138********、510184********')
  })
})

it('other numbers and words stay', () => {
  for (const text of [
    '2026-11-25T10:20:30.123Z',
    '20261125',
    'residents_20261125.csv:1042',
    'police.resident-register@3:0:41',
    '91510184144205777E', // a company's
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    '1234567',
    '028-82310000',
    'PG_22021',
    '',
  ])
    expect(maskPersonalNumbers(text)).toBe(text)
})

it('a text of 10 MB takes no longer than its length', () => {
  for (const unit of ['1', '1 ', '138-', 'E', '１', '510184 19020304 ', '92', 'a1'])
    expect(timed(() => maskPersonalNumbers(unit.repeat(10_000_000 / unit.length)))).toBeLessThan(5_000)
})

function timed(work: () => void): number {
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}
