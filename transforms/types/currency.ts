import { defineCodeType } from '../cleansing/code-type.ts'
import { currencies } from '../lists/currency-list.ts'

export default defineCodeType({
  summary: {
    zh: '货币（ISO 4217，GB/T 12406）：数字代码和中文名称改为三字母代码',
    en: 'currency (ISO 4217, GB/T 12406): digits and Chinese names are replaced by alpha-3',
  },
  rows: currencies,
  examples: [
    { in: 'CNY', out: 'CNY' },
    { in: '人民币', out: 'CNY', fixed: 'LABEL_TO_CODE' },
    { in: '840', out: 'USD', fixed: 'LABEL_TO_CODE' },
    { in: '元', reject: 'CODE_UNKNOWN' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
})
