import { defineStep } from 'guiji'

/** What separates the levels of a village's code or path; none of it occurs in a name. */
const separators = /[\s\u3000/／>＞→-]/g
/** Levels above the township, which every village of the city shares; its name as a county until 1994 too. */
const above = /^(?:四川省)?(?:成都市)?(?:崇州市|崇庆县)/

/** A village in any writing of the city's agencies, as the list `villages` knows it: 12 digits, or township and village. */
export default defineStep({
  summary: {
    zh: '村社区：去掉省市县前缀和分隔符，得到 12 位代码，或“镇街+村社区”',
    en: 'village: without the levels above the township and separators; 12 digits, or township and village',
  },
  options: { type: 'object', additionalProperties: false, properties: {} },
  codes: { VILLAGE_WRITING: { zh: '村社区改为标准写法', en: 'village rewritten in the standard form' } },
  examples: [
    { in: '510184001001', out: '510184001001' },
    { in: '510184-001-001', out: '510184001001', fixed: 'VILLAGE_WRITING' },
    { in: '四川省成都市崇州市崇阳街道示范一社区', out: '崇阳街道示范一社区', fixed: 'VILLAGE_WRITING' },
    { in: '四川省/成都市/崇州市/街子镇/示范二村', out: '街子镇示范二村', fixed: 'VILLAGE_WRITING' },
    { in: '崇庆县街子镇示范二村', out: '街子镇示范二村', fixed: 'VILLAGE_WRITING' },
    { in: '崇庆街道示范一社区', out: '崇庆街道示范一社区' },
    { in: '无', out: '无' },
    { in: null, out: null },
  ],
  create: () => (value, cell) => {
    if (typeof value !== 'string') return value
    const local = value.replace(separators, '').replace(above, '')
    if (local !== value) cell.fixed('VILLAGE_WRITING')
    return local
  },
})
