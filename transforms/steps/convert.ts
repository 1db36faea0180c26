import { defineStep } from '../../core/field.ts'
import {
  invertRatio,
  isExact,
  multiplyRatios,
  ratioOf,
  ratioText,
  readDecimalCell,
  roundingOption,
  scaleOption,
} from '../cleansing/decimal-arithmetic.ts'
import type { Ratio } from '../cleansing/decimal-arithmetic.ts'
import { changed, plainText } from '../cleansing/read-text.ts'
import { foldWidth } from '../cleansing/tidy-code.ts'
import { units } from '../lists/units.ts'
import { optionErrors } from '../option-errors.ts'

export default defineStep({
  summary: {
    zh: '换算计量单位，如亩、公顷、平方米；吨、斤、千克；元、万元；千瓦时。单位来自 from，或写在值后面',
    en: 'converts units (areas, lengths, masses, money, energy, ..); a unit is stated by `from`, or written behind the value',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['to'],
    properties: {
      from: { type: 'string', description: '原单位；不写则每个值须带单位 / the unit of values; without it each value carries its own' },
      to: { type: 'string', description: '换成的单位 / the unit to give' },
      scale: scaleOption,
      rounding: roundingOption,
    },
  },
  codes: {
    NOT_NUMBER: { zh: '不是数字', en: 'not a number' },
    UNIT_MISSING: { zh: '值没有写单位', en: 'the value carries no unit' },
    UNIT_UNKNOWN: { zh: '不认识的单位，或不是同一种量', en: 'an unknown unit, or one of another quantity' },
    UNIT_DIFFERS: { zh: '值所写的单位与声明的不同', en: 'the value carries another unit than the one declared' },
    CONVERTED: { zh: '换算了单位', en: 'converted to another unit' },
  },
  examples: [
    { options: { from: '公顷', to: '平方米' }, in: '1.25', out: '12500', fixed: 'CONVERTED' },
    { options: { from: '亩', to: '公顷', scale: 4 }, in: '100', out: '6.6667', fixed: 'CONVERTED' },
    { options: { from: '公顷', to: '亩' }, in: '2', out: '30', fixed: 'CONVERTED' },
    { options: { from: '万元', to: '元' }, in: '1,234.5', out: '12345000', fixed: 'CONVERTED' },
    { options: { from: '斤', to: '千克' }, in: '3', out: '1.5', fixed: 'CONVERTED' },
    { options: { from: '里', to: '公里' }, in: '5', out: '2.5', fixed: 'CONVERTED' },
    { options: { to: '千瓦时' }, in: '1.2万千瓦时', out: '12000', fixed: 'CONVERTED' },
    { options: { from: '吨', to: '吨' }, in: '3', out: '3' },
    { options: { from: '吨', to: '千克' }, in: '3 吨', out: '3000', fixed: 'CONVERTED' },
    { options: { from: '吨', to: '千克' }, in: '3公斤', reject: 'UNIT_DIFFERS' },
    { options: { to: '千克' }, in: '3', reject: 'UNIT_MISSING' },
    { options: { to: '千克' }, in: '3公里', reject: 'UNIT_UNKNOWN' },
    { options: { from: '吨', to: '千克' }, in: '三吨', reject: 'NOT_NUMBER' },
    { options: { from: '吨', to: '千克' }, in: null, out: null },
  ],
  create({ from, to, scale, rounding }) {
    const target = units.get(to)
    if (target === undefined) throw optionErrors('STEP_OPTIONS', { step: 'convert', option: 'to', expected: [...units.keys()], found: to })
    const ratios = new Map<string, Ratio>()
    for (const [name, unit] of units) if (unit.dimension === target.dimension) ratios.set(name, multiplyRatios(unit, invertRatio(target)))
    const declared = from === undefined ? undefined : ratios.get(from)
    if (from !== undefined && declared === undefined)
      throw optionErrors('STEP_OPTIONS', { step: 'convert', option: 'from', expected: [...ratios.keys()], found: from })
    const possible = declared === undefined ? [...ratios.values()] : [declared]
    if (scale === undefined && !possible.every(isExact))
      throw optionErrors('STEP_OPTIONS', { step: 'convert', option: 'scale', expected: '0, 1, 2, …', found: '-' })
    return (value, cell) => {
      if (value === null || value === '') return value
      const raw = plainText(value)
      if (raw === null) return value // bytes: the type says what is wrong with them
      let ratio = declared
      let decimal = readDecimalCell(value)
      if (decimal === null) {
        const [number, unit] = splitUnit(raw)
        decimal = readDecimalCell(number)
        if (decimal === null) return cell.reject('NOT_NUMBER')
        ratio = ratios.get(unit)
        if (ratio === undefined) return cell.reject('UNIT_UNKNOWN')
        if (declared !== undefined && (ratio.units !== declared.units || ratio.over !== declared.over)) return cell.reject('UNIT_DIFFERS')
      }
      if (ratio === undefined) return cell.reject('UNIT_MISSING')
      return changed(cell, 'CONVERTED', raw, ratioText(multiplyRatios(ratioOf(decimal), ratio), scale, rounding))
    }
  },
})

/** `3 吨` as its number and its unit; a text without a number before it is all number, for whoever reads it to refuse. */
function splitUnit(raw: string): readonly [number: string, unit: string] {
  if (raw.length > 1000) return [raw, '']
  const text = foldWidth(raw).trim()
  let at = 0
  while (at < text.length && '+-0123456789.,'.includes(text.charAt(at))) at++
  return at === 0 ? [raw, ''] : [text.slice(0, at), text.slice(at).trim()]
}
