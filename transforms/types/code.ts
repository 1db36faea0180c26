import { defineType } from '../../core/field.ts'
import { codeListCodes } from '../cleansing/code-list.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { readText, textCodes } from '../cleansing/read-text.ts'
import { tidyCode, tidyCodes } from '../cleansing/tidy-code.ts'
import type { Fix } from '../../core/identity.ts'

export default defineType({
  summary: {
    zh: '代码：取自项目 lists/ 中的代码表，名称改为代码',
    en: "code of one of the project's lists; labels are replaced by their code",
  },
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['list'],
    properties: { list: { type: 'string', description: '代码表，即 lists/ 中的文件名 / a file name in lists/' }, none: noneOption },
  },
  codes: { ...textCodes, ...tidyCodes, ...codeListCodes },
  examples: [
    { options: { list: 'example' }, in: 'A', out: 'A' },
    { options: { list: 'example' }, in: '甲', out: 'A', fixed: 'LABEL_TO_CODE' },
    { options: { list: 'example' }, in: ' Ａ', out: 'A', fixed: 'FULL_WIDTH' },
    { options: { list: 'example' }, in: '丙', reject: 'CODE_UNKNOWN' },
    { options: { list: 'example' }, in: '', out: null },
  ],
  column: () => ({ sql: 'text' }),
  schema: () => ({ type: 'string', minLength: 1 }),
  mask: (clean) => clean,
  create({ list, none }, context) {
    const codes = context.codes(list)
    const tokens = noneTokens(none)
    return (value, cell) => {
      const raw = readText(value, cell)
      if (raw === null) return null
      // What the list holds is a value, even where it is also a token for none.
      let code = codes.get(raw)
      if (code === raw) return code
      if (code === undefined) {
        if (isNoneText(raw, tokens, cell)) return null
        const fixes: Fix[] = []
        const text = tidyCode(raw, fixes)
        code = codes.get(text) ?? codes.get(raw.trim())
        if (code === undefined) return cell.reject('CODE_UNKNOWN')
        for (const { rule } of fixes) cell.fixed(rule as keyof typeof tidyCodes)
        if (code === text) return code
      }
      cell.fixed('LABEL_TO_CODE')
      return code
    }
  },
})
