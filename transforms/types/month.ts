import { defineType } from '../../core/field.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { maskDate } from '../cleansing/masks.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { dateCodes, isTenthLost, joinedMonth, readDate, serialOption } from '../cleansing/plain-date.ts'
import { readTime, splitMoment } from '../cleansing/plain-time.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { readSerial } from '../cleansing/spreadsheet-serial.ts'
import { withoutInvisible } from '../cleansing/tidy-code.ts'

const { DATE_FORMAT, DATE_IMPOSSIBLE, DATE_PARTIAL, DATE_TWO_DIGIT_YEAR, DATE_SERIAL, DATE_DIGIT_LOST, DATE_FORM } = dateCodes
const standard = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])$/

export default defineType({
  summary: {
    zh: '年月：2016年8月、201608、2016-08、2016/8、二〇一六年八月；完整日期只留年月',
    en: 'month of a year as YYYY-MM, in the ways of writing that registers use; of a whole date the day is left out',
  },
  options: { type: 'object', additionalProperties: false, properties: { serial: serialOption, none: noneOption } },
  codes: {
    ...textCodes,
    ...{ DATE_FORMAT, DATE_IMPOSSIBLE, DATE_PARTIAL, DATE_TWO_DIGIT_YEAR, DATE_SERIAL, DATE_DIGIT_LOST, DATE_FORM },
    DAY_DROPPED: { zh: '去掉日', en: 'the day left out' },
  },
  examples: [
    { in: '2016-08', out: '2016-08' },
    { in: '2016年8月', out: '2016-08', fixed: 'DATE_FORM' },
    { in: '201608', out: '2016-08', fixed: 'DATE_FORM' },
    { in: '二〇一六年八月', out: '2016-08', fixed: 'DATE_FORM' },
    { in: { tag: 'number', text: '201608' }, out: '2016-08', fixed: 'DATE_FORM' },
    { in: { tag: 'date', text: '2016-08-01' }, out: '2016-08', fixed: 'DAY_DROPPED' },
    { options: { serial: '1900' }, in: { tag: 'number', text: '42583' }, out: '2016-08', fixed: 'DAY_DROPPED' },
    { options: { serial: '1900' }, in: { tag: 'number', text: '60' }, reject: 'DATE_SERIAL' },
    { in: { tag: 'number', text: '2016.1' }, reject: 'DATE_DIGIT_LOST' },
    { in: '201613', reject: 'DATE_IMPOSSIBLE' },
    { in: '16年8月', reject: 'DATE_TWO_DIGIT_YEAR' },
    { in: '2016', reject: 'DATE_PARTIAL' },
    { in: '八月', reject: 'DATE_FORMAT' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', pattern: '^\\d{4}-(?:0[1-9]|1[0-2])$' }),
  mask: maskDate,
  create({ serial, none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && value.length === 7 && standard.test(value)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = isNumeric(value) ? typedNumber(raw) : withoutInvisible(raw).trim()
      // six digits are a month before they are a serial: as one they would lie after the year 2173
      const joined = joinedMonth(text)
      const moment = serial === 'none' || joined !== null ? undefined : readSerial(text, serial, isNumeric(value))
      if (moment === null) return cell.reject('DATE_SERIAL')
      const { date, time } = moment ?? splitMoment(text)
      const reading = joined ?? readDate(date)
      if ('problem' in reading) return cell.reject(reading.problem)
      if (time !== '' && (readTime(time) === null || 'partial' in reading)) return cell.reject('DATE_FORMAT')
      if (isNumeric(value) && isTenthLost(text)) return cell.reject('DATE_DIGIT_LOST')
      if ('date' in reading) return changed(cell, 'DAY_DROPPED', raw, reading.date.slice(0, 7))
      return reading.partial.length === 7 ? changed(cell, 'DATE_FORM', raw, reading.partial) : cell.reject('DATE_PARTIAL')
    }
  },
})
