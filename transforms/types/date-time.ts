import { defineType } from '../../core/field.ts'
import { isNoneText, noneOption, noneTokens, usualTokens } from '../cleansing/none-tokens.ts'
import { dateCodes, digitPair, isStandardDate, readDate } from '../cleansing/plain-date.ts'
import { instantToShanghai, readTime, splitTime } from '../cleansing/plain-time.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth } from '../cleansing/tidy-code.ts'

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
    zh: '日期时间：本地时间（东八区），或带时区的时刻',
    en: 'date and time: plain local time of Asia/Shanghai, or an instant',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      kind: { type: 'string', enum: ['local', 'instant'], default: 'local', description: '本地时间或时刻 / local time or instant' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    ...dateCodes,
    TIME_FORMAT: { zh: '不是可识别的时间', en: 'not a time of day' },
    TIME_CUT: { zh: '秒的小数只留六位', en: 'digits beyond the microsecond left out' },
    TIME_ADDED: { zh: '只有日期，时间记为零点', en: 'a date alone, taken as its midnight' },
  },
  examples: [
    { in: '2016-08-26 10:20:30', out: '2016-08-26 10:20:30' },
    { in: '2016/8/26 9:05', out: '2016-08-26 09:05:00', fixed: 'DATE_FORM' },
    { in: '20160826102030', out: '2016-08-26 10:20:30', fixed: 'DATE_FORM' },
    { in: '2016年8月26日10时20分', out: '2016-08-26 10:20:00', fixed: 'DATE_FORM' },
    { in: { tag: 'zoned-time', text: '2016-08-26T02:20:30.5Z' }, out: '2016-08-26 10:20:30.5', fixed: 'DATE_FORM' },
    { options: { kind: 'instant' }, in: '2016-08-26T02:20:30Z', out: '2016-08-26 10:20:30+08:00', fixed: 'DATE_FORM' },
    { options: { kind: 'instant' }, in: '2016-08-26 10:20:30', out: '2016-08-26 10:20:30+08:00', fixed: 'DATE_FORM' },
    { in: '2016-08-26', out: '2016-08-26 00:00:00', fixed: 'TIME_ADDED' },
    { in: '2016-02-30 10:00:00', reject: 'DATE_IMPOSSIBLE' },
    { in: '2016-08-26 25:00:00', reject: 'TIME_FORMAT' },
  ],
  plain: true,
  column: ({ kind }) => ({ sql: kind === 'instant' ? 'timestamptz' : 'timestamp' }),
  schema: ({ kind }) => ({
    type: 'string',
    pattern: `^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,6})?${kind === 'instant' ? '\\+08:00' : ''}$`,
  }),
  mask: (clean) => `${clean.slice(0, 4)}${clean.slice(4).replace(/\d/g, '*')}`,
  create({ kind, none }) {
    const tokens = noneTokens(none, tokensOfTime)
    const tail = kind === 'instant' ? '+08:00' : ''
    return (value, cell) => {
      if (typeof value === 'string' && kind === 'local' && isStandard(value)) return value
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const folded = foldWidth(raw).trim()
      const { date, time } = splitTime(instantToShanghai(folded) ?? folded)
      const reading = readDate(date)
      if ('problem' in reading) return cell.reject(reading.problem)
      if ('partial' in reading) return cell.reject('DATE_PARTIAL')
      const clock = readTime(time === '' ? '0:00' : time)
      if (clock === null) return cell.reject('TIME_FORMAT')
      if (clock.cut) cell.fixed('TIME_CUT')
      const clean = `${reading.date} ${clock.text}${tail}`
      if (time === '') cell.fixed('TIME_ADDED')
      else if (clean !== raw) cell.fixed('DATE_FORM')
      return clean
    }
  },
})
