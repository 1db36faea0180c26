import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../core/values.ts'
import { units } from '../../transforms/lists/units.ts'
import { apply, resultOf } from './_apply-step.ts'

const refused = expect.objectContaining({ code: 'STEP_OPTIONS', recovery: 'abort' }) as Error

describe('arithmetic', () => {
  const decimal = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 4 })).map(([units, scale]) => ({
    text: scaled(units, scale),
    thousandths: BigInt(units) * 10n ** BigInt(8 - scale),
  }))
  it('adds, subtracts and multiplies as integers do', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (value, added, times) => {
        const sum = value.thousandths + added.thousandths
        expect(eighths(resultOf('arithmetic', { operations: [{ add: added.text }] }, value.text))).toBe(sum)
        expect(eighths(resultOf('sum', {}, [value.text, added.text]))).toBe(sum)
        expect(eighths(resultOf('arithmetic', { operations: [{ subtract: added.text }] }, value.text))).toBe(
          value.thousandths - added.thousandths,
        )
        expect(eighths(resultOf('arithmetic', { operations: [{ multiply: times.text }] }, value.text)) * 10n ** 8n).toBe(
          value.thousandths * times.thousandths,
        )
      }),
      { numRuns: 2_000 },
    )
  })
  it('divides and multiplies back to the same number', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: 1, max: 97 }), (value, by) => {
        const there = { operations: [{ divide: String(by) }, { multiply: String(by) }] }
        expect(eighths(resultOf('arithmetic', there, value.text))).toBe(value.thousandths)
      }),
    )
  })
  it('rounds half to even, half up or down, once', () => {
    const round = (value: string, rounding: string) => resultOf('arithmetic', { operations: [{ add: '0' }], scale: 1, rounding }, value)
    const table = ['0.05', '0.15', '0.25', '-0.05', '-0.15', '-0.25', '0.149', '0.151', '-0.151', '2'].map((value) => [
      ...[value, round(value, 'half-even'), round(value, 'half-up'), round(value, 'down')],
    ])
    expect(table).toEqual([
      ['0.05', '0', '0.1', '0'],
      ['0.15', '0.2', '0.2', '0.1'],
      ['0.25', '0.2', '0.3', '0.2'],
      ['-0.05', '0', '-0.1', '0'],
      ['-0.15', '-0.2', '-0.2', '-0.1'],
      ['-0.25', '-0.2', '-0.3', '-0.2'],
      ['0.149', '0.1', '0.1', '0.1'],
      ['0.151', '0.2', '0.2', '0.1'],
      ['-0.151', '-0.2', '-0.2', '-0.1'],
      ['2', '2', '2', '2'],
    ])
    // 0.045 would be 0.05 and then 0.1 if it were rounded on the way.
    expect(
      resultOf(
        'arithmetic',
        { operations: [{ divide: '2' }, { multiply: '10' }, { divide: '10' }], scale: 1, rounding: 'half-up' },
        '0.09',
      ),
    ).toBe('0')
  })
  it('holds more digits than a floating number, and a bounded number of them', () => {
    expect(resultOf('arithmetic', { operations: [{ add: '0.1' }] }, '12345678901234567890.2')).toBe('12345678901234567890.3')
    expect(apply('arithmetic', { operations: [{ add: '1' }] }, '9'.repeat(1001)).reasons).toEqual(['NOT_NUMBER'])
    expect(apply('arithmetic', { operations: [{ add: '1' }] }, { tag: 'number', text: '1e9999' }).reasons).toEqual(['NOT_NUMBER'])
  })
})

describe('convert', () => {
  it('goes there and back without loss', () => {
    for (const [from, one] of units)
      for (const [to, other] of units) {
        if (one.dimension !== other.dimension) continue
        const there = resultOf('convert', { from, to, scale: 20 }, '12.5')
        expect(resultOf('convert', { from: to, to: from, scale: 8 }, there)).toBe('12.5')
      }
  })
  it('knows what registers know', () => {
    for (const [from, to, factor] of [
      ['公顷', '亩', '15'],
      ['平方公里', '亩', '1500'],
      ['公里', '里', '2'],
      ['吨', '斤', '2000'],
      ['公斤', '两', '20'],
      ['亿元', '万元', '10000'],
      ['元', '分', '100'],
      ['万千瓦时', '度', '10000'],
      ['兆瓦', '千瓦', '1000'],
      ['立方米', '升', '1000'],
      ['万人', '人', '10000'],
    ])
      expect(resultOf('convert', { from, to }, '1')).toBe(factor)
  })
  it('never takes one quantity for another', () => {
    for (const [from, to] of [
      ['分', '分钟'],
      ['度', '千瓦'],
      ['里', '亩'],
      ['两', '元'],
    ])
      expect(() => resultOf('convert', { from, to, scale: 2 }, '1')).toThrow(refused)
  })
})

function scaled(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${units < 0 ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`
}

/** A decimal's text as an integer of 10^-8. */
function eighths(value: Value): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(value as string) ?? []
  const units = BigInt(whole + fraction.padEnd(8, '0'))
  return sign === '-' ? -units : units
}
