import { defineCodeType } from '../cleansing/code-type.ts'
import { nations } from '../lists/nations.ts'

export default defineCodeType({
  summary: {
    zh: '民族（GB/T 3304-1991）：数字代码；名称、字母代码改为数字代码',
    en: 'nation (GB/T 3304-1991) as its digits; names and letters are replaced',
  },
  rows: () => nations,
  examples: [
    { in: '01', out: '01' },
    { in: '汉族', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: '汉', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: 'HA', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: 'ha', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: { tag: 'number', text: '7' }, out: '07', fixed: 'LEADING_ZERO' },
    { in: '57', reject: 'CODE_UNKNOWN' },
    { in: '未知', out: null, fixed: 'NULL_TOKEN' },
  ],
})
