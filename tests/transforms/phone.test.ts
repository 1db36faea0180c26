import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanse, types } from './_registry.ts'

const phone = types.get('phone')!
const postal = types.get('postal-code')!
const email = types.get('email')!
const number = (text: string) => ({ tag: 'number', text }) as const

describe('phones', () => {
  it.each([
    ['138 0013 8000', '13800138000'],
    ['138-0013-8000', '13800138000'],
    ['+8613800138000', '13800138000'],
    ['008613800138000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['+86-138-0013-8000', '13800138000'],
    ['１３８００１３８０００', '13800138000'],
    ['\u202d13800138000\u202c', '13800138000'],
    ['028-82310000', '028-82310000'],
    ['02882310000', '028-82310000'],
    ['028—8231 0000', '028-82310000'],
    ['（028）82310000', '028-82310000'],
    ['0838-2310000', '0838-2310000'],
    ['010-82310000', '010-82310000'],
    ['028-82310000-8', '028-82310000-8'],
    ['028-82310000转801', '028-82310000-801'],
    ['028-82310000转分机801', '028-82310000-801'],
    ['028-82310000 ext. 801', '028-82310000-801'],
    ['+86-28-82310000', '028-82310000'],
    ['-+86 28 8231 0000', '028-82310000'],
    ['+-8-6 28 8231 0000', '028-82310000'],
    ['-00-852 2123 4567', '+85221234567'],
    ['+86 10 8231 0000 转 8', '010-82310000-8'],
    ['400-820-0000', '4008200000'],
    ['400-8200000转2', '4008200000-2'],
    ['95588', '95588'],
    ['12345', '12345'],
    ['110', '110'],
    ['00852-21234567', '+85221234567'],
    ['82310000转8', '82310000-8'],
  ])('%s is %s', (text, out) => {
    const seen = cleanse(phone, {}, text)
    expect(seen).toMatchObject({ value: out, reasons: [] })
    expect(cleanse(phone, {}, out)).toMatchObject({ value: out, fixes: [] })
  })
  it.each([
    '1380013800',
    '138001380000',
    '12800138000',
    '028-1231000',
    '0000',
    '82310000/1',
    '1111',
    '+86 1234',
    '00',
    '+',
    '转8',
    '4008200转000',
    '张三',
  ])('%s is none', (text) => expect(cleanse(phone, {}, text).reasons.map(({ code }) => code)).toEqual(['PHONE_FORMAT']))
  it.each(['、', '/', '；', ';', '，', ',', '\n', ' ', '  ', '或', '、 '])('%j parts several numbers', (separator) => {
    expect(cleanse(phone, {}, `13800138000${separator}028-82310000`)).toMatchObject({
      value: '13800138000',
      beside: { others: '028-82310000' },
      fixes: ['PHONE_SEVERAL'],
    })
  })
  it('a number that is repeated is one', () => {
    expect(cleanse(phone, { several: 'reject' }, '13800138000、138 0013 8000')).toMatchObject({
      value: '13800138000',
      fixes: ['PHONE_FORM'],
    })
  })
  it('one bad number of several refuses the cell', () => {
    expect(cleanse(phone, {}, '13800138000、82').reasons).toEqual([{ code: 'PHONE_FORMAT', suggestion: '13800138000' }])
  })
  it.each(['13800000000', '13888888888', '028-88888888'])('%s is suspect', (text) =>
    expect(cleanse(phone, {}, text).warnings).toEqual(['PHONE_SUSPECT']),
  )
  it.each(['2016-08-26', '2016-8-26', '9999-12-31', '２０１６－０８－２６'])(
    '%s is a date that has shifted here, not eight digits of a landline',
    (text) => expect(cleanse(phone, {}, text)).toMatchObject({ value: null, reasons: [{ code: 'PHONE_FORMAT' }] }),
  )
  it('a landline without its area code is told', () => expect(cleanse(phone, {}, '82310000').warnings).toEqual(['AREA_MISSING']))
  it('numeric cells: written out, a lost zero only suggested, more than 15 digits refused', () => {
    expect(cleanse(phone, {}, number('1.3800138E10')).value).toBe('13800138000')
    expect(cleanse(phone, {}, number('13800138000.0')).value).toBe('13800138000')
    expect(cleanse(phone, {}, number('8382310000')).reasons).toEqual([{ code: 'LEADING_ZERO_LOST', suggestion: '0838-2310000' }])
    expect(cleanse(phone, {}, '8382310000').reasons).toEqual([{ code: 'PHONE_FORMAT' }])
    expect(cleanse(phone, {}, number('1380013800013800')).reasons).toEqual([{ code: 'EXCEL_PRECISION_LOST' }])
  })
  it('masks', () => {
    expect(phone.mask('13800138000')).toBe('138****8000')
    expect(phone.mask('028-82310000-801')).toBe('028-****0000****')
    expect(phone.mask('12345')).toBe('12345')
    expect(phone.mask('4008200000')).toBe('4008200000')
    expect(phone.mask('+85221234567')).toBe('+85*****4567')
  })
  it('a mobile number is itself, however it is grouped', () => {
    const digits = fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String)
    fc.assert(
      fc.property(digits, fc.array(fc.integer({ min: 1, max: 10 })), fc.constantFrom('', '+86', '0086', '86 '), (text, cuts, prefix) => {
        const grouped = [...text].map((digit, at) => (cuts.includes(at) ? `-${digit}` : digit)).join('')
        expect(cleanse(phone, {}, prefix + grouped).value).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})

describe('postal codes', () => {
  it('a lost zero is suggested where it was a number, and where there are such codes', () => {
    expect(cleanse(postal, {}, number('50000')).reasons).toEqual([{ code: 'LEADING_ZERO_LOST', suggestion: '050000' }])
    expect(cleanse(postal, {}, number('90000')).reasons).toEqual([{ code: 'POSTAL_FORMAT' }])
    expect(cleanse(postal, {}, '50000').reasons).toEqual([{ code: 'POSTAL_FORMAT' }])
    expect(cleanse(postal, {}, '050000').value).toBe('050000')
  })
  it('of equal digits are suspect', () => expect(cleanse(postal, {}, '000000').warnings).toEqual(['POSTAL_SUSPECT']))
})

describe('e-mail', () => {
  it.each(['a@b.cn', 'a.b+c@x-y.example.com', "o'neil@example.com", '1@163.com', `${'a'.repeat(64)}@example.com`])('%s', (text) =>
    expect(cleanse(email, {}, text)).toMatchObject({ value: text, fixes: [] }),
  )
  it.each([
    'a@b',
    '@example.com',
    'a@',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'a@-b.com',
    'a@b-.com',
    'a@b..com',
    'a@1.2.3.4',
    'a b@example.com',
    'a@b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    '张三@example.com',
  ])('%s is none', (text) => expect(cleanse(email, {}, text).value).toBeNull())
  it('lower-cases the domain and nothing else', () => expect(cleanse(email, {}, 'Li.Si@QQ.COM').value).toBe('Li.Si@qq.com'))
  it('is masked before the sign', () => expect(email.mask('sample@example.com')).toBe('s*****@example.com'))
})
