import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { maskPersonalNumbers } from '../../core/personal-numbers.ts'
import type { RuleSpec } from '../../core/spec.ts'
import type { Row, Value } from '../../core/values.ts'
import { createHasher } from '../../crypto/keyed-hash.ts'
import { createEncodingCheck } from '../../files/encoding.ts'
import type { Encoding } from '../../files/encoding.ts'
import { encodeGb18030 } from '../../files/gb18030.ts'
import { compileRows, createCompiledRows } from '../../transforms/compile-rows.ts'
import { foldWidth } from '../../transforms/cleansing/tidy-code.ts'
import { linesOf } from '../_support/row-bytes.ts'
import { cleanse, context, dataset, field, registry } from './_registry.ts'

/** The rules page, cleansing, masking and what a real register looks like: one test a rule. */

const clean = (type: string, value: Value, options: object = {}, companions: Row = []) =>
  cleanse(registry.type(type), options, value, companions)
const valueOf = (type: string, value: Value, options: object = {}) => clean(type, value, options).value
const reasonsOf = (type: string, value: Value, options: object = {}) => clean(type, value, options).reasons.map(({ code }) => code)
const mask = (type: string, value: string, audience?: 'authorised' | 'public') => registry.type(type).mask(value, audience)
const asNumber = (text: string): Value => ({ tag: 'number', text })

function encodingOf(bytes: Uint8Array): Encoding | null {
  const check = createEncodingCheck('auto')
  return check.write(bytes) ? check.end() : null
}
/** Clean row, reasons and warnings of one source row under one rule. */
function judge(rule: RuleSpec, fields: { readonly [name: string]: string }, row: Row) {
  const specs = Object.entries(fields).map(([name, type]) => field(name, type))
  const out = createCompiledRows()
  const columns = specs.map(({ name }) => ({ name, type: 'text' as const }))
  const spec = dataset(specs, { rules: [rule] })
  const compiler = compileRows(spec, 0, columns, registry, context, () => null)
  compiler.compile({ rows: [row], position: null, bytes: 0, locate: () => '' }, 0, out)
  return { line: linesOf(out.rows(), spec.table).join('\n'), quarantined: out.quarantined.length, warned: [...out.warnings.keys()] }
}

describe('encoding', () => {
  it('is UTF-8 if the whole stream strictly is, else GB18030, else the file is rejected; no detector', () => {
    expect(encodingOf(new TextEncoder().encode('崇州'))).toBe('utf-8')
    expect(encodingOf(encodeGb18030('崇州'))).toBe('gb18030')
    expect(encodingOf(new Uint8Array([0xff, 0xff, 0xff]))).toBeNull()
  })
  it('short GBK text is not called anything else', () => {
    for (const text of ['是', '王', '汉族', '男']) expect(encodingOf(encodeGb18030(text)), text).toBe('gb18030')
  })
  it('is written as gb18030, never gbk: rare characters stay', () => {
    const rare = '𠮷䶮'
    expect(new TextDecoder('gb18030', { fatal: true }).decode(encodeGb18030(rare))).toBe(rare)
  })
  it('private-use characters U+E000 to U+F8FF in names are flagged for review', () => {
    for (const text of ['王\ue000', '王\uf8ff'])
      expect(clean('person-name', text), text).toMatchObject({ value: text, warnings: ['PRIVATE_USE'] })
  })
})

describe('width', () => {
  it('only U+FF01 to U+FF5E and U+3000 are folded, in code fields', () => {
    expect(foldWidth('！～Ａ１\u3000')).toBe('!~A1 ')
    for (const other of ['￠', '￥', '①', '㎡', 'ﬁ', '豈', '⼭']) expect(foldWidth(other)).toBe(other)
  })
  it('no NFKC on names: compatibility ideographs, radicals, ① and ㎡ stay', () => {
    for (const name of ['豈\uf900', '王⼭', '王①', '王㎡']) expect(valueOf('person-name', name), name).toBe(name)
  })
})

describe('names', () => {
  it('•, ‧, ・, ．and full-width · become U+00B7 between Han characters only', () => {
    for (const dot of ['•', '‧', '・', '．', '･'].slice(0, 4))
      expect(valueOf('person-name', `阿依古丽${dot}买买提`), dot).toBe('阿依古丽·买买提')
    for (const dot of ['•', '‧', '・']) expect(valueOf('person-name', `Jean${dot}Luc`), dot).toBe(`Jean${dot}Luc`)
  })
  it('an ASCII . goes to review', () => {
    expect(clean('person-name', '阿依古丽.买买提')).toMatchObject({ value: '阿依古丽.买买提', warnings: ['ASCII_DOT'] })
  })
  it('at least 50 characters are taken, counted as code points, CJK extensions too', () => {
    for (const character of ['王', '𠮷']) expect(valueOf('person-name', character.repeat(50))).toBe(character.repeat(50))
  })
  it('traditional characters are never converted, in names or addresses', () => {
    expect(valueOf('person-name', '張國強')).toBe('張國強')
    expect(valueOf('address', '臺灣省臺北市中正區')).toBe('臺灣省臺北市中正區')
  })
})

