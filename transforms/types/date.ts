import { defineType } from '../../core/field.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { dateCodes, isStandardDate, readDate, readSerial } from '../cleansing/plain-date.ts'
import { instantToShanghai, splitTime } from '../cleansing/plain-time.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'

const suspects = new Set(['1900-01-01', '9999-12-31'])

export default defineType({
  summary: {
    zh: '日期：2016-08-26、2016/8/26、2016.8.26、20160826、2016年8月26日、二〇一六年八月二十六日',
    en: 'date, in the ways of writing that registers use, Chinese numerals included',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      serial: { type: 'string', enum: ['none', '1900', '1904'], default: 'none', description: '表格软件的日期序号 / spreadsheet serials' },
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
    { in: '20160826', out: '2016-08-26', fixed: 'DATE_FORM' },
    { in: '2016/8/26 0:00', out: '2016-08-26', fixed: 'TIME_DROPPED' },
    { in: { tag: 'zoned-time', text: '2016-08-25T16:30:00Z' }, out: '2016-08-26', fixed: 'TIME_DROPPED' },
    { options: { serial: '1900' }, in: { tag: 'number', text: '42608' }, out: '2016-08-26', fixed: 'DATE_FORM' },
    { options: { serial: '1900' }, in: '60', reject: 'DATE_SERIAL' },
    { in: '42608', reject: 'DATE_FORMAT' },
    { in: '2015-02-29', reject: 'DATE_IMPOSSIBLE' },
    { in: '16-08-26', reject: 'DATE_TWO_DIGIT_YEAR' },
    { in: '2016年8月', reject: 'DATE_PARTIAL' },
    { options: { partial: 'keep' }, in: '2016年8月', out: '2016-08', fixed: 'DATE_FORM' },
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
  mask: (clean) => `${clean.slice(0, 4)}${clean.slice(4).replace(/\d/g, '*')}`,
  create({ serial, partial, open_ended, none }) {
    const tokens = noneTokens(none)
    return (value, cell) => {
      if (typeof value === 'string' && isStandardDate(value)) {
        if (suspects.has(value)) cell.warn('DATE_SUSPECT')
        return value
      }
      const raw = readText(value, cell)
      if (raw === null || isNoneText(raw, tokens, cell)) return null
      const text = raw.trim()
      if (text === '长期' || text === 'infinity') {
        if (!open_ended) return cell.reject('DATE_OPEN_ENDED')
        if (raw !== 'infinity') cell.fixed('DATE_FORM')
        return 'infinity'
      }
      let reading = serial !== 'none' && /^\d{1,7}(\.\d+)?$/.test(text) ? readSerial(text, serial) : null
      let dropped = reading !== null && /\.\d*[1-9]/.test(text)
      if (reading === null) {
        const local = instantToShanghai(text) ?? text
        const { date, time } = splitTime(local)
        dropped = time !== ''
        reading = readDate(date)
      }
      if ('problem' in reading) return cell.reject(reading.problem)
      if ('partial' in reading && partial === 'reject') return cell.reject('DATE_PARTIAL')
      const clean = 'date' in reading ? reading.date : reading.partial
      if (dropped) cell.fixed('TIME_DROPPED')
      else if (clean !== raw) cell.fixed('DATE_FORM')
      if (suspects.has(clean)) cell.warn('DATE_SUSPECT')
      return clean
    }
  },
})
