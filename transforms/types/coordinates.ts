import { defineType } from '../../core/field.ts'
import { readPair, type CoordinatePair } from '../cleansing/coordinate-text.ts'
import { bd09ToWgs84, gcj02ToWgs84, type Position } from '../cleansing/datum.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { maskDigits } from '../cleansing/masks.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { isNumeric, plainText, readText, textCodes } from '../cleansing/read-text.ts'

const convert: { readonly [datum: string]: ((position: Position) => Position) | undefined } = { gcj02: gcj02ToWgs84, bd09: bd09ToWgs84 }

function isInRange(longitude: string, latitude: string): boolean {
  return Math.abs(Number(longitude)) <= 180 && Math.abs(Number(latitude)) <= 90
}

/** A box around China, its seas included. */
function isInChina(longitude: string, latitude: string): boolean {
  const [east, north] = [Number(longitude), Number(latitude)]
  return east >= 73 && east <= 136 && north >= 3 && north <= 54
}

export default defineType({
  summary: {
    zh: '经纬度：值为 WGS-84 的“经度,纬度”，十进制度，按原有位数保存；GCJ-02 和 BD-09 须在 datum 声明，用公开算法迭代换算为 7 位小数（往返误差小于 1e-6 度，与实测可差几米，不能用于测绘），原值另存',
    en: 'coordinates: `longitude,latitude` in decimal degrees of WGS-84, digits as they were written; GCJ-02 and BD-09 are declared by `datum` and converted to seven digits by the public algorithms, iterated (back and forth within 1e-6 degrees, some metres from what is measured: not for surveying), the original kept beside',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      datum: {
        type: 'string',
        enum: ['wgs84', 'cgcs2000', 'gcj02', 'bd09'],
        default: 'wgs84',
        description:
          '坐标系；CGCS2000 与 WGS-84 相差几厘米，不换算 / datum; CGCS2000 differs from WGS-84 by centimetres and is not converted',
      },
      order: {
        type: 'string',
        enum: ['lon-lat', 'lat-lon'],
        default: 'lon-lat',
        description: '一格两数而未注明东经北纬时的次序 / order of two numbers in one cell that nothing marks',
      },
      latitude_item: {
        type: 'string',
        description: '纬度所在的列，本列只有经度 / column of the latitude, where this one holds the longitude',
      },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    COORDINATES_FORMAT: { zh: '不是一对经纬度', en: 'not a longitude and a latitude' },
    COORDINATES_HALF: { zh: '只有经度或只有纬度', en: 'a longitude or a latitude alone' },
    COORDINATES_RANGE: { zh: '超出经度 ±180、纬度 ±90', en: 'beyond 180 degrees of longitude or 90 of latitude' },
    COORDINATES_SWAPPED: { zh: '经度和纬度可能写反', en: 'longitude and latitude seem to be swapped' },
    COORDINATES_FORM: { zh: '经纬度改为标准写法', en: 'coordinates rewritten in the standard form' },
    DATUM_CONVERTED: { zh: '换算为 WGS-84', en: 'converted to WGS-84' },
    OUTSIDE_CHINA: { zh: '不在中国范围内，可疑', en: 'not within China, suspect' },
  },
  examples: [
    { in: '103.67,30.63', out: '103.67,30.63' },
    { in: '103.6700 30.6300', out: '103.6700,30.6300', fixed: 'COORDINATES_FORM' },
    { in: '103°40′12″E，30°37′48″N', out: '103.6700000,30.6300000', fixed: 'COORDINATES_FORM' },
    { in: '北纬30.63度，东经103.67度', out: '103.67,30.63', fixed: 'COORDINATES_FORM' },
    {
      options: { latitude_item: '纬度' },
      in: [
        { tag: 'number', text: '103.67' },
        { tag: 'number', text: '30.63' },
      ],
      out: '103.67,30.63',
      fixed: 'COORDINATES_FORM',
    },
    { options: { datum: 'gcj02' }, in: '103.67,30.63', out: '103.6678846,30.6327013', fixed: 'DATUM_CONVERTED' },
    { options: { datum: 'bd09' }, in: '103.67,30.63', out: '103.6614425,30.6265082', fixed: 'DATUM_CONVERTED' },
    { in: '30.63,103.67', reject: 'COORDINATES_SWAPPED', suggestion: '103.67,30.63' },
    { in: '203.67,30.63', reject: 'COORDINATES_RANGE' },
    { in: '103.67', reject: 'COORDINATES_HALF' },
    { in: '崇州', reject: 'COORDINATES_FORMAT' },
    { in: '-', out: null, fixed: 'NULL_TOKEN' },
  ],
  beside: { original: { sql: 'text' } },
  companions: ['latitude_item'],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^-?\\d{1,3}(?:\\.\\d{1,20})?,-?\\d{1,2}(?:\\.\\d{1,20})?$' }),
  mask(clean) {
    const [longitude = '', latitude = ''] = clean.length > 60 ? [maskDigits(clean)] : clean.split(',')
    return [longitude, latitude].map(maskFraction).join(',')
  },
  create({ datum, order, none }) {
    const tokens = noneTokens(none)
    const toWgs84 = convert[datum]
    const place = (longitude: string, latitude: string): string => {
      if (toWgs84 === undefined) return `${longitude},${latitude}`
      const position = toWgs84({ longitude: Number(longitude), latitude: Number(latitude) })
      return `${position.longitude.toFixed(7)},${position.latitude.toFixed(7)}`
    }
    const orderOf = (pair: CoordinatePair) =>
      (pair.order ?? order) === 'lon-lat' ? ([pair.first, pair.second] as const) : ([pair.second, pair.first] as const)
    return (value, cell, [latitudeValue = null]) => {
      const main = readText(value, cell)
      const isNone = main === null || isNoneText(main, tokens, cell)
      if (main === null && value !== null) return null
      const beside = plainText(latitudeValue) ?? ''
      const other = beside.trim() === '' || tokens.tokens.has(beside.trim()) ? '' : beside
      if (isNone) return other === '' ? null : cell.reject('COORDINATES_HALF')
      const pair = readPair(other === '' ? main : `${written(value, main)},${written(latitudeValue, other)}`)
      if (pair === null) return cell.reject(other === '' && readPair(`${main},0`) !== null ? 'COORDINATES_HALF' : 'COORDINATES_FORMAT')
      const [longitude, latitude] =
        other === '' ? orderOf(pair) : pair.order === 'lat-lon' ? [pair.second, pair.first] : [pair.first, pair.second]
      const inRange = isInRange(longitude, latitude)
      if (pair.order === null && !(inRange && isInChina(longitude, latitude)) && isInChina(latitude, longitude))
        return cell.reject('COORDINATES_SWAPPED', place(latitude, longitude))
      if (!inRange) return cell.reject('COORDINATES_RANGE')
      const clean = place(longitude, latitude)
      const source = other === '' ? main : `${main},${other}`
      if (toWgs84 !== undefined || pair.sexagesimal) cell.beside('original', source)
      if (toWgs84 !== undefined) cell.fixed('DATUM_CONVERTED', source, clean)
      else if (clean !== source || other !== '') cell.fixed('COORDINATES_FORM', source, clean)
      if (!isInChina(longitude, latitude)) cell.warn('OUTSIDE_CHINA')
      return clean
    }
  },
})

function written(value: Parameters<typeof isNumeric>[0], text: string): string {
  return isNumeric(value) ? typedNumber(text) : text
}

/** Whole degrees stay: about a hundred kilometres. */
function maskFraction(degrees: string): string {
  const point = degrees.indexOf('.')
  return point < 0 ? degrees : degrees.slice(0, point) + maskDigits(degrees.slice(point))
}