describe('dates', () => {
  it('are read in every listed writing', () => {
    for (const text of ['2016年8月26日', '二〇一六年八月二十六日', '20160826', '2016/8/26', '2016.8.26', '2016-08-26'])
      expect(valueOf('date', text), text).toBe('2016-08-26')
  })
  it('in Chinese numerals with 〇, ○, 零, 廿 and 卅', () => {
    for (const zero of '〇○零') expect(valueOf('date', `二${zero}一六年八月廿六日`), zero).toBe('2016-08-26')
    expect(valueOf('date', '二〇一六年八月卅一日')).toBe('2016-08-31')
  })
  it('spreadsheet serials only where the column declares them: base 1899-12-30, 60 rejected, the 1904 system known', () => {
    expect(reasonsOf('date', asNumber('42608'))).toEqual(['DATE_FORMAT'])
    expect(valueOf('date', asNumber('42608'), { serial: '1900' })).toBe('2016-08-26')
    expect(reasonsOf('date', asNumber('60'), { serial: '1900' })).toEqual(['DATE_SERIAL'])
    expect(valueOf('date', asNumber('41146'), { serial: '1904' })).toBe('2016-08-26')
  })
  it('two-digit years go to review', () => {
    for (const text of ['16-08-26', '160826', '16年8月26日']) expect(reasonsOf('date', text), text).toEqual(['DATE_TWO_DIGIT_YEAR'])
  })
  it('partial dates stay partial', () => {
    expect(reasonsOf('date', '2016年8月')).toEqual(['DATE_PARTIAL'])
    expect(valueOf('date', '2016年8月', { partial: 'keep' })).toBe('2016-08')
    expect(valueOf('date', '2016', { partial: 'keep' })).toBe('2016')
  })
  it('impossible dates are rejected', () => {
    for (const text of ['2015-02-29', '2016-13-01', '2016年4月31日']) expect(reasonsOf('date', text), text).toEqual(['DATE_IMPOSSIBLE'])
  })
  it('长期 is open-ended validity', () => {
    expect(valueOf('date', '长期', { open_ended: true })).toBe('infinity')
    expect(reasonsOf('date', '长期')).toEqual(['DATE_OPEN_ENDED'])
  })
  it('1900-01-01 and 9999-12-31 are suspect', () => {
    for (const text of ['1900-01-01', '9999-12-31'])
      expect(clean('date', text), text).toMatchObject({ value: text, warnings: ['DATE_SUSPECT'] })
  })
})

describe('codes of people', () => {
  it('sex, GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unstated', () => {
    const labels = { 未知的性别: '0', 男: '1', 女: '2', 未说明的性别: '9' }
    for (const [label, code] of Object.entries(labels)) expect([valueOf('sex', label), valueOf('sex', code)], label).toEqual([code, code])
    for (const other of ['3', '5', '8']) expect(reasonsOf('sex', other)).toEqual(['CODE_UNKNOWN'])
  })
  it("sex against the identity number's 17th digit: a mismatch is fed back, not fixed", () => {
    const rule: RuleSpec = { rule: 'agree', fields: ['sex', 'id'], level: 'warning' }
    const judged = judge(rule, { id: 'resident-id', sex: 'sex' }, ['51018419020304906X', '男'])
    expect(judged).toMatchObject({ quarantined: 0, warned: ['sex:DISAGREE'] })
    expect(judged.line).toContain('\t1')
  })
  it('a birth date is never taken from another column', () => {
    const rule: RuleSpec = { rule: 'agree', fields: ['birth', 'id'], level: 'warning' }
    const judged = judge(rule, { id: 'resident-id', birth: 'date' }, ['51018419020304906X', '1902-03-05'])
    expect(judged).toMatchObject({ quarantined: 0, warned: ['birth:DISAGREE'] })
    expect(judged.line).toContain('1902-03-05')
    expect(judge(rule, { id: 'resident-id', birth: 'date' }, ['51018419020304906X', null]).line).toContain('\\N')
  })
  it('nation, GB/T 3304: 01 to 56, 97, 98; 汉, 汉族 and HA are 01', () => {
    for (const text of ['汉', '汉族', 'HA', '01']) expect(valueOf('nation', text), text).toBe('01')
    for (const code of ['56', '97', '98']) expect(valueOf('nation', code)).toBe(code)
    for (const code of ['00', '57', '96', '99']) expect(reasonsOf('nation', code)).toEqual(['CODE_UNKNOWN'])
  })
})

