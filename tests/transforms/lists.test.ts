import { expect, it } from 'vitest'
import { codesByLabel, codeWidth } from '../../transforms/cleansing/code-list.ts'
import { countries, countryAlpha3, isoNumericCountry } from '../../transforms/lists/countries.ts'
import { currencies } from '../../transforms/lists/currency-list.ts'
import { currencyWords } from '../../transforms/lists/currencies.ts'
import { builtInList, standardLists } from '../../transforms/lists/index.ts'
import { industries, industrySection } from '../../transforms/lists/industries.ts'
import { nations } from '../../transforms/lists/nations.ts'
import { createNormalizer } from '../../transforms/normalize.ts'
import { context, types, withDefaults } from './_registry.ts'

function normalizer(name: string, options: object = {}) {
  const type = types.get(name)!
  return createNormalizer(type, withDefaults(type.options, options), context)
}

it('a country is found by alpha-2, alpha-3, digits and its Chinese names, letters in any case', () => {
  for (const text of ['CHN', 'chn', 'CN', 'cn', '156', '中国', ' 中华人民共和国 ']) expect(countryAlpha3(text)).toBe('CHN')
  for (const text of ['刚果（布）', '刚果(布)', 'cog', '178']) expect(countryAlpha3(text)).toBe('COG')
  for (const text of ['', '外国', 'XX', '999', '86', 'constructor', '中国'.repeat(100_000)]) expect(countryAlpha3(text)).toBeNull()
})

it('signs that upper or lower case would turn into letters are no letters', () => {
  expect(['\ufb01', 'u\u017fa'].map(countryAlpha3)).toEqual([null, null])
  for (const [type, text] of [
    ['country', '\ufb01'],
    ['country', 'u\u017fa'],
    ['currency', 'u\u017fd'],
    ['industry', '\u017f9122'],
    ['money', '50u\u017fd'],
    ['email', 'a@b.\u212aom'],
  ] as const)
    // prettier-ignore
    expect([type, normalizer(type)(text).outcome]).toEqual([type, 'rejected'])
  expect(['country', 'currency', 'money'].map((type) => normalizer(type)(type === 'country' ? 'usa' : type === 'currency' ? 'usd' : '50usd').outcome)).toEqual(['fixed', 'fixed', 'fixed']) // prettier-ignore
})

it('ISO numeric codes keep their zeros', () => {
  expect(isoNumericCountry('156')).toBe('CHN')
  expect(isoNumericCountry('036')).toBe('AUS')
  expect(isoNumericCountry('36')).toBeNull()
  expect(isoNumericCountry('CHN')).toBeNull()
  expect(countries()).toHaveLength(249)
  for (const [alpha3, , alpha2, numeric] of countries()) expect([alpha3, alpha2, numeric].join(' ')).toMatch(/^[A-Z]{3} [A-Z]{2} \d{3}$/)
})

it('no list has a code twice, and no label that means two codes', () => {
  for (const [name, list] of Object.entries(standardLists)) {
    const rows = list.rows()
    const labels = rows.flatMap(([code = '', ...rest]) => [code, ...new Set(rest)])
    const twice = new Set(labels.filter((label, index) => labels.indexOf(label) !== index))
    expect([name, [...twice]]).toEqual([name, []])
    expect(rows.every((row) => row.every((cell) => cell !== '' && cell === cell.trim()))).toBe(true)
  }
})

it('GB/T 3304 has 56 nations, 97 and 98, each with two letters of its own', () => {
  expect(nations.slice(0, 56).map(([code]) => code)).toEqual(Array.from({ length: 56 }, (_, index) => String(index + 1).padStart(2, '0')))
  const letters = nations.slice(0, 56).map((row) => row[3])
  expect(new Set(letters).size).toBe(56)
  const known = { HA: '01', UG: '05', ZH: '08', YG: '48', BO: '47', BN: '47', JN: '56', VA: '21' }
  for (const [letter, code] of Object.entries(known)) expect(codesByLabel(nations).get(letter)).toBe(code)
})

it('GB/T 4754-2017 has 20 sections, 97 divisions, 473 groups and 1,381 classes, each under its parent', () => {
  const codes = industries().map(([code = '']) => code)
  expect([1, 2, 3, 4].map((length) => codes.filter((code) => code.length === length).length)).toEqual([20, 97, 473, 1381])
  for (const code of codes) if (code.length > 2) expect(codes).toContain(code.slice(0, -1))
  const sections = { '01': 'A', '05': 'A', '06': 'B', '13': 'C', '43': 'C', '47': 'E', '5211': 'F', '652': 'I', '97': 'T', '98': null }
  for (const [code, section] of Object.entries(sections)) expect(industrySection(code)).toBe(section)
})

