import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSerial } from '../../transforms/cleansing/spreadsheet-serial.ts'
import { cleanse, types } from './_registry.ts'

const [date, dateTime, month, year] = ['date', 'date-time', 'month', 'year'].map((name) => types.get(name)!) as [never, never, never, never]
const number = (text: string) => ({ tag: 'number', text }) as const
const days = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })

describe('the ways of writing a date', () => {
  it.each([
    '2016年8月26日',
    '2016年08月26号',
    ' 2016 年 8 月 26 日',
    '2016年8月26',
    '二〇一六年八月二十六日',
    '二零一六年八月廿六日',
    '二○一六年八月二十六日',
    '20160826',
    '2016/8/26',
    '2016.8.26',
    '2016-8-26',
    '２０１６－０８－２６',
    '2016—08—26',
    '2016、8、26',
    '2016-08-26 00:00:00',
    '2016/8/26 0:00',
    '2016-08-26T00:00:00.000',
    '2016-08-25T16:00:00Z',
    '20160826000000',
    '2016年8月26日 上午10:20',
    '\u200b2016-08-26',
  ])('%s', (text) => expect(cleanse(date, {}, text)).toMatchObject({ value: '2016-08-26', reasons: [] }))
  it.each([
    ['一九八○年十二月三十一日', '1980-12-31'],
    ['一九八〇年卅月', null],
    ['一九八〇年十二月卅一日', '1980-12-31'],
    ['二〇〇〇年二月廿九日', '2000-02-29'],
    ['二〇一〇年十月十日', '2010-10-10'],
    ['二〇一〇年〇八月零九日', '2010-08-09'],
    ['二〇一〇年二十月十日', null],
  ])('Chinese numerals: %s', (text, out) => expect(cleanse(date, {}, text).value).toBe(out))
  it('connectors hand dates over with their tag', () => {
    expect(cleanse(date, {}, { tag: 'date', text: '2016-08-26' })).toMatchObject({ value: '2016-08-26', fixes: [] })
    expect(cleanse(date, {}, { tag: 'local-time', text: '2016-08-26T10:20:30' })).toMatchObject({
      value: '2016-08-26',
      fixes: ['TIME_DROPPED'],
    })
    expect(cleanse(date, {}, { tag: 'zoned-time', text: '2016-08-25 16:30:00+00' })).toMatchObject({ value: '2016-08-26' })
  })
  it('every day is itself in every writing', () => {
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10)
        const [y, m, d] = text.split('-') as [string, string, string]
        for (const written of [`${y}${m}${d}`, `${y}/${Number(m)}/${Number(d)}`, `${y}.${m}.${d}`, `${y}年${Number(m)}月${Number(d)}日`])
          expect(cleanse(date, {}, written).value).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})

describe('what is no date', () => {
  it.each([
    ['2016-02-30', 'DATE_IMPOSSIBLE'],
    ['1900-02-29', 'DATE_IMPOSSIBLE'],
    ['2016年13月1日', 'DATE_IMPOSSIBLE'],
    ['0000-01-01', 'DATE_IMPOSSIBLE'],
    ['16-08-26', 'DATE_TWO_DIGIT_YEAR'],
    ['16年8月26日', 'DATE_TWO_DIGIT_YEAR'],
    ['160826', 'DATE_TWO_DIGIT_YEAR'],
    ['2016年8月', 'DATE_PARTIAL'],
    ['2016', 'DATE_PARTIAL'],
    ['26/08/2016', 'DATE_FORMAT'],
    ['2016-08/26', 'DATE_FORMAT'],
    ['农历八月廿四', 'DATE_FORMAT'],
    ['2016-08-26 25:00', 'DATE_FORMAT'],
    ['2016年8月 10:00', 'DATE_FORMAT'],
    ['42608', 'DATE_FORMAT'],
    ['长期', 'DATE_OPEN_ENDED'],
  ])('%s: %s', (text, code) => expect(cleanse(date, {}, text).reasons).toEqual([{ code }]))
  it('1900-01-01 and 9999-12-31 are suspect, and stay', () => {
    for (const text of ['1900-01-01', '9999-12-31', '1900年1月1日'])
      expect(cleanse(date, {}, text)).toMatchObject({ warnings: ['DATE_SUSPECT'], reasons: [] })
    expect(cleanse(dateTime, {}, '1900-01-01 00:00:00').warnings).toEqual(['DATE_SUSPECT'])
    expect(cleanse(date, {}, '1900-01-02').warnings).toEqual([])
  })
  it('partial dates stay partial where the column keeps them', () => {
    expect(cleanse(date, { partial: 'keep' }, '2016年').value).toBe('2016')
    expect(cleanse(date, { partial: 'keep' }, '二〇一六年八月').value).toBe('2016-08')
    expect(cleanse(date, { partial: 'keep' }, '2016.1').value).toBe('2016-01')
    expect(cleanse(date, { partial: 'keep' }, number('2016.1')).reasons).toEqual([{ code: 'DATE_DIGIT_LOST' }])
  })
  it.each(['长期', '长期有效', '永久', '无固定期限'])('%s is open-ended', (text) =>
    expect(cleanse(date, { open_ended: true }, text)).toMatchObject({ value: 'infinity', fixes: ['DATE_FORM'] }),
  )
})

describe('spreadsheet serials', () => {
  it.each([
    ['1', '1900-01-01'],
    ['59', '1900-02-28'],
    ['61', '1900-03-01'],
    ['42608', '2016-08-26'],
    ['2958465', '9999-12-31'],
  ])('1900: %s is %s', (serial, out) => {
    expect(readSerial(serial, '1900', true)).toEqual({ date: out, time: '' })
    expect(cleanse(date, { serial: '1900' }, number(serial)).value).toBe(out)
  })
  it('four digits in a text cell are a year, in a numeric cell a serial', () => {
    expect(readSerial('2016', '1900', false)).toBeUndefined()
    expect(readSerial('2016.8', '1900', false)).toBeUndefined()
    expect(readSerial('2016', '1900', true)?.date).toBe('1905-07-08')
    expect(readSerial('44197', '1900', false)?.date).toBe('2021-01-01')
  })
  it.each(['0', '60', '60.5', '2958466'])('1900: %s is no day', (serial) => expect(readSerial(serial, '1900', true)).toBeNull())
  it('1904 begins at 0 and knows 60', () => {
    expect(readSerial('0', '1904', true)?.date).toBe('1904-01-01')
    expect(readSerial('60', '1904', true)?.date).toBe('1904-03-01')
  })
  it('a share of a day is a time, read to the millisecond', () => {
    expect(cleanse(dateTime, { serial: '1900' }, number('42608.430902777778')).value).toBe('2016-08-26 10:20:30')
    expect(cleanse(dateTime, { serial: '1900' }, number('42608')).value).toBe('2016-08-26 00:00:00')
    expect(cleanse(dateTime, { serial: '1900' }, number('42607.9999999999')).value).toBe('2016-08-26 00:00:00')
    expect(cleanse(date, { serial: '1900' }, number('42608.5'))).toMatchObject({ value: '2016-08-26', fixes: ['TIME_DROPPED'] })
  })
  it('eight digits are a date also there', () => expect(cleanse(date, { serial: '1900' }, number('20160826')).value).toBe('2016-08-26'))
})

describe('times', () => {
  it.each([
    ['2016-08-26 10:20:30', '2016-08-26 10:20:30'],
    ['2016-08-26T10:20:30.500', '2016-08-26 10:20:30.5'],
    ['2016/8/26 9:05', '2016-08-26 09:05:00'],
    ['2016年8月26日10时20分30秒', '2016-08-26 10:20:30'],
    ['2016年8月26日 10时', '2016-08-26 10:00:00'],
    ['2016-08-26 下午 3:20:05', '2016-08-26 15:20:05'],
    ['2016-08-26 15:20下午', null],
    ['2016-08-26 下午15:20', '2016-08-26 15:20:00'],
    ['2016-08-26 上午12:30', '2016-08-26 00:30:00'],
    ['2016-08-26 上午13:30', null],
    ['2016-08-26 12:30 PM', '2016-08-26 12:30:00'],
    ['2016-08-26 3:20:05 PM', '2016-08-26 15:20:05'],
    ['201608261020', '2016-08-26 10:20:00'],
    ['2016-08-26T18:20:30Z', '2016-08-27 02:20:30'],
    ['2016-08-26T02:20:30-0330', '2016-08-26 13:50:30'],
    ['2016-08-26 10:20:30+08:00', '2016-08-26 10:20:30'],
    ['9999-12-31T23:00:00Z', null],
    ['2016-08-26 24:00:00', null],
    ['2016-08-26 10:', null],
    ['2016-08-26 10:20:60', null],
  ])('%s is %s', (text, out) => expect(cleanse(dateTime, {}, text).value).toBe(out))
  it('an instant keeps its offset', () => {
    expect(cleanse(dateTime, { kind: 'instant' }, '2016-08-26T02:20:30Z').value).toBe('2016-08-26 10:20:30+08:00')
    expect(cleanse(dateTime, { kind: 'instant' }, '2016-08-26 10:20:30+08:00')).toMatchObject({ fixes: [] })
  })
})

describe('months and years', () => {
  it.each(['2016年8月', '201608', '2016/8', '2016.8', '2016-8', '二〇一六年八月', '２０１６０８', '2016年8月26日', '2016-08-01 00:00:00'])(
    '%s is a month',
    (text) => expect(cleanse(month, {}, text)).toMatchObject({ value: '2016-08', reasons: [] }),
  )
  it('a numeric cell has lost the zero of October, and only that', () => {
    expect(cleanse(month, {}, number('2016.1')).reasons).toEqual([{ code: 'DATE_DIGIT_LOST' }])
    expect(cleanse(month, {}, number('2016.8')).value).toBe('2016-08')
    expect(cleanse(month, {}, number('2016.12')).value).toBe('2016-12')
    expect(cleanse(month, {}, number('2016.01')).value).toBe('2016-01')
  })
  it('six digits are a month, not a serial', () => expect(cleanse(month, { serial: '1900' }, number('201608')).value).toBe('2016-08'))
  it.each(['2016', '2016年', '2016年度', '二〇一六', '２０１６年', '2016.0', '2016-08', '20160826'])('%s is a year', (text) =>
    expect(cleanse(year, {}, text === '2016.0' ? number(text) : text)).toMatchObject({ value: '2016', reasons: [] }),
  )
  it.each(['0000', '16', '2016-2017', '12016', '年'])('%s is none', (text) => expect(cleanse(year, {}, text).value).toBeNull())
})

it('masks leave the year', () => {
  expect(types.get('date')!.mask('2016-08-26')).toBe('2016-**-**')
  expect(types.get('date-time')!.mask('2016-08-26 10:20:30')).toBe('2016-**-** **:**:**')
})

it('a year before 1800 is told, as it is a typing error more likely than a date', () => {
  const date = types.get('date')!
  expect(cleanse(date, {}, '0016-08-26').warnings).toEqual(['DATE_SUSPECT'])
  expect(cleanse(date, {}, '1880-01-01').warnings).toEqual([])
})