describe('null tokens', () => {
  const tokens = ['无', '空', '/', '-', '—', 'NULL', 'null', 'N/A', '不详', '未知', '暂无', '0000-00-00', '待补']
  it('are read as none, and counted', () => {
    for (const token of tokens) {
      const seen = clean('text', token)
      expect([seen.value, seen.fixes], token).toEqual([null, ['NULL_TOKEN']])
    }
  })
  it('are a list per column', () => {
    expect(valueOf('text', '无', { none: ['未填'] })).toBe('无')
    expect(valueOf('text', '未填', { none: ['未填'] })).toBeNull()
  })
  it('absent is kept distinct from a stated none', () => {
    expect(clean('text', null).fixes).toEqual([])
    expect(clean('text', '').fixes).toEqual([])
    expect(clean('text', '无').fixes).toEqual(['NULL_TOKEN'])
  })
  it('Null may be a name', () => {
    expect(valueOf('person-name', 'Null')).toBe('Null')
  })
})

describe('phones', () => {
  it('spaces and hyphens, +86 and 0086 are stripped', () => {
    for (const text of ['138 0013 8000', '138-0013-8000', '+8613800138000', '008613800138000', '+86 138-0013-8000'])
      expect(valueOf('phone', text), text).toBe('13800138000')
  })
  it('a mobile number is 1, 3 to 9 and nine digits', () => {
    for (let second = 0; second < 10; second++)
      if (second >= 3) expect(valueOf('phone', `1${second}800138000`), String(second)).toBe(`1${second}800138000`)
      else expect(valueOf('phone', `1${second}800138000`), String(second)).not.toBe(`1${second}800138000`)
  })
  it('a landline has area code and extension', () => {
    expect(valueOf('phone', '028-82310000')).toBe('028-82310000')
    expect(valueOf('phone', '(028)82310000转8')).toBe('028-82310000-8')
  })
  it('several numbers in one cell are split at 、 / and ；', () => {
    for (const sign of ['、', '/', '；'])
      expect(clean('phone', `13800138000${sign}13900139001`), sign).toMatchObject({
        value: '13800138000',
        beside: { others: '13900139001' },
      })
  })
  it('all digits the same are suspect', () => {
    for (const text of ['028-88888888', '028-66666666']) expect(clean('phone', text).warnings, text).toContain('PHONE_SUSPECT')
  })
})

describe('addresses', () => {
  it('are folded, and what was written is kept', () => {
    expect(clean('address', '四川省崇州市示例路１号')).toMatchObject({
      value: '四川省崇州市示例路1号',
      beside: { raw: '四川省崇州市示例路１号' },
    })
  })
  it('their divisions are parsed longest-match', () => {
    const { facts = {} } = registry.type('address')
    const read = (address: string) => ['province', 'city', 'county'].map((name) => facts[name]?.read(address))
    expect(read('四川省成都市崇州市崇阳街道示例路1号')).toEqual(['510000', '510100', '510184'])
    expect(read('四川省崇州市崇阳街道示例路1号')).toEqual(['510000', '510100', '510184'])
    // not 吉林省 and 市 of the shorter name
    expect(read('吉林省吉林市昌邑区示例路1号')).toEqual(['220000', '220200', '220202'])
  })
})

