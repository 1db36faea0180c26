import { defineCodeType } from '../cleansing/code-type.ts'
import { countries } from '../lists/countries.ts'

export default defineCodeType({
  summary: {
    zh: '国家和地区（ISO 3166-1，GB/T 2659）：二字母、数字代码和中文名称改为三字母代码',
    en: 'country (ISO 3166-1, GB/T 2659): alpha-2, digits and Chinese names are replaced by alpha-3',
  },
  rows: countries,
  examples: [
    { in: 'CHN', out: 'CHN' },
    { in: 'cn', out: 'CHN', fixed: 'LABEL_TO_CODE' },
    { in: '156', out: 'CHN', fixed: 'LABEL_TO_CODE' },
    { in: '刚果（布）', out: 'COG', fixed: 'LABEL_TO_CODE' },
    { in: '外国', reject: 'CODE_UNKNOWN' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
})
