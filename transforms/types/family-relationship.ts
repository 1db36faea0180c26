import { defineCodeType } from '../cleansing/code-type.ts'
import { familyRelationships } from '../lists/family-relationships.ts'

export default defineCodeType({
  summary: {
    zh: '家庭关系（GB/T 4761-2008，两位）：名称改为代码',
    en: 'relationship in a family (GB/T 4761-2008, two digits); labels are replaced by their code',
  },
  rows: () => familyRelationships,
  examples: [
    { in: '02', out: '02' },
    { in: '户主', out: '02', fixed: 'LABEL_TO_CODE' },
    { in: '二女', out: '33', fixed: 'LABEL_TO_CODE' },
    { in: { tag: 'number', text: '2' }, out: '02', fixed: 'LEADING_ZERO' },
    { in: '邻居', reject: 'CODE_UNKNOWN' },
    { in: '-', out: null, fixed: 'NULL_TOKEN' },
  ],
})
