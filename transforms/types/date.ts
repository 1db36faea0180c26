import { defineType } from '../../core/field.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { maskDate } from '../cleansing/masks.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { dateCodes, isStandardDate, isSuspectDate, isTenthLost, readDate, serialOption } from '../cleansing/plain-date.ts'
import { readTime, splitMoment } from '../cleansing/plain-time.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { readSerial } from '../cleansing/spreadsheet-serial.ts'
import { withoutInvisible } from '../cleansing/tidy-code.ts'

const openEnded = new Set(['长期', '长期有效', '永久', '永久有效', '无固定期限', 'infinity'])

export default defineType({
  summary: {
    zh: '日期：2016-08-26、2016/8/26、2016.8.26、20160826、2016年8月26日、二〇一六年八月二十六日；带时区的时刻按东八区取日期',
    en: 'date, in the ways of writing that registers use, Chinese numerals included; of an instant with a zone the day in Asia/Shanghai',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      serial: serialOption,
      partial: {
        type: 'string',
        enum: ['reject', 'keep'],
        default: 'reject',
        description: '缺月或日的日期；keep 时列为文本 / keep makes the column text',
      },
      open_ended: { type: 'boolean', default: false, description: '“长期”记为 infinity / 长期 is kept as infinity' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    ...dateCodes,
    TIME_DROPPED: { zh: '去掉时刻', en: 'the time of day left out' },
  },
  examples: [
    { in: '2016-08-26', out: '2016-08-26' },
    { in: '2016年8月26日', out: '2016-08-26', fixed: 'DATE_FORM' },
    { in: '二〇一六年八月廿六日', out: '2016-08-26', fixed: 'DATE_FORM' },
    { in: '二O一六年八月廿六日', reject: 'DATE_FORMAT', suggestion: '2016-08-26' },
    { in: '20160826', out: '2016-08-26', fixed: 'DATE_FORM' },
    { in: '2016/8/26 0:00', out: '2016-08-26', fixed: 'TIME_DROPPED' },
    { in: { tag: 'zoned-time', text: '2016-08-25T16:30:00Z' }, out: '2016-08-26', fixed: 'TIME_DROPPED' },
    { options: { serial: '1900' }, in: { tag: 'number', text: '42608' }, out: '2016-08-26', fixed: 'DATE_FORM' },
    { options: { serial: '1900' }, in: '60', reject: 'DATE_SERIAL' },
    { options: { serial: '1904' }, in: { tag: 'number', text: '41146' }, out: '2016-08-26', fixed: 'DATE_FORM' },
    { in: '42608', reject: 'DATE_FORMAT' },
    { in: '2015-02-29', reject: 'DATE_IMPOSSIBLE' },
    { in: '16-08-26', reject: 'DATE_TWO_DIGIT_YEAR' },
    { in: '2016年8月', reject: 'DATE_PARTIAL' },
    { options: { partial: 'keep' }, in: '2016年8月', out: '2016-08', fixed: 'DATE_FORM' },
    { options: { partial: 'keep' }, in: { tag: 'number', text: '2016.1' }, reject: 'DATE_DIGIT_LOST' },
    { in: '长期', reject: 'DATE_OPEN_ENDED' },
    { options: { open_ended: true }, in: '长期', out: 'infinity', fixed: 'DATE_FORM' },
    { in: '0000-00-00', out: null, fixed: 'NULL_TOKEN' },
  ],
  plain: true,
  column: ({ partial }) => (partial === 'keep' ? { sql: 'text' } : { sql: 'date' }),
  schema({ partial, open_ended }) {
    const day = partial === 'keep' ? '\\d{4}(?:-\\d{2}(?:-\\d{2})?)?' : '\\d{4}-\\d{2}-\\d{2}'
    return { type: 'string', pattern: open_ended ? `^(?:${day}|infinity)$` : `^${day}$` }
  },
  mask: maskDate,
  create({ serial, partial, open_ended, none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isStandardDate(value)) {
        if (isSuspectDate(value)) cell.warn('DATE_SUSPECT')
        return value
      }
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = isNumeric(value) ? typedNumber(raw) : withoutInvisible(raw).trim()
      if (openEnded.has(text)) return open_ended ? changed(cell, 'DATE_FORM', raw, 'infinity') : cell.reject('DATE_OPEN_ENDED')
      const moment = serial === 'none' ? undefined : readSerial(text, serial, isNumeric(value))
      if (moment === null) return cell.reject('DATE_SERIAL')
      const { date, time } = moment ?? splitMoment(text)
      const reading = readDate(date)
      if ('problem' in reading) return cell.reject(reading.problem, reading.suggestion)
      if (time !== '' && (readTime(time) === null || 'partial' in reading)) return cell.reject('DATE_FORMAT')
      if ('partial' in reading && partial === 'reject') return cell.reject('DATE_PARTIAL')
      if (isNumeric(value) && isTenthLost(text)) return cell.reject('DATE_DIGIT_LOST')
      const clean = 'date' in reading ? reading.date : reading.partial
      changed(cell, time === '' ? 'DATE_FORM' : 'TIME_DROPPED', raw, clean)
      if (isSuspectDate(clean)) cell.warn('DATE_SUSPECT')
      return clean
    }
  },
})
