/** GB/T 2261.2-2003: code, label, other labels. */
export const maritalStatuses: readonly (readonly string[])[] = [
  ['10', '未婚'],
  ['20', '已婚', '有配偶'],
  ['21', '初婚'],
  ['22', '再婚'],
  ['23', '复婚'],
  ['30', '丧偶'],
  ['40', '离婚', '离异'],
  ['90', '未说明的婚姻状况', '未说明'],
]
