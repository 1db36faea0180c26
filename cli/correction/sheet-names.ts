/** The sheet is filled in by clerks of agencies: it speaks Chinese in any language of the command. */
export const sheetNames = { corrections: '更正', help: '说明' } as const
export const columnTitles = { token: '行号牌', locator: '位置', reasons: '原因', original: '原文' } as const

export const helpLines: readonly string[] = [
  '怎样填写这份更正表',
  '1. 每一行是一条未能入库的数据。“位置”是它在原文件或原表中的位置，“原因”列出全部问题。',
  '2. 直接在后面各列中改正内容；不知道怎样改的行保持原样，或整行删去，它会留在隔离区里等待处理。',
  '3. 不要改动“行号牌”，不要改列名，不要删列；可以排序、筛选，可以另加备注列，备注不会提交。',
  '4. 所有单元格都是文本格式，请不要改成数字、日期或公式：证件号码等长数字改成数字格式后末几位会变成 0，提交时会被退回。',
  '5. 以 = + - @ 等符号开头的内容前面有一个英文单引号，防止被当作公式执行；它不是内容的一部分，提交时会自动去掉。',
  '6. 有“原文”列时，该行没能拆分成列，请按原文把各列填写完整。',
  '7. 保存为 .xlsx（不设密码），交回数据管理人员提交。改过的行会重新走完清洗、检核和发布的全过程，仍有问题的会再次列出。',
  '8. 表中含有个人信息，请按规定保管，用后删除。',
]
