import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPair } from '../../transforms/cleansing/coordinate-text.ts'
import { bd09ToWgs84, gcj02ToBd09, gcj02ToWgs84, wgs84ToGcj02, type Position } from '../../transforms/cleansing/datum.ts'
import { cleanse, types } from './_registry.ts'

const coordinates = types.get('coordinates')!
const at = (latitude: number, longitude: number): Position => ({ latitude, longitude })
const apart = (one: Position, other: Position) =>
  Math.max(Math.abs(one.longitude - other.longitude), Math.abs(one.latitude - other.latitude))
const inside = fc.record({
  longitude: fc.double({ min: 74, max: 135, noNaN: true }),
  latitude: fc.double({ min: 4, max: 53, noNaN: true }),
})

describe('datums', () => {
  // Vectors that the public implementations of the algorithm are tested with.
  it.each([
    [at(31.1774276, 121.5272106), at(31.17530398364597, 121.531541859215)],
    [at(22.543847, 113.912316), at(22.540796131694766, 113.9171764808363)],
    [at(39.911954, 116.377817), at(39.91334545536069, 116.38404722455657)],
  ])('WGS-84 to GCJ-02 and back: %o', (wgs84, gcj02) => {
    expect(apart(wgs84ToGcj02(wgs84), gcj02)).toBeLessThan(1e-8)
    expect(apart(gcj02ToWgs84(gcj02), wgs84)).toBeLessThan(1e-8)
  })
  it('GCJ-02 to BD-09 and back', () => {
    const bd09 = at(39.92133699351021, 116.41036949371029)
    expect(apart(gcj02ToBd09(at(39.915, 116.404)), bd09)).toBeLessThan(1e-8)
    expect(apart(bd09ToWgs84(bd09), gcj02ToWgs84(at(39.915, 116.404)))).toBeLessThan(1e-8)
  })
  it('lies within ten metres of a pair that was measured', () => {
    expect(apart(bd09ToWgs84(at(29.199786, 120.019809)), at(29.196131605295484, 120.00877901149691))).toBeLessThan(1e-4)
  })
  it('there and back is less than 1e-6 degrees off, everywhere in China', () => {
    fc.assert(
      fc.property(inside, (position) => {
        expect(apart(gcj02ToWgs84(wgs84ToGcj02(position)), position)).toBeLessThan(1e-6)
        expect(apart(bd09ToWgs84(gcj02ToBd09(wgs84ToGcj02(position))), position)).toBeLessThan(1e-6)
      }),
      { numRuns: 2000 },
    )
  })
  it('a position abroad is not shifted', () => {
    expect(wgs84ToGcj02(at(48.85, 2.35))).toEqual(at(48.85, 2.35))
    expect(gcj02ToWgs84(at(48.85, 2.35))).toEqual(at(48.85, 2.35))
  })
})

describe('ways of writing', () => {
  it.each([
    '103.67,30.63',
    '103.67，30.63',
    '103.67 30.63',
    '103.67;30.63',
    '(103.67, 30.63)',
    '[103.67,30.63]',
    'POINT(103.67 30.63)',
    'E103.67 N30.63',
    'E103.67N30.63',
    '103.67E30.63N',
    '东经103.67°北纬30.63°',
    '北纬30.63度，东经103.67度',
    '经度：103.67，纬度：30.63',
    'lat=30.63,lng=103.67',
    '+103.67,+030.63',
    '\u200b103.67\u3000,\u300030.63',
  ])('%s', (text) => expect(cleanse(coordinates, {}, text)).toMatchObject({ value: '103.67,30.63', reasons: [] }))
  it.each([`103°40'12"E,30°37'48"N`, '103°40′12″,30°37′48″', '东经103度40分12秒 北纬30度37分48秒', "103°40.2'E 30°37.8'N"])(
    '%s',
    (text) => {
      const seen = cleanse(coordinates, {}, text)
      expect(seen).toMatchObject({ value: '103.6700000,30.6300000', reasons: [], beside: { original: text } })
    },
  )
  it('digits stay as they were written', () => {
    expect(cleanse(coordinates, {}, '103.670000000001,30.60')).toMatchObject({ value: '103.670000000001,30.60', fixes: [] })
  })
  it('west and south are negative', () => {
    expect(readPair('70°30′W,33.45S')).toMatchObject({ first: '-70.5000000', second: '-33.45', order: 'lon-lat' })
    expect(readPair('W0.25,S0.5')).toMatchObject({ first: '-0.25', second: '-0.5' })
    expect(readPair("-0°30',1")).toMatchObject({ first: '-0.5000000' })
  })
  it.each([
    '',
    '103.67',
    '1,2,3',
    'E1,E2',
    "103°60',30",
    '103°1\'60",30',
    "103.5°1',30",
    '5.10184E+17,30',
    'W-3,2',
    'E1E,2',
    '１０３。67,30',
  ])('%s is none', (text) => expect(readPair(text)).toBeNull())
})

describe('plausibility', () => {
  it('a swapped pair is suggested the right way round, in the datum that is stored', () => {
    expect(cleanse(coordinates, { datum: 'gcj02' }, '30.63,103.67').reasons).toEqual([
      { code: 'COORDINATES_SWAPPED', suggestion: '103.6678846,30.6327013' },
    ])
    expect(cleanse(coordinates, {}, '39.5,75.9').reasons).toEqual([{ code: 'COORDINATES_SWAPPED', suggestion: '75.9,39.5' }])
  })
  it('a declared order, and one that is written out, is believed', () => {
    expect(cleanse(coordinates, { order: 'lat-lon' }, '30.63,103.67')).toMatchObject({ value: '103.67,30.63', reasons: [] })
    expect(cleanse(coordinates, { order: 'lat-lon' }, 'E103.67,N30.63')).toMatchObject({ value: '103.67,30.63', reasons: [] })
  })
  it('what lies abroad, or at 0,0, is suspect', () => {
    expect(cleanse(coordinates, {}, '2.35,48.85')).toMatchObject({ value: '2.35,48.85', warnings: ['OUTSIDE_CHINA'] })
    expect(cleanse(coordinates, {}, '0,0').warnings).toEqual(['OUTSIDE_CHINA'])
  })
})

describe('two columns', () => {
  const number = (text: string) => ({ tag: 'number', text }) as const
  it('make one value; numeric cells lose no digit', () => {
    expect(cleanse(coordinates, {}, '103.67', ['30.63'])).toMatchObject({ value: '103.67,30.63', fixes: ['COORDINATES_FORM'] })
    expect(cleanse(coordinates, {}, number('1.0367E2'), [number('30.63')]).value).toBe('103.67,30.63')
  })
  it('one of them alone is refused, none is null', () => {
    expect(cleanse(coordinates, {}, '103.67', [null]).reasons).toEqual([{ code: 'COORDINATES_HALF' }])
    expect(cleanse(coordinates, {}, null, ['30.63']).reasons).toEqual([{ code: 'COORDINATES_HALF' }])
    expect(cleanse(coordinates, {}, '无', ['/'])).toMatchObject({ value: null, reasons: [], fixes: ['NULL_TOKEN'] })
    expect(cleanse(coordinates, {}, null, [null])).toMatchObject({ value: null, reasons: [], fixes: [] })
  })
  it('the wrong way round are told', () => {
    expect(cleanse(coordinates, {}, '30.63', ['103.67']).reasons).toEqual([{ code: 'COORDINATES_SWAPPED', suggestion: '103.67,30.63' }])
  })
})

it('a masked position shows whole degrees', () => {
  expect(coordinates.mask('103.670000,30.63')).toBe('103.******,30.**')
})
