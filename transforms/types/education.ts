import { defineCodeType } from '../cleansing/code-type.ts'
import { educationLevels } from '../lists/education.ts'

export default defineCodeType({
  summary: { zh: '学历（GB/T 4658-2006）：名称改为代码', en: 'level of education (GB/T 4658-2006); labels are replaced by their code' },
  rows: () => educationLevels,
  examples: [
    { in: '21', out: '21' },
    { in: '大学本科毕业', out: '21', fixed: 'LABEL_TO_CODE' },
    { in: '大专', out: '30', fixed: 'LABEL_TO_CODE' },
    { in: '博士', reject: 'CODE_UNKNOWN' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
})
