import { defineCodeType } from '../cleansing/code-type.ts'
import { politicalStatuses } from '../lists/political-status.ts'

export default defineCodeType({
  summary: { zh: '政治面貌（GB/T 4762-1984）：名称改为代码', en: 'political status (GB/T 4762-1984); labels are replaced by their code' },
  rows: () => politicalStatuses,
  examples: [
    { in: '13', out: '13' },
    { in: '中共党员', out: '01', fixed: 'LABEL_TO_CODE' },
    { in: { tag: 'number', text: '3' }, out: '03', fixed: 'LEADING_ZERO' },
    { in: '党员', reject: 'CODE_UNKNOWN' },
    { in: '暂无', out: null, fixed: 'NULL_TOKEN' },
  ],
})
