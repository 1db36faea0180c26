import { defineType } from '../../core/field.ts'
import { codeFieldCodes, codesByLabel, codeWidth, createCodeField } from '../cleansing/code-list.ts'
import { noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { builtInList, standardLists } from '../lists/index.ts'

export default defineType({
  summary: {
    zh: `代码：取自项目 lists/ 中的代码表，或标准的代码表（${Object.keys(standardLists).join('、')}）；名称改为代码`,
    en: `code of one of the project's lists, or of a standard's (${Object.keys(standardLists).join(', ')}); labels are replaced by their code`,
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['list'],
    properties: {
      list: { type: 'string', description: '代码表，即 lists/ 中的文件名，或标准号 / a file name in lists/, or a standard: GB/T-3304' },
      none: noneOption,
    },
  },
  codes: codeFieldCodes,
  examples: [
    { options: { list: 'example' }, in: 'A', out: 'A' },
    { options: { list: 'example' }, in: '甲', out: 'A', fixed: 'LABEL_TO_CODE' },
    { options: { list: 'example' }, in: ' Ａ', out: 'A', fixed: 'FULL_WIDTH' },
    { options: { list: 'example' }, in: '丙', reject: 'CODE_UNKNOWN' },
    { options: { list: 'example' }, in: '', out: null },
    { options: { list: 'GB/T-3304' }, in: '汉族', out: '01', fixed: 'LABEL_TO_CODE' },
    { options: { list: 'GB/T-3304' }, in: { tag: 'number', text: '1' }, out: '01', fixed: 'LEADING_ZERO' },
    { options: { list: 'GB/T-2261.2' }, in: '未婚', out: '10', fixed: 'LABEL_TO_CODE' },
    { options: { list: 'GB/T-4658' }, in: '大学', reject: 'CODE_UNKNOWN' },
  ],
  lists: Object.keys(standardLists),
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1 }),
  mask: (clean) => clean,
  create({ list, none }, context) {
    const rows = builtInList(list)
    const tokens = noneTokens(none)
    // Only a standard says how many digits its codes have.
    return rows === null
      ? createCodeField({ codes: context.codes(list), none: tokens })
      : createCodeField({ codes: codesByLabel(rows), none: tokens, width: codeWidth(rows) })
  },
})
