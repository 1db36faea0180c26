/** GB/T 2261.1-2003: code, label, other labels. */
export const sexes: readonly (readonly string[])[] = [
  ['0', '未知的性别', '未知', '未知性别'],
  ['1', '男性', '男'],
  ['2', '女性', '女'],
  ['9', '未说明的性别', '未说明', '未说明性别'],
]
