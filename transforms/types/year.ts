import { defineType } from '../../core/field.ts'
import { readYearDigits } from '../cleansing/chinese-numerals.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { dateCodes, longestDate, readDate, tidyDate } from '../cleansing/plain-date.ts'
import { readTime, splitMoment } from '../cleansing/plain-time.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'

const { DATE_FORMAT, DATE_IMPOSSIBLE, DATE_TWO_DIGIT_YEAR, DATE_FORM } = dateCodes
const standard = /^(?!0000)\d{4}$/

export default defineType({
  summary: {
    zh: '年份：2016、2016年、2016年度、二〇一六年；年月和完整日期只留年份',
    en: 'year of four digits, in the ways of writing that registers use; of a month or a date the rest is left out',
  },
  options: { type: 'object', additionalProperties: false, properties: { none: noneOption } },
  codes: {
    ...textCodes,
    ...{ DATE_FORMAT, DATE_IMPOSSIBLE, DATE_TWO_DIGIT_YEAR, DATE_FORM },
    MONTH_DROPPED: { zh: '去掉月日', en: 'month and day left out' },
  },
  examples: [
    { in: '2016', out: '2016' },
    { in: { tag: 'number', text: '2016' }, out: '2016' },
    { in: '2016年度', out: '2016', fixed: 'DATE_FORM' },
    { in: '二〇一六年', out: '2016', fixed: 'DATE_FORM' },
    { in: '２０１６', out: '2016', fixed: 'DATE_FORM' },
    { in: '2016年8月', out: '2016', fixed: 'MONTH_DROPPED' },
    { in: { tag: 'date', text: '2016-08-26' }, out: '2016', fixed: 'MONTH_DROPPED' },
    { in: '98年', reject: 'DATE_TWO_DIGIT_YEAR' },
    { in: '2016年13月', reject: 'DATE_IMPOSSIBLE' },
    { in: '0000', reject: 'DATE_IMPOSSIBLE' },
    { in: '2016-2017学年', reject: 'DATE_FORMAT' },
    { in: '-', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\d{4}$' }),
  mask: (clean) => clean,
  create({ none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && value.length === 4 && standard.test(value)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      if (raw.length > longestDate * 4) return cell.reject('DATE_FORMAT')
      const text = isNumeric(value) ? typedNumber(raw) : tidyDate(raw).replace(/\s/g, '')
      const digits = readYearDigits(/^(.{1,4}?)(?:年度?)?$/u.exec(text)?.[1] ?? '')
      if (digits !== null) {
        if (standard.test(digits)) return changed(cell, 'DATE_FORM', raw, digits)
        return cell.reject(digits === '0000' ? 'DATE_IMPOSSIBLE' : digits.length === 2 ? 'DATE_TWO_DIGIT_YEAR' : 'DATE_FORMAT')
      }
      const { date, time } = splitMoment(raw)
      const reading = readDate(date)
      if ('problem' in reading)
        return cell.reject(
          reading.problem === 'DATE_FORMAT' || reading.problem === 'DATE_TWO_DIGIT_YEAR' ? reading.problem : 'DATE_IMPOSSIBLE',
        )
      if (time !== '' && readTime(time) === null) return cell.reject('DATE_FORMAT')
      return changed(cell, 'MONTH_DROPPED', raw, ('date' in reading ? reading.date : reading.partial).slice(0, 4))
    }
  },
})
