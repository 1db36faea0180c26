import { defineCodeType } from '../cleansing/code-type.ts'
import { maritalStatuses } from '../lists/marital-status.ts'

export default defineCodeType({
  summary: { zh: '婚姻状况（GB/T 2261.2-2003）：名称改为代码', en: 'marital status (GB/T 2261.2-2003); labels are replaced by their code' },
  rows: () => maritalStatuses,
  examples: [
    { in: '20', out: '20' },
    { in: '已婚', out: '20', fixed: 'LABEL_TO_CODE' },
    { in: ' ２０', out: '20', fixed: 'FULL_WIDTH' },
    { in: '50', reject: 'CODE_UNKNOWN' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
  ],
})
