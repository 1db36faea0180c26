import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shiftDecimal } from '../../transforms/cleansing/decimal-text.ts'
import { cleanse, types } from './_registry.ts'

const [money, integer, decimal, boolean] = ['money', 'integer', 'decimal', 'boolean'].map((name) => types.get(name)!) as [
  never,
  never,
  never,
  never,
]
const number = (text: string) => ({ tag: 'number', text }) as const

describe('registered capital as a national register writes it', () => {
  // unit: 万元 is what the register's column declares; amounts that state their unit don't need it
  it.each([
    ['50(万元人民币)', '500000', 'CNY', []],
    ['50(万元)', '500000', null, ['CURRENCY_MISSING']],
    ['50(万)', '500000', null, ['CURRENCY_MISSING']],
    ['50万人民币', '500000', 'CNY', []],
    ['50万元人民币', '500000', 'CNY', []],
    ['50(万人民币元)', '500000', 'CNY', []],
    ['50(万美元)', '500000', 'USD', []],
    ['50（万元）', '500000', null, ['CURRENCY_MISSING']],
    ['50()', '500000', null, ['EMPTY_BRACKET', 'CURRENCY_MISSING']],
    ['50(万元(人民币))', '500000', 'CNY', []],
    ['50(万香港元)', '500000', 'HKD', []],
    ['50(万港币)', '500000', 'HKD', []],
    ['2,696(万元人民币)', '26960000', 'CNY', []],
    ['50.50万元整', '505000.00', null, ['CURRENCY_MISSING']],
    ['人民币50万元', '500000', 'CNY', []],
    ['¥500,000.00', '5000000000.00', 'CNY', []],
    ['５０（万元人民币）', '500000', 'CNY', []],
  ])('%s', (text, value, currency, warnings) => {
    const seen = cleanse(money, { unit: '万元' }, text)
    expect([Number(seen.value), seen.beside['currency'] ?? null, seen.warnings]).toEqual([Number(value), currency, warnings])
  })
  it('a missing currency is CNY only where the field says so', () => {
    expect(cleanse(money, { default_currency: 'CNY' }, '50(万元)')).toMatchObject({ beside: { currency: 'CNY' }, warnings: [] })
    expect(cleanse(money, { default_currency: 'CNY' }, '50(万美元)').beside['currency']).toBe('USD')
  })
  it.each([
    ['N/A', null],
    ['(万元)', 'NOT_MONEY'],
    ['50(万贝壳)', 'CURRENCY_UNKNOWN'],
    ['¥50美元', 'CURRENCY_UNKNOWN'],
    ['50-100万元', 'CURRENCY_UNKNOWN'],
    ['1,23', 'NOT_MONEY'],
    ['伍拾万元整', 'NOT_MONEY'],
  ])('%s gives no amount', (text, code) => {
    const seen = cleanse(money, {}, text)
    expect([seen.value, seen.reasons.map((reason) => reason.code)]).toEqual([null, code === null ? [] : [code]])
  })
  it('companions state unit and currency; an unknown one is refused', () => {
    expect(cleanse(money, {}, '50', ['万元', '美元'])).toMatchObject({ value: '500000', beside: { currency: 'USD', unit: '万元' } })
    expect(cleanse(money, {}, '50', ['万元', '贝壳']).reasons).toEqual([{ code: 'CURRENCY_UNKNOWN' }])
  })
  it('nothing is rounded, and no digit of a numeric cell is believed beyond the fifteenth before the point', () => {
    expect(cleanse(money, {}, '0.005').reasons).toEqual([{ code: 'TOO_PRECISE' }])
    expect(cleanse(money, {}, '0.0001万元')).toMatchObject({ value: '1' })
    expect(cleanse(money, {}, '9111010800000.00160万元')).toMatchObject({ value: '91110108000000016' })
    expect(cleanse(money, {}, number('1.2E6')).value).toBe('1200000')
    expect(cleanse(money, {}, number('1234567890123456')).reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
    expect(cleanse(money, {}, '1234567890123456').value).toBe('1234567890123456')
  })
})

it('an amount that a spreadsheet rounded is told though a direction mark stands before it', () => {
  expect(cleanse(money, {}, '510184190203040000.0').reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
  expect(cleanse(money, {}, '\u200e510184190203040000.0\u202c').reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
})

describe('numbers', () => {
  it.each([
    ['007', '7'],
    ['+7', '7'],
    ['-0', '0'],
    ['1,234,567', '1234567'],
    ['１２', '12'],
    ['12.0', '12'],
    ['\u200b12', '12'],
    ['-9223372036854775808', '-9223372036854775808'],
  ])('integer %s is %s', (text, out) => expect(cleanse(integer, {}, text)).toMatchObject({ value: out, reasons: [] }))
  it.each(['1,23', '1.5', '一', '0x10', '1e3', '--1', '9223372036854775808', '-9223372036854775809', '1'.repeat(2000)])(
    'integer %s is refused',
    (text) => expect(cleanse(integer, {}, text).value).toBeNull(),
  )
  it('numeric cells: written out to fifteen digits, no more', () => {
    expect(cleanse(integer, {}, number('1.5E3')).value).toBe('1500')
    expect(cleanse(integer, {}, number('123456789012345')).value).toBe('123456789012345')
    expect(cleanse(integer, {}, number('1234567890123456')).reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
  })
  it('ranges hold at their ends', () => {
    for (const [text, ok] of [
      ['-0.01', false],
      ['0', true],
      ['99.5', true],
      ['99.51', false],
    ] as const)
      // prettier-ignore
      expect(cleanse(decimal, { minimum: '0', maximum: '99.5' }, text).value !== null, text).toBe(ok)
    expect(cleanse(integer, { minimum: 1, maximum: 2 }, '3').reasons).toEqual([{ code: 'OUT_OF_RANGE' }])
  })
  it('a decimal keeps what was written, and is never rounded', () => {
    expect(cleanse(decimal, {}, '1.50').value).toBe('1.50')
    expect(cleanse(decimal, { scale: 2 }, '1.500').value).toBe('1.50')
    expect(cleanse(decimal, { scale: 2 }, '1.501').reasons).toEqual([{ code: 'TOO_PRECISE' }])
    expect(cleanse(decimal, {}, number('0.30000000000000004')).reasons).toEqual([{ code: 'TOO_PRECISE' }])
  })
  it('shifting the point there and back changes nothing', () => {
    const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(decimals, fc.integer({ min: -12, max: 12 }), ([digits, scale], places) => {
        const there = shiftDecimal(shiftDecimal(String(digits), -scale), places)
        const back = shiftDecimal(there, scale - places)
        expect(BigInt(back.replace(/\.0+$/, ''))).toBe(digits)
      }),
    )
  })
})

describe('yes and no', () => {
  it.each(['是', '有', '真', '1', 'Y', 'yes', 'TRUE', '√', '✓', ' 是 ', '１', 'Ｙ'])('%s is yes', (text) =>
    expect(cleanse(boolean, {}, text).value).toBe('true'),
  )
  it.each(['否', '无', '假', '0', 'N', 'no', 'FALSE', '×', '✗'])('%s is no', (text) =>
    expect(cleanse(boolean, {}, text).value).toBe('false'),
  )
  it.each(['', '-', '不详', 'N/A'])('%j is neither, and null', (text) =>
    expect(cleanse(boolean, {}, text)).toMatchObject({ value: null, reasons: [] }),
  )
  it('words of its own are compared in half width, as the cells are', () => {
    const own = { yes: ['有（是）', 'ＯＫ'], no: ['未（否）'] }
    expect(['有（是）', '有(是)', 'ok', '未(否)'].map((text) => cleanse(boolean, own, text).value)).toEqual([
      'true',
      'true',
      'true',
      'false',
    ])
  })
  it('what the field says is none is none, though it is a word for no elsewhere', () => {
    expect(cleanse(boolean, { none: ['无'] }, '无')).toMatchObject({ value: null, reasons: [], fixes: ['NULL_TOKEN'] })
    expect(cleanse(boolean, { none: ['-'] }, '无').value).toBe('false')
    expect(cleanse(boolean, { none: ['无'], no: ['无'] }, '无').value).toBe('false')
  })
  it.each(['2', '也许', 'x', '是否'])('%s is refused', (text) =>
    expect(cleanse(boolean, {}, text).reasons).toEqual([{ code: 'NOT_BOOLEAN' }]),
  )
})
