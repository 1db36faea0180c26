import { describe, expect, it } from 'vitest'
import { cleanse, types } from './_registry.ts'

const person = types.get('person-name')!
const organisation = types.get('organisation-name')!
const address = types.get('address')!
const text = types.get('text')!

describe('person names', () => {
  it.each(['•', '‧', '・', '．', '･', '·', ' • ', '　·　'])('the dot %j between Han characters is U+00B7', (dot) => {
    expect(cleanse(person, {}, `阿依古丽${dot}买买提`)).toMatchObject({ value: '阿依古丽·买买提', warnings: [] })
  })
  it('an ASCII dot goes to review, other dots stay where no Han stands on both sides', () => {
    expect(cleanse(person, {}, '阿依古丽.买买提')).toMatchObject({ value: '阿依古丽.买买提', warnings: ['ASCII_DOT'], fixes: [] })
    expect(cleanse(person, {}, 'J・SMITH')).toMatchObject({ value: 'J・SMITH', fixes: [] })
    expect(cleanse(person, {}, 'SMITH J. R.')).toMatchObject({ value: 'SMITH J. R.', warnings: [] })
  })
  it('counts code points: a hundred characters outside the basic plane are not too long, one more is', () => {
    expect(cleanse(person, {}, '𠮷'.repeat(100)).value).toBe('𠮷'.repeat(100))
    expect(cleanse(person, {}, '𠮷'.repeat(101)).reasons).toEqual([{ code: 'TOO_LONG' }])
  })
  it.each(['𪚥龘', '䶮', '\u{31350}一', '㐂'])('%s, of an extension of CJK, is a name', (name) =>
    expect(cleanse(person, {}, name)).toMatchObject({ value: name, fixes: [], warnings: [] }),
  )
  it.each(['\uf900', '\u2f00', '①', '㎡', '劉國強', 'ＪＯＨＮ'])('%s stays: no NFKC, no traditional to simplified, no folding', (name) =>
    expect(cleanse(person, {}, name)).toMatchObject({ value: name, fixes: [] }),
  )
  it('private use is flagged', () => {
    expect(cleanse(person, {}, '王\ue000').warnings).toEqual(['PRIVATE_USE'])
    expect(cleanse(person, {}, '王\uf8ff').warnings).toEqual(['PRIVATE_USE'])
    expect(cleanse(organisation, {}, '\ue863公司').warnings).toEqual(['PRIVATE_USE'])
    expect(cleanse(address, {}, '\ue863路').warnings).toEqual(['PRIVATE_USE'])
  })
  it('Null may be a name; NULL is none', () => {
    expect(cleanse(person, {}, 'Null').value).toBe('Null')
    expect(cleanse(person, {}, 'NULL')).toMatchObject({ value: null, fixes: ['NULL_TOKEN'] })
    expect(cleanse(organisation, {}, 'Null')).toMatchObject({ value: null, fixes: ['NULL_TOKEN'] })
  })
  it.each(['王?明', '王□明', '王\ufffd'])('%s has lost a character, for review', (name) =>
    expect(cleanse(person, {}, name).warnings).toEqual(['LOST_CHARACTER']),
  )
  it.each(['张三、李四', '张三(已故)', '张三2'])('%s is for review', (name) =>
    expect(cleanse(person, {}, name)).toMatchObject({ value: name, warnings: ['NAME_SIGNS'] }),
  )
  it('masked names are refused', () => expect(cleanse(person, {}, '张*').reasons).toEqual([{ code: 'MASKED' }]))
  it('are masked to their first character', () => {
    expect(person.mask('欧阳晓明')).toBe('欧***')
    expect(person.mask('𠮷野')).toBe('𠮷*')
  })
})

describe('organisation names', () => {
  it('keep the width of their brackets', () => {
    for (const name of ['示例（崇州）公司', '示例(崇州)公司'])
      expect(cleanse(organisation, {}, name)).toMatchObject({ value: name, fixes: [], warnings: [] })
  })
  it('with an open bracket may be cut off', () => {
    expect(cleanse(organisation, {}, '示例（崇州').warnings).toEqual(['BRACKETS'])
    expect(cleanse(organisation, {}, '示例（崇州)公司').warnings).toEqual([])
  })
  it('of digits alone are for review', () =>
    expect(cleanse(organisation, {}, { tag: 'number', text: '12' }).warnings).toEqual(['NAME_DIGITS']))
})

describe('addresses', () => {
  const read = (clean: string) => Object.fromEntries(Object.entries(address.facts!).map(([name, fact]) => [name, fact.read(clean)]))
  it.each([
    ['四川省成都市崇州市崇阳街道示例路1号', '510000', '510100', '510184'],
    ['四川省崇州市崇阳街道', '510000', '510100', '510184'],
    ['崇州市崇阳街道', '510000', '510100', '510184'],
    ['北京市朝阳区示例路', '110000', '110100', '110105'],
    ['湖北省仙桃市示例路', '420000', null, '429004'],
    ['四川省成都市', '510000', '510100', null],
    ['四川省', '510000', null, null],
    ['朝阳区示例路', null, null, null],
    ['示例县示例路', null, null, null],
    ['成都市示例区示例路', '510000', '510100', null],
    ['路', null, null, null],
  ])('%s', (clean, province, city, county) => expect(read(clean)).toEqual({ province, city, county }))
  it('are masked behind their district; of an unknown place nothing is shown', () => {
    expect(address.mask('四川省成都市崇州市世纪花园小区1号')).toBe('四川省成都市崇州市********')
    expect(address.mask('示例小区1号', 'public')).toBe('******')
  })
  it('keep what was written where it differs', () => {
    expect(cleanse(address, {}, '崇州市１号')).toMatchObject({ value: '崇州市1号', beside: { raw: '崇州市１号' } })
    expect(cleanse(address, {}, '崇州市1号').beside).toEqual({})
    expect(cleanse(address, {}, '臺北市①號').value).toBe('臺北市①號')
  })
})

it('a token for none is one also behind blanks, zero-width characters and full width', () => {
  expect(cleanse(person, {}, '不　详')).toMatchObject({ value: null, reasons: [] })
  expect(cleanse(organisation, {}, '暂\u200b无')).toMatchObject({ value: null, reasons: [] })
  expect(cleanse(address, {}, 'Ｎ／Ａ')).toMatchObject({ value: null, reasons: [] })
})

describe('text', () => {
  it('of blanks alone is nothing, however many there are', () => {
    for (const type of [text, person, organisation, address])
      expect(cleanse(type, {}, ' '.repeat(100))).toMatchObject({ value: null, reasons: [] })
  })
  it('a numeric cell of more than 15 digits is for review', () => {
    expect(cleanse(text, {}, { tag: 'number', text: '1234567890123456' }).warnings).toEqual(['DIGITS_DOUBTFUL'])
    expect(cleanse(text, {}, '1234567890123456').warnings).toEqual([])
    expect(cleanse(text, {}, { tag: 'number', text: '123456789012345' }).warnings).toEqual([])
  })
  it('counts code points', () => {
    expect(cleanse(text, { max_length: 2 }, '𠮷𠮷').value).toBe('𠮷𠮷')
    expect(cleanse(text, { max_length: 2 }, '𠮷𠮷𠮷').reasons).toEqual([{ code: 'TOO_LONG' }])
  })
})