describe('masking', () => {
  it('an identity number: 6 and 4 for authorised pages, 1 and 1 for publication', () => {
    expect(mask('resident-id', '51018419020304906X')).toBe('510184********906X')
    expect(mask('resident-id', '51018419020304906X', 'public')).toBe(`5${'*'.repeat(16)}X`)
    for (const type of ['hmt-residence-permit', 'foreign-permanent-resident-id', 'person-key'])
      expect([mask(type, '932682198501010017'), mask(type, '932682198501010017', 'public')], type).toEqual([
        '932682********0017',
        `9${'*'.repeat(16)}7`,
      ])
  })
  it('a mobile number: 3 and 4', () => {
    expect(mask('phone', '13800138000')).toBe('138****8000')
  })
  it('a name: the first code point, the rest stars', () => {
    expect(mask('person-name', '王小明')).toBe('王**')
    expect(mask('person-name', '𠮷小明')).toBe('𠮷**')
  })
  it('an address: to the district', () => {
    const masked = mask('address', '四川省成都市崇州市崇阳街道示例路1号')
    expect(masked).toMatch(/^四川省成都市崇州市\*+$/)
  })
  it('a USCC is shown whole, except category 92', () => {
    for (const type of ['uscc', 'tax-number', 'organisation-key']) {
      expect(mask(type, '91510184144205777E', 'public'), type).toBe('91510184144205777E')
      expect([mask(type, '92510184144205777E'), mask(type, '92510184144205777E', 'public')], type).toEqual([
        '925101********777E',
        `9${'*'.repeat(16)}E`,
      ])
    }
  })
  it('logs are masked too', () => {
    expect(maskPersonalNumbers('行 7：51018419020304906X，13800138000')).not.toMatch(/19020304|0013800/)
  })
  it('pseudonymous joins use a keyed HMAC, never a plain hash', () => {
    const keys = ['0123456789abcdef', 'fedcba9876543210'].map((half) => half.repeat(4))
    const [one, other] = keys.map((key) => createHasher(key)('id:51018419020304906X'))
    expect(one).not.toBe(other)
    expect(createHasher(keys[0])('id:51018419020304906X')).toBe(one)
    expect(one).not.toContain(createHash('sha256').update('51018419020304906X').digest('base64url').slice(0, 8))
    expect(() => createHasher(undefined)('id:x')).toThrow(expect.objectContaining({ code: 'HASH_KEY_MISSING' }))
  })
})

describe('what a real register looks like', () => {
  it('odd values of a USCC column get their outcomes', () => {
    expect(reasonsOf('uscc', '110108000000016')).toEqual(['FORMAT']) // a registration number in the column of codes
    expect(reasonsOf('uscc', '9151018414420577')).toEqual(['FORMAT'])
    expect(reasonsOf('uscc', '（91510184144205777E）')).toEqual(['FORMAT'])
    expect(reasonsOf('uscc', '91510184144205777E-')).toEqual(['FORMAT'])
    expect(valueOf('uscc', '无')).toBeNull()
    expect(valueOf('uscc', '91510184144205777e')).toBe('91510184144205777E')
  })
  it('a legal representative N/A is none', () => {
    expect(clean('person-name', 'N/A')).toMatchObject({ value: null, fixes: ['NULL_TOKEN'] })
  })
  it('registered capital: amount, unit and currency of one cell, in every writing of the register', () => {
    const written: { readonly [text: string]: readonly [string, string | undefined] } = {
      '50(万元人民币)': ['500000', 'CNY'],
      '50(万元)': ['500000', undefined],
      '50(万)': ['500000', undefined],
      '50万人民币': ['500000', 'CNY'],
      '50万元人民币': ['500000', 'CNY'],
      '50(万人民币元)': ['500000', 'CNY'],
      '50(万美元)': ['500000', 'USD'],
      '50（万元）': ['500000', undefined],
      '50(万元(人民币))': ['500000', 'CNY'],
      '50(万香港元)': ['500000', 'HKD'],
      '50(万港币)': ['500000', 'HKD'],
      '2,696(万元人民币)': ['26960000', 'CNY'],
    }
    for (const [text, [amount, currency]] of Object.entries(written)) {
      const seen = clean('money', text)
      expect([seen.value, seen.beside['currency']], text).toEqual([amount, currency])
    }
  })
  it('unit and currency of companion columns', () => {
    expect(clean('money', '50', { unit_item: 'u', currency_item: 'c' }, ['万元', '美元'])).toMatchObject({
      value: '500000',
      beside: { currency: 'USD' },
    })
  })
  it('a missing currency is CNY only where the field says so', () => {
    expect(clean('money', '50(万元)').beside['currency']).toBeUndefined()
    expect(clean('money', '50(万元)', { default_currency: 'CNY' }).beside['currency']).toBe('CNY')
  })
  it('an empty bracket is a warning', () => {
    expect(clean('money', '50()').warnings).toContain('EMPTY_BRACKET')
  })
  it('business scope and address keep commas, quotes and brackets of both widths, and several hundred characters', () => {
    const text = `批发,零售:"示例"(凭许可证)（示例）${'经营'.repeat(300)}`
    expect(valueOf('text', text)).toBe(text)
    expect(valueOf('address', `崇州市示例路1号,"2"(3)${'楼'.repeat(300)}`)).toBe(`崇州市示例路1号,"2"(3)${'楼'.repeat(300)}`)
  })
})
