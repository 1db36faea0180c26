import { defineType } from '../../core/field.ts'
import { typedNumber } from '../cleansing/decimal-text.ts'
import { isNoneText, noneOption, noneTokens } from '../cleansing/none-tokens.ts'
import { changed, isNumeric, readText, textCodes } from '../cleansing/read-text.ts'
import { foldWidth, withoutInvisible } from '../cleansing/tidy-code.ts'

const yes = ['true', 't', '1', 'y', 'yes', '是', '有', '真', '√', '✓', '✔', '☑']
const no = ['false', 'f', '0', 'n', 'no', '否', '无', '假', '×', '✗', '✘', '☐']

export default defineType({
  summary: {
    zh: '是否：是、否、有、无、真、假、true、false、1、0、Y、N、√、×，或自定写法；“无”在这里是否，不是空',
    en: 'yes or no: 是, 否, 有, 无, 真, 假, true, false, 1, 0, Y, N, √, ×, or words of its own; 无 is no here, not a missing value',
  },
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      yes: { type: 'array', items: { type: 'string' }, description: '另外表示是的写法 / more words for yes' },
      no: { type: 'array', items: { type: 'string' }, description: '另外表示否的写法 / more words for no' },
      none: noneOption,
    },
  },
  codes: {
    ...textCodes,
    NOT_BOOLEAN: { zh: '不是“是”或“否”', en: 'neither yes nor no' },
    WORD_TO_BOOLEAN: { zh: '写法改为 true 或 false', en: 'word replaced by true or false' },
  },
  examples: [
    { in: true, out: 'true' },
    { in: '是', out: 'true', fixed: 'WORD_TO_BOOLEAN' },
    { in: '0', out: 'false', fixed: 'WORD_TO_BOOLEAN' },
    { in: '无', out: 'false', fixed: 'WORD_TO_BOOLEAN' },
    { in: '√', out: 'true', fixed: 'WORD_TO_BOOLEAN' },
    { in: { tag: 'number', text: '1.0' }, out: 'true', fixed: 'WORD_TO_BOOLEAN' },
    { options: { yes: ['已婚'], no: ['未婚'] }, in: '未婚', out: 'false', fixed: 'WORD_TO_BOOLEAN' },
    { in: '不详', out: null, fixed: 'NULL_TOKEN' },
    { in: '也许', reject: 'NOT_BOOLEAN' },
  ],
  plain: true,
  column: () => ({ sql: 'boolean' }),
  schema: () => ({ type: 'string', enum: ['true', 'false'] }),
  mask: (clean) => clean,
  create(options) {
    const tokens = noneTokens(options.none)
    const words = new Map<string, string>()
    for (const word of yes) words.set(word, 'true')
    for (const word of no) words.set(word, 'false')
    // what the field itself says is none is no word of ours: 无 may be either
    for (const token of options.none ?? []) words.delete(tidyWord(token))
    for (const word of options.yes ?? []) words.set(tidyWord(word), 'true')
    for (const word of options.no ?? []) words.set(tidyWord(word), 'false')
    return (value, cell) => {
      if (value === true || value === 'true') return 'true'
      if (value === false || value === 'false') return 'false'
      const raw = readText(value, cell)
      if (raw === null) return null
      const word = words.get(isNumeric(value) ? typedNumber(raw) : tidyWord(raw))
      if (word === undefined) return isNoneText(raw, tokens, cell) ? null : cell.reject('NOT_BOOLEAN')
      return changed(cell, 'WORD_TO_BOOLEAN', raw, word)
    }
  },
})

/** Words are compared in half width and lower case, a field's own as well as a cell's. */
function tidyWord(text: string): string {
  return foldWidth(withoutInvisible(text)).trim().toLowerCase()
}
