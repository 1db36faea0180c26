import { defineCodeType } from '../cleansing/code-type.ts'
import { documentTypes } from '../lists/document-types.ts'

export default defineCodeType({
  summary: {
    zh: '证件种类（GA/T 517-2004，限个人身份证件）：名称改为代码',
    en: 'kind of identity document (GA/T 517-2004, personal ones only); labels are replaced by their code',
  },
  rows: () => documentTypes,
  examples: [
    { in: '111', out: '111' },
    { in: '居民身份证', out: '111', fixed: 'LABEL_TO_CODE' },
    { in: '台湾居民来往大陆通行证（一次有效）', out: '512', fixed: 'LABEL_TO_CODE' },
    { in: '护照', reject: 'CODE_UNKNOWN' },
    { in: '无', out: null, fixed: 'NULL_TOKEN' },
  ],
})
