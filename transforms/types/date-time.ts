import { defineType } from '../../core/field.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { maskDate } from '../cleansing/masks.ts'
import { isNoneText, noneOption, noneTokens, usualTokens } from '../cleansing/none-tokens.ts'
import { dateCodes, digitPair, isStandardDate, isSuspectDate, readDate, serialOption } from '../cleansing/plain-date.ts'
import { readTime, splitMoment, timeCodes } from '../cleansing/plain-time.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { readSerial } from '../cleansing/spreadsheet-serial.ts'

const tokensOfTime = [...usualTokens, '0000-00-00 00:00:00']

/** `YYYY-MM-DD HH:mm:ss` and nothing else. */
function isStandard(text: string): boolean {
  return (
    text.length === 19 &&
    text.charCodeAt(10) === 32 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    digitPair(text, 11) < 24 &&
    digitPair(text, 14) < 60 &&
    digitPair(text, 17) < 60 &&
    isStandardDate(text.slice(0, 10))
  )
}

export default defineType({
  summary: {
    zh: '日期时间：本地时间（东八区，+08:00），或带时区的时刻；表格软件序号读到毫秒',
    en: 'date and time: plain local time of Asia/Shanghai (+08:00), or an instant; spreadsheet serials are read to the millisecond',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      kind: { type: 'string', enum: ['local', 'instant'], default: 'local', description: '本地时间或时刻 / local time or instant' },
      serial: serialOption,
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    ...dateCodes,
    ...timeCodes,
    TIME_CUT: { zh: '秒的小数只留六位', en: 'digits beyond the microsecond left out' },
    TIME_ADDED: { zh: '只有日期，时间记为零点', en: 'a date alone, taken as its midnight' },
  },
  examples: [
    { in: '2016-08-26 10:20:30', out: '2016-08-26 10:20:30' },
    { in: '2016/8/26 9:05', out: '2016-08-26 09:05:00', fixed: 'DATE_FORM' },
    { in: '20160826102030', out: '2016-08-26 10:20:30', fixed: 'DATE_FORM' },
    { in: '2016年8月26日10时20分', out: '2016-08-26 10:20:00', fixed: 'DATE_FORM' },
    { in: '2016年8月26日 下午3:20', out: '2016-08-26 15:20:00', fixed: 'DATE_FORM' },
    { in: '2016-08-26 上午12:05:00', out: '2016-08-26 00:05:00', fixed: 'DATE_FORM' },
    { in: '2016-08-26 10:20:30.1234567', out: '2016-08-26 10:20:30.123456', fixed: 'TIME_CUT' },
    { options: { serial: '1900' }, in: { tag: 'number', text: '42608.430902777778' }, out: '2016-08-26 10:20:30', fixed: 'DATE_FORM' },
    { options: { serial: '1900' }, in: '60.5', reject: 'DATE_SERIAL' },
    { in: { tag: 'zoned-time', text: '2016-08-26T02:20:30.5Z' }, out: '2016-08-26 10:20:30.5', fixed: 'DATE_FORM' },
    { options: { kind: 'instant' }, in: '2016-08-26T02:20:30Z', out: '2016-08-26 10:20:30+08:00', fixed: 'DATE_FORM' },
    { options: { kind: 'instant' }, in: '2016-08-26 10:20:30', out: '2016-08-26 10:20:30+08:00', fixed: 'DATE_FORM' },
    { in: '2016-08-26', out: '2016-08-26 00:00:00', fixed: 'TIME_ADDED' },
    { in: '2016-08', reject: 'DATE_PARTIAL' },
    { in: '16-08-26 10:00', reject: 'DATE_TWO_DIGIT_YEAR' },
    { in: '昨天下午3:20', reject: 'DATE_FORMAT' },
    { in: '0000-00-00 00:00:00', out: null, fixed: 'NULL_TOKEN' },
    { in: '2016-02-30 10:00:00', reject: 'DATE_IMPOSSIBLE' },
    { in: '2016-08-26 25:00:00', reject: 'TIME_FORMAT' },
  ],
  plain: true,
  column: ({ kind }) => ({ sql: kind === 'instant' ? 'timestamptz' : 'timestamp' }),
  schema: ({ kind }) => ({
    type: 'string',
    pattern: `^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?${kind === 'instant' ? '\\+08:00' : ''}$`,
  }),
  mask: maskDate,
  create({ kind, serial, none }) {
    const tokens = noneTokens(none, tokensOfTime)
    const tail = kind === 'instant' ? '+08:00' : ''
    return (value, cell) => {
      if (typeof value === 'string' && kind === 'local' && isStandard(value)) {
        if (isSuspectDate(value)) cell.warn('DATE_SUSPECT')
        return value
      }
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = isNumeric(value) ? typedNumber(raw) : raw.trim()
      const moment = serial === 'none' ? undefined : readSerial(text, serial, isNumeric(value))
      if (moment === null) return cell.reject('DATE_SERIAL')
      const { date, time } = moment ?? splitMoment(text)
      const reading = readDate(date)
      if ('problem' in reading) return cell.reject(reading.problem)
      if ('partial' in reading) return cell.reject('DATE_PARTIAL')
      const clock = readTime(time === '' ? '0:00' : time)
      if (clock === null) return cell.reject('TIME_FORMAT')
      const clean = `${reading.date} ${clock.text}${tail}`
      if (clock.cut) cell.fixed('TIME_CUT', raw, clean)
      else changed(cell, time === '' && moment === undefined ? 'TIME_ADDED' : 'DATE_FORM', raw, clean)
      if (isSuspectDate(clean)) cell.warn('DATE_SUSPECT')
      return clean
    }
  },
})