it("an industry's name means the highest of the levels that share it, or the level that the field names", () => {
  expect(normalizer('industry')('教育').value).toBe('83')
  expect(normalizer('industry', { level: 'section' })('教育').value).toBe('P')
  expect(normalizer('industry')('木质家具制造').value).toBe('211')
  expect(normalizer('industry', { level: 'class' })('木质家具制造').value).toBe('2110')
  for (const text of ['羽毛（绒）加工', '羽毛(绒)加工']) expect(normalizer('industry')(text).value).toBe('1941')
  expect(normalizer('industry')('0111')).toMatchObject({ outcome: 'ok', facts: { section: 'A' } })
})

it('every currency word of money is a label of ISO 4217', () => {
  const codes = codesByLabel(currencies())
  for (const [word, code] of currencyWords) expect(codes.get(word)).toBe(code)
})

it("a standard's list is found however its number is written, but not another edition", () => {
  const nationRows = builtInList('GB/T-3304')
  for (const name of ['GB/T 3304', 'GB-T-3304', 'gbt3304', 'GB/T 3304-1991', 'GB/T-3304-1991']) expect(builtInList(name)).toBe(nationRows)
  expect(builtInList('GB/T 2261.2-2003')).not.toBe(builtInList('GB/T 2261.1'))
  for (const name of ['GB/T 4754-2011', 'GB/T-9999', 'villages', 'constructor', '', '-', 'G'.repeat(100_000)])
    expect(builtInList(name)).toBeNull()
})

it('lost zeros are restored only where all codes are digits of one length', () => {
  expect(codeWidth(nations)).toBe(2)
  expect(codeWidth(industries())).toBe(0)
  expect(codeWidth([])).toBe(0)
  expect(normalizer('industry')('1').reasons).toEqual([{ code: 'CODE_UNKNOWN' }])
})

it('code takes a list of a standard, and a list of the project as it did', () => {
  expect(normalizer('code', { list: 'GB/T-3304' })('汉族')).toMatchObject({
    value: '01',
    fixes: [{ rule: 'LABEL_TO_CODE', before: '汉族', after: '01' }],
  })
  expect(normalizer('code', { list: 'GB/T-2260' })('崇州市').value).toBe('510184')
  expect(normalizer('code', { list: 'GB/T-2260' })('朝阳区').reasons).toEqual([{ code: 'CODE_UNKNOWN' }])
  expect(normalizer('code', { list: 'villages' })('甲').value).toBe('A')
  expect(types.get('code')!.lists).toContain('GB/T-4754')
})

it('each change of writing is told with the texts before and after it', () => {
  expect(normalizer('nation')(' ｈａ').fixes).toEqual([
    { rule: 'TRIMMED', before: ' ｈａ', after: 'ｈａ' },
    { rule: 'FULL_WIDTH', before: 'ｈａ', after: 'ha' },
    { rule: 'LABEL_TO_CODE', before: 'ha', after: '01' },
  ])
  expect(normalizer('nation')('7').fixes).toEqual([{ rule: 'LEADING_ZERO', before: '7', after: '07' }])
  expect(normalizer('sex')(' 男 ').fixes.map(({ rule }) => rule)).toEqual(['TRIMMED', 'LABEL_TO_CODE'])
})

it('words that name two entries of a list, or none, are never guessed', () => {
  expect(normalizer('education')('博士').outcome).toBe('rejected')
  expect(normalizer('political-status')('党员').outcome).toBe('rejected')
  expect(normalizer('document-type')('护照').outcome).toBe('rejected')
  expect(normalizer('currency')('元').outcome).toBe('rejected')
  expect(normalizer('industry')('C0111').reasons).toEqual([{ code: 'INDUSTRY_SECTION' }])
})

it('code lists answer any value', () => {
  const odd = ['\0', '\ud800', '中'.repeat(1_000_000), true, new Uint8Array(3), { tag: 'undecodable', text: 'x' }] as const
  for (const name of ['nation', 'sex', 'industry', 'country', 'currency', 'education', 'region'])
    for (const value of odd) expect(normalizer(name)(value).value).toBeNull()
})
